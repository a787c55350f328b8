"""The command line: every command is one call into the layers below, and what it prints.

Exit status: 0 fine, 1 problems found, 2 wrong usage. The heavy layers are imported by the command that
needs them, so that `quizapp --help` answers at once.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import wraps
from io import TextIOWrapper
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from quizapp import settings as environment
from quizapp.content.nearest import nearest
from quizapp.errors import QuizappError, StoreError, UnknownThing
from quizapp.problem import Part, Problem, Severity
from quizapp.text import many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from quizapp.authoring.source_text.blocks import SourceText
    from quizapp.content.model import Article
    from quizapp.quiz.bank import ItemBank
    from quizapp.settings import Settings

_FEW_LINES = 12
"""Lines of a list that a command prints where it is not asked for the list."""
_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False)
_PORT = click.IntRange(1, 65535)
_FORMATS = ("json", "jsonld", "gift", "moodle-xml", "qti3", "qti2", "canvas", "anki", "scorm12")
"""The names in `export.formats`, in its order, then those of what `web` writes.

Neither is imported for `--help` alone.
"""

_article_id = click.argument("article_id", metavar="ARTICLE-ID")
_OPTIONS = {
    "content": click.option(
        "--content", type=_FOLDER, help="Folder that holds one folder per article. [env: QUIZAPP_CONTENT]"
    ),
    "state": click.option(
        "--state",
        type=_FOLDER,
        help="Folder for the database, secret key and history. [env: QUIZAPP_STATE; default: .quizapp]",
    ),
    "database_url": click.option(
        "--database",
        "database_url",
        metavar="URL",
        help="Database URL; the default is a SQLite file in the state folder.",
    ),
}


def _settings(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the settings of the environment and of these options, as its first argument."""

    def decorated(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def with_settings(**arguments: Any) -> None:  # noqa: ANN401 - of any command
            given = {name: arguments.pop(name) for name in _OPTIONS if name in arguments}
            command(environment.from_environment(**given), **arguments)

        for name in reversed(names):
            with_settings = _OPTIONS[name](with_settings)
        return with_settings

    return decorated


def _form_option(*forms: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option("--format", "form", type=click.Choice(forms), default="text")


class _Commands(click.Group):
    """Turns the package's errors, and files that cannot be had, into one line and exit status 2."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take --content and --state before the command for options of the command."""
        before: list[str] = []
        while args and args[0].partition("=")[0] in {"--content", "--state"}:
            taken = 1 if "=" in args[0] else 2
            before, args = [*before, *args[:taken]], args[taken:]
        return super().parse_args(ctx, [*args, *before])

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except (QuizappError, OSError) as error:
            raise click.UsageError(str(error)) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.version_option(package_name="quizapp")
def main() -> None:
    """Publish health articles, each with a self-check quiz, from checked YAML."""
    if isinstance(sys.stdout, TextIOWrapper):  # content may hold letters that the terminal doesn't know
        sys.stdout.reconfigure(errors="backslashreplace")


@main.command()
@click.option("--host", default="127.0.0.1", help="Address to listen on.")
@click.option("--port", default=5000, type=_PORT)
@click.option("--workers", default=1, type=click.IntRange(1, 64), help="Worker processes.")
@_OPTIONS["database_url"]
@click.option(
    "--log-format",
    type=click.Choice(environment.LOG_FORMATS),
    help="How to log requests, on standard error; the default is text on a terminal, else JSON.",
)
@_OPTIONS["content"]
@_OPTIONS["state"]
def serve(
    host: str,
    port: int,
    workers: int,
    log_format: str | None,
    **folders: Any,  # noqa: ANN401 - the options of settings
) -> None:
    """Serve the site.

    Edits to the content show up by themselves. The site runs until you stop it.
    """
    import logging.config

    from quizapp.web.ops import logs
    from quizapp.web.serving.server import run

    try:
        settings = environment.from_environment(log_format=log_format, **folders)
        run(settings, host=host, port=port, workers=workers, tell=_tell_errors)
    except (QuizappError, OSError) as error:
        if logs.form_of(log_format or os.environ.get("QUIZAPP_LOG_FORMAT")) != "json":
            raise
        # A line of JSON, where all others are.
        logging.config.dictConfig(logs.configuration("json"))
        logging.getLogger("quizapp").critical("%s", error, extra={"event": "start"})
        sys.exit(2)


@main.command()
@_article_id
@_settings("content", "state")
def withdraw(settings: Settings, article_id: str) -> None:
    """Withdraw an article at once.

    Delete or move its folder first. A running site would otherwise wait for QUIZAPP_REMOVAL_GRACE, 60 seconds
    by default. Run this as the user who runs the site, once for each state folder.
    """
    from quizapp.library.files import has_article
    from quizapp.library.follower import archive_of

    if has_article(settings.content / article_id):
        raise click.UsageError(
            f"remove {settings.content / article_id} first, or the site will serve it again"
        )
    archive_of(settings).withdraw(article_id)
    click.echo(f"{article_id} is withdrawn.")


@main.command()
@click.argument("article_id", metavar="[ARTICLE-ID]", required=False)
@click.option("--port", default=5001, type=_PORT)
@_settings("content", "state")
def preview(settings: Settings, article_id: str | None, port: int) -> None:
    """Preview pages beside their problems.

    The page reloads each time you save. Only this machine can open it, and answers aren't recorded.
    """
    from quizapp.web.preview import HOST, run

    articles = [path.name for path in settings.content.glob("*/")]
    if article_id is not None and article_id not in articles:
        raise UnknownThing("article", article_id, nearest(article_id, articles))
    path = "" if article_id is None else f"articles/{article_id}"
    run(settings, port=port, ready=lambda: click.echo(f"Preview on http://{HOST}:{port}/{path}", err=True))


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@_form_option("text", "json", "github", "sarif")
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@_settings("content", "state")
def check(settings: Settings, paths: tuple[Path, ...], form: str, *, strict: bool) -> None:
    """List every problem in the content.

    Each problem comes with its file, line and column. The last lines say what readers see of each article.
    PATHS are content folders, article folders or YAML files; the default is the content folder.
    """
    from quizapp.authoring import plan
    from quizapp.library import archive, load, reports

    paths = paths or (settings.content,)
    loaded = load.check_paths(paths, today=datetime.now(UTC).date().isoformat())
    standings = archive.Archive(settings.history, lambda: datetime.now(UTC)).in_place_of(loaded.standings)
    problems, lines = reports.relative(loaded.problems, Path.cwd()), reports.file_lines()
    ends = reports.standing_lines(standings, Path.cwd()) or [f"No article in {_places(paths)}."]
    if len(loaded.library.articles) == 1:
        ends += plan.unfinished(*loaded.library.articles.values())
    forms = {
        "text": lambda: "\n".join([reports.as_text(problems, lines, strict=strict), *ends]),
        "json": lambda: reports.as_json(problems, standings),
        "github": lambda: reports.as_github(problems, strict=strict),
        "sarif": lambda: reports.as_sarif(problems, lines),
    }
    click.echo(forms[form]())
    errors, warnings = reports.counts(problems)
    sys.exit(1 if errors or (strict and warnings) else 0)


@main.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Explain a rule, with two examples.

    One example passes and one fails. Without CODE, every rule is listed.
    """
    from quizapp.library.samples import samples
    from quizapp.rules.registry import RULES

    if code is None:
        for rule in RULES.values():
            click.echo(f"{rule.code} ({rule.severity})")
        return
    if code not in RULES:
        raise UnknownThing("rule", code, nearest(code, RULES))
    rule, sample = RULES[code], samples()[code]
    click.echo(f"{rule.code} ({rule.severity})\n\n{click.wrap_text(rule.wants, width=100)}\n")
    for title, fragment in (("Passes:", sample.passes), ("Fails:", sample.fails)):
        click.echo(f"{title}\n{indent(fragment, '    ')}")


@main.command("import")
@click.argument("file", type=click.File("rb"))
@click.option(
    "--id", "article_id", metavar="ARTICLE-ID", help="The article's id; the default is made from its title."
)
@click.option("--out", type=_FOLDER, help="Content folder for the draft; the default is standard output.")
@click.option(
    "--lang", metavar="TAG", help="The language, such as en-GB; the default is a guess from the text."
)
@click.option("--own", is_flag=True, help="The text is your own, so the article may quote it word for word.")
@click.option("--update", is_flag=True, help="Update an existing article after its source text has changed.")
@_settings("content")
def import_source(
    settings: Settings,
    file: BinaryIO,
    article_id: str | None,
    out: Path | None,
    lang: str | None,
    *,
    own: bool,
    update: bool,
) -> None:
    """Draft an article or a quiz from a file.

    FILE is an article in plain text, Markdown, HTML or .docx ("-" for standard input). It becomes a draft of
    article.yaml. The last lines list the sentences about emergencies that didn't become a sign.

    A quiz in GIFT or Moodle XML becomes a draft of quiz.yaml for the article that --id names. The exit status
    is 1 if a question can't be read.

    With --update, the article that --id names gets new fingerprints for the sentences that have changed, and
    everything that rests on them is listed. The exit status is 1 if anything is.
    """
    from quizapp.authoring.draft import draft, summary
    from quizapp.authoring.language_tag import language_tag
    from quizapp.authoring.source_text import formats

    body = file.read()
    if not update and (quiz := _foreign_quiz(body)):
        sys.exit(_import_quiz(*quiz, file.name, article_id, out))
    source = formats.load(body, language_tag(lang) if lang else None)
    if update:
        if article_id is None or out is not None:
            raise click.UsageError("--update goes with --id ARTICLE-ID and without --out")
        sys.exit(_refresh(settings, article_id, source))
    made = draft.drafted(source, article_id, own=own)
    if out is None:
        click.echo(made.yaml.encode(), nl=False)
    else:
        summary.write(made, out)
    click.echo(summary.as_text(made, out), err=out is None)


def _foreign_quiz(body: bytes) -> tuple[str, str] | None:
    """Return the text and the format of a quiz of another program; None where a file is none."""
    from quizapp.authoring.host_quiz.draft import READERS
    from quizapp.authoring.source_text import formats

    text = "" if formats.is_packed(body) else formats.seen(formats.decoded(body))
    form = formats.quiz_format(text)
    return (text, form) if form is not None and form in READERS else None


def _import_quiz(text: str, form: str, name: str, article_id: str | None, out: Path | None) -> int:
    """Write the draft of a quiz and say what became no item of it; return the exit status."""
    from quizapp.authoring.host_quiz.draft import drafted, write

    if article_id is None:
        raise click.UsageError(f"this is a quiz in {form}; say with --id which article it's for")
    made = drafted(text, form, article_id)
    if out is None:
        click.echo(made.yaml.encode(), nl=False)
    else:
        click.echo(f"Wrote {write(made, out, article_id)}.", err=True)
    click.echo(f"{many(made.items, 'item')}. `quizapp check` lists what each one still needs.", err=True)
    for each in made.unread:
        click.echo(f"{name}:{each.line}: not imported: {each.why}", err=True)
    return 0 if all(each.harmless for each in made.unread) else 1


def _refresh(settings: Settings, article_id: str, source: SourceText) -> int:
    """Renew the fingerprints of an article and name what to look at again; return the exit status."""
    from quizapp.authoring import passage_edits, trace, trace_report
    from quizapp.authoring.source_text import formats
    from quizapp.yaml import spans

    article = _article(settings, article_id)
    traced = trace.traced(article, formats.sentences(source))
    path = passage_edits.file_of_sources(settings.content / article_id)
    before = spans.load(path)
    after = passage_edits.refreshed(before, article, traced, file=path.name)
    if after != before:
        spans.save(path, after)
    click.echo(trace_report.as_update(traced))
    return 0 if traced.is_clean else 1


@main.command()
@_article_id
@click.option("--source-text", required=True, type=click.File("rb"), help="The source's text.")
@click.option("--source", metavar="ID", help="The source's id; the default is the one with fingerprints.")
@click.option("--waive", multiple=True, metavar="PASSAGE", help="A passage that the article doesn't need.")
@click.option("--because", metavar="REASON", help="Why the article doesn't need what you waive.")
@_form_option("text", "json")
@_settings("content")
def trace(
    settings: Settings,
    article_id: str,
    source_text: BinaryIO,
    source: str | None,
    waive: tuple[str, ...],
    because: str | None,
    form: str,
) -> None:
    """Trace source sentences to claims and items.

    Also lists what no longer matches. The exit status is 1 if a sentence has changed, if a passage isn't
    used, or if a sentence isn't among the passages.
    """
    from quizapp.authoring import passage_edits, trace, trace_report
    from quizapp.authoring.source_text import formats
    from quizapp.yaml import spans

    if bool(waive) != (because is not None):
        raise click.UsageError("--waive PASSAGE and --because REASON go together")
    article = _article(settings, article_id)
    text = list(formats.sentences(formats.load(source_text.read(), article.lang)))
    found = trace.traced(article, text, source)
    if because is not None:
        path = passage_edits.file_of_sources(settings.content / article_id)
        after = passage_edits.waived(spans.load(path), article, found, waive, because, file=path.name)
        spans.save(path, after)
        found = trace.traced(_article(settings, article_id), text, source)
    click.echo(trace_report.as_json(found) if form == "json" else trace_report.as_text(found))
    sys.exit(0 if found.is_clean else 1)


@main.command()
@click.option("--kind", type=click.Choice(("article", "sources", "quiz", "translation")), default="article")
def schema(kind: str) -> None:
    """Print the JSON Schema of an article's files.

    Code editors use it to complete and check YAML.
    """
    from quizapp.content.schema import KINDS, json_schema

    click.echo(json.dumps(json_schema(KINDS[kind]), indent=2))


@main.command()
@_article_id
@_settings("content")
def new(settings: Settings, article_id: str) -> None:
    """Start a new article.

    Writes its files as a form to fill in, and says where to begin.
    """
    from quizapp.authoring import plan, skeleton
    from quizapp.library import load

    folder = _own_folder(settings)
    article_file, _ = skeleton.write(folder, article_id)
    first, *others = load.check_paths([folder / article_id]).problems
    place = f"quizapp check {folder / article_id}"
    click.echo(
        f"First: open {article_file} and write the title, on line {first.line}.\n"
        f"`{place}` lists the other {len(others)} texts to write.\n"
        f"`quizapp preview {article_id}` shows the pages.\n\n"
        + plan.as_text(_article(settings, article_id), signs=False)
    )


@main.command("plan")
@_article_id
@_settings("content")
def plan_quiz(settings: Settings, article_id: str) -> None:
    """Show what a quiz still needs.

    Shows how many stories each sign has, how many the check needs, and what to write next.
    """
    from quizapp.authoring import plan

    click.echo(plan.as_text(_article(settings, article_id)))


@main.command()
@click.argument("signs", metavar="SIGN...", nargs=-1, required=True)
@click.option(
    "--beside", metavar="SIGN", help="The other story's sign; the default is the one that lacks most."
)
@click.option("--article", "article_id", metavar="ID", help="The article, if several have the sign.")
@_settings("content")
def item(settings: Settings, signs: tuple[str, ...], beside: str | None, article_id: str | None) -> None:
    """Add a pair of stories for each SIGN.

    The pairs go into quiz.yaml for you to fill in. One story of each pair shows the sign.
    """
    from quizapp.authoring import pair
    from quizapp.yaml import spans

    _own_folder(settings)
    for sign in signs:
        article = _article(settings, article_id or _article_with(settings, sign))
        path = settings.content / article.id / Part.QUIZ
        text, pair_id = pair.added(spans.load(path) if path.exists() else None, article, sign, beside)
        spans.save(path, text)
        line = text[: text.index(f"- id: {pair_id}")].count("\n") + 1
        click.echo(f"Fill in the pair at {path}:{line}. `quizapp plan {article.id}` shows what to write.")


def _article_with(settings: Settings, sign: str) -> str:
    """The id of the one article that has a sign; UnknownThing, with a guess, where none has it."""
    from quizapp.library import load

    articles = load.load(settings.content).library.articles
    found = [article.id for article in articles.values() if sign in article.signs_by_id]
    if len(found) > 1:
        raise click.UsageError(f"several articles have this sign; add --article {' or '.join(found)}")
    if not found:
        known = [name for article in articles.values() for name in article.signs_by_id]
        raise UnknownThing("sign", sign, nearest(sign, known))
    return found[0]


@main.command()
@_article_id
@click.option("--lang", required=True, metavar="TAG", help="The language, such as es or pt-BR.")
@click.option(
    "--revised", multiple=True, metavar="ENTRY", help="An entry that you have brought up to date, or all."
)
@_settings("content")
def translate(settings: Settings, article_id: str, lang: str, revised: tuple[str, ...]) -> None:
    """Add missing entries to a translation.

    Lists what to translate and what to revise. Once you've brought an ENTRY such as `about` or
    `signs/sore-heel` up to date, name it with --revised; `all` stands for every entry that was behind the
    original.
    """
    from quizapp.authoring import translate
    from quizapp.authoring.language_tag import language_tag
    from quizapp.yaml import spans

    _own_folder(settings)
    article = _article(settings, article_id)
    name = translate.file_name(language_tag(lang))
    if lang == article.lang:
        raise click.UsageError(f'"{lang}" is the language that the article is in')
    path = settings.content / article_id / name
    text = translate.completed(spans.load(path) if path.exists() else None, article, lang)
    if revised:
        text = translate.revised(text, article, lang, revised)
    spans.save(path, text)
    untranslated, stale = translate.to_do(text, article, lang)
    names = [*(f"{name} (revise)" for name in stale), *(f"{name} (translate)" for name in untranslated)]
    first = f"First: {names[0]}, in {path}." if names else f"{path} is up to date."
    click.echo(
        f"{first}\nLeft: {many(len(untranslated), 'entry', 'entries')} to translate, {len(stale)} to revise"
        " because the original has changed. After that, run this again with --revised ENTRY or --revised all."
    )
    for name in names[:_FEW_LINES]:
        click.echo(name)
    if len(names) > _FEW_LINES:
        click.echo(f"... and {len(names) - _FEW_LINES} more: quizapp check {path}")


@main.command()
@_article_id
@_settings("content")
def review(settings: Settings, article_id: str) -> None:
    """Print a review sheet for a clinician.

    What could do harm comes first.
    """
    from quizapp.authoring.review_sheet import review_sheet

    click.echo(review_sheet(_article(settings, article_id)), nl=False)


@main.command()
@_article_id
@click.option("--to", "form", type=click.Choice(_FORMATS), required=True)
@click.option("-o", "--out", type=_FILE, help="File to write; the default is standard output.")
@click.option("--losses", type=_FILE, help="JSON file to write with what the format can't carry.")
@click.option("--lang", metavar="TAG", help="The language; the default is the article's own.")
@_settings("content")
def export(
    settings: Settings, article_id: str, form: str, out: Path | None, losses: Path | None, lang: str | None
) -> None:
    """Export an article and its quiz, keys included.

    What the format can't carry is listed on standard error.
    """
    from quizapp.export.formats import FORMATS, losses_as_json
    from quizapp.web.prebuilt.i18n import words_of

    original = _article(settings, article_id)
    article = original.in_language(lang)
    own = {original.lang.lower(), original.lang.partition("-")[0].lower()}
    if lang is not None and article is original and lang.lower() not in own:
        raise UnknownThing(f'translation of "{article_id}" into', lang)
    if form == "scorm12":
        from quizapp.web.static_copy import scorm12

        chosen = scorm12.format_of(original)
    else:
        chosen = FORMATS[form]
    if out is None and chosen.binary and sys.stdout.isatty():
        raise click.UsageError(f"{form} isn't text: write it to a file with -o FILE")
    document = chosen.write(article, words_of(article.lang).plain)
    lost = chosen.losses(article)
    for loss in lost:
        click.echo(f"not exported: {loss}", err=True)
    if losses is not None:
        losses.write_text(losses_as_json(form, article, lost), encoding="utf-8")
    if out is None:
        click.echo(document, nl=False)
    else:
        out.write_bytes(document)


@main.command()
@click.argument("out", type=_FOLDER)
@click.option("--base-url", metavar="URL", help="The copy's address, for cards, feeds and the sitemap.")
@_settings("content", "state")
def build(settings: Settings, out: Path, base_url: str | None) -> None:
    """Build the site as static files in OUT.

    The files work on any host, and straight from a folder. The pages hold the keys, since no server can keep
    them back. Building again writes only what has changed.
    """
    from quizapp.web.ops.reload import begin
    from quizapp.web.snapshot import take_snapshot
    from quizapp.web.static_copy import site

    if base_url is not None:
        settings = replace(settings, public_url=environment.whole_address("--base-url", base_url))
    content = site.content_key(settings)
    done = site.as_built(out, f"{content} {site.history_key(settings)}")
    if done is None:
        # The history of what was served, if there is one here, is told in the copy's feed.
        snapshot = begin(settings)[1] if settings.state.is_dir() else take_snapshot(settings)
        with _bar("Building", length=site.reply_count(snapshot)) as bar:
            made = site.site_files(snapshot, settings, lambda: bar.update(1))
        done = site.write_files(out, made, f"{content} {site.history_key(settings)}")
    click.echo(f"{out}: {many(done.new, 'file')} written, {done.same} unchanged, {done.removed} removed.")


@main.command()
@_article_id
@click.option("--readers", default=20_000, type=click.IntRange(1, 10_000_000), help="Readers of each kind.")
@click.option("--seed", default=1, help="Another seed gives other readers.")
@_form_option("text", "json")
@_settings("content")
def simulate(settings: Settings, article_id: str, readers: int, seed: int, form: str) -> None:
    """Measure how often the verdict is wrong.

    Simulated readers take the check on the article's items as they stand. Nobody's answers are used.
    """
    from quizapp.quiz import characteristics

    bank = _bank(settings, article_id)
    if not bank.has_check:
        raise click.UsageError(f"{article_id} offers practice only; `quizapp plan {article_id}` shows why")
    with _bar("Simulating", length=characteristics.ROWS) as bar:
        table = characteristics.measure(bank, readers=readers, seed=seed, tick=lambda: bar.update(1))
    click.echo(getattr(characteristics, f"as_{form}")(table))


@main.command()
@_article_id
@_form_option("text", "json", "csv")
@_settings("content", "state", "database_url")
def stats(settings: Settings, article_id: str, form: str) -> None:
    """Show item statistics, keys included.

    They come from recorded responses.
    """
    from quizapp.attempts import statistics_text
    from quizapp.attempts.item_statistics import measure
    from quizapp.attempts.sql_store import SqlStore

    bank = _bank(settings, article_id)
    with (
        closing(SqlStore(settings.database)) as store,
        _bar("Reading", store.steps(article_id), show_pos=True, update_min_steps=1000) as steps,
    ):
        statistics = measure(bank, steps)
    click.echo(getattr(statistics_text, f"as_{form}")(statistics), nl=form != "csv")


@main.group()
def db() -> None:
    """Look after the database of recorded responses."""


@db.command("upgrade")
@_settings("state", "database_url")
def db_upgrade(settings: Settings) -> None:
    """Create the tables or bring them up to date."""
    from quizapp.attempts import maintenance
    from quizapp.attempts.tables import SCHEMA_VERSION

    url = settings.database
    before = maintenance.upgrade(url)
    was = "" if before == SCHEMA_VERSION else f"; they were at {before}"
    click.echo(f"The tables are at version {SCHEMA_VERSION}{was}.")
    if not url.startswith("sqlite"):
        click.echo("If the site connects as another role, run: quizapp db grants ROLE")


@db.command("grants")
@click.argument("role")
def db_grants(role: str) -> None:
    """Print the site's grants for PostgreSQL.

    Run the statements that it prints if ROLE, which the site connects as, didn't make the tables.
    """
    from quizapp.attempts.tables import grants_to

    click.echo("\n".join(grants_to(role)))


@db.command("copy")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def db_copy(source: str, target: str) -> None:
    """Copy recorded responses to another database.

    FROM and TO are database URLs. Nothing is removed or overwritten, so you can run it again.
    """
    from quizapp.attempts import maintenance

    maintenance.upgrade(target)
    with _bar("Copying", length=0) as bar:
        copied, differing = maintenance.copy(source, target, tick=_ticks(bar))
    click.echo(f"Copied {many(copied, 'response')}.")
    if differing:
        click.echo(f"For {differing} of them the other database had another response, and kept it.", err=True)


@db.command("current")
@_settings("state", "database_url")
def db_current(settings: Settings) -> None:
    """Show the version of the tables.

    The exit status is 1 if this program needs another version.
    """
    from quizapp.attempts import maintenance
    from quizapp.attempts.database import other_version
    from quizapp.attempts.tables import SCHEMA_VERSION

    found = maintenance.current(settings.database)
    click.echo(found or "none")
    if found != SCHEMA_VERSION:
        wanted = str(other_version(found)) if found else "there are no tables yet: run `quizapp db upgrade`"
        click.echo(f"Error: {wanted}", err=True)
        sys.exit(1)


@db.command("purge")
@click.option(
    "--older-than",
    metavar="DURATION",
    help="An age such as 30d or 12h. [env: QUIZAPP_RETENTION; default: 30d]",
)
@_settings("state", "database_url")
def db_purge(settings: Settings, older_than: str | None) -> None:
    """Delete old attempts for good.

    Deletes every attempt whose last response is older, down to its last byte, and each version of an article
    that no attempt has used since. A running site goes on, but may not record responses that come in while
    the file is rewritten.
    """
    from quizapp.attempts import maintenance

    age = environment.duration("--older-than", older_than) if older_than else settings.retention
    before = (datetime.now(UTC) - age).strftime("%Y-%m-%dT%H:00Z")
    with _bar("Deleting", length=0) as bar:
        removed, left = maintenance.purge(settings.database, before=before, tick=_ticks(bar))
    click.echo(f"Deleted {many(removed, 'attempt')}.")
    if left:
        click.echo(
            f"Their data is overwritten, but the file is no smaller yet: {left}. Purge again later.", err=True
        )
        sys.exit(1)


@db.command("backup")
@click.argument("place", type=click.Path(path_type=Path))
@click.option("--keep", default=14, type=click.IntRange(1), help="Backups to keep.")
@_settings("state", "database_url")
def db_backup(settings: Settings, place: Path, keep: int) -> None:
    """Back up a running site.

    Writes the database, the history and the secret key to one dated file in the folder PLACE, which must
    exist. If PLACE names a file, such as copy.db, only the database is copied.
    """
    from quizapp.attempts import backup

    if place.is_dir():
        place = backup.back_up(settings, place, keep=keep, now=datetime.now(UTC))
    elif not place.suffix and not place.exists():
        raise StoreError(f"there is no folder {place}: make it, or name a file, such as copy.db")
    else:
        backup.copy_database(settings.database, place)
    click.echo(f"Wrote {place}.")


def _bar(label: str, iterable: Iterable[Any] | None = None, **options: Any) -> Any:  # noqa: ANN401 - click's own
    return click.progressbar(
        iterable, label=label, file=sys.stderr, hidden=not sys.stderr.isatty(), **options
    )


def _ticks(bar: Any) -> Callable[[int, int], None]:  # noqa: ANN401 - as above

    def tick(done: int, number: int) -> None:
        bar.length = number
        bar.update(done - bar.pos)

    return tick


def _bank(settings: Settings, article_id: str) -> ItemBank:
    """The item bank of an article; UnknownThing when it has none."""
    from quizapp.content.model import quiz_of
    from quizapp.quiz.bank import ItemBank

    article = _article(settings, article_id)
    return ItemBank(article, quiz_of(article))


def _article(settings: Settings, article_id: str) -> Article:
    """An article of the content folder; UnknownThing, with a guess, when it is not there."""
    from quizapp.library import load

    articles, folder = load.load(settings.content).library.articles, settings.content / article_id
    if article_id in articles:
        return articles[article_id]
    if folder.is_dir():
        raise click.UsageError(f"{article_id} has errors: `quizapp check {folder}` names them")
    raise UnknownThing("article", article_id, nearest(article_id, articles))


def _own_folder(settings: Settings) -> Path:
    """The content folder, for a command that writes into it: not what came with the program."""
    if settings.content == environment.SHIPPED:
        raise click.UsageError("say where your content is: --content DIR")
    return settings.content


def _places(paths: Iterable[Path]) -> str:
    """Paths as a person calls them: from the working folder where they lie below it."""
    here = Path.cwd()
    return ", ".join(str(path.relative_to(here) if path.is_relative_to(here) else path) for path in paths)


def _tell_errors(problems: Sequence[Problem]) -> None:
    """Print the errors of the content before it is served.

    What a draft still needs is for `quizapp check`; that it is one, the log says.
    """
    from quizapp.library import reports
    from quizapp.rules.drafts import UNFINISHED

    errors = [
        problem
        for problem in reports.relative(problems, Path.cwd())
        if problem.severity is Severity.ERROR and problem.code not in UNFINISHED
    ]
    if errors:
        click.echo(reports.as_text(errors, reports.file_lines()), err=True)
