"""The command line: every command is one call into the layers below, and what it prints.

Exit status: 0 fine, 1 problems found, 2 wrong usage. The heavy layers are imported by the command that
needs them, so that `quizapp --help` answers at once.
"""

from __future__ import annotations

import gc
import json
import sys
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from quizapp import settings as environment
from quizapp.errors import QuizappError, UnknownThing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from quizapp.content.model import Article
    from quizapp.content.problem import Problem
    from quizapp.content.source_text.blocks import SourceText
    from quizapp.quiz.bank import ItemBank

_FOLDER = click.Path(path_type=Path, file_okay=False)


class _Group(click.Group):
    """Turns the package's errors, and files that cannot be had, into one line and exit status 2."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except (QuizappError, OSError) as error:
            raise click.UsageError(str(error)) from error


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="quizapp")
def main() -> None:
    """Health articles and self-check quizzes from checked YAML."""
    if isinstance(sys.stdout, TextIOWrapper):  # content may hold letters that the terminal does not know
        sys.stdout.reconfigure(errors="backslashreplace")


def _content_option(command: Callable[..., None]) -> Callable[..., None]:
    return click.option(
        "--content", type=_FOLDER, help="Folder with one folder per article. [env: QUIZAPP_CONTENT]"
    )(command)


def _state_option(command: Callable[..., None]) -> Callable[..., None]:
    return click.option(
        "--state", type=_FOLDER, help="Folder for database and secret. [env: QUIZAPP_STATE; else .quizapp]"
    )(command)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=5000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option("--database", help="SQLAlchemy URL; a SQLite file in the state folder otherwise.")
@click.option(
    "--log-format",
    type=click.Choice(environment.LOG_FORMATS),
    help="One line a request on standard error; text on a terminal, JSON elsewhere.",
)
@_content_option
@_state_option
def serve(
    host: str,
    port: int,
    workers: int,
    database: str | None,
    log_format: str | None,
    content: Path | None,
    state: Path | None,
) -> None:
    """Serve the site."""
    # Nothing of what a start makes is garbage, and to look for some takes a tenth of it; `run` enables it.
    gc.disable()
    from quizapp.web.server import run

    settings = environment.from_environment(
        content=content, state=state, database_url=database, log_format=log_format
    )

    run(settings, host=host, port=port, workers=workers, tell=_tell_errors)


@main.command()
@click.argument("article_id", required=False)
@click.option("--port", default=5001, show_default=True, type=click.IntRange(1, 65535))
@_content_option
@_state_option
def preview(article_id: str | None, port: int, content: Path | None, state: Path | None) -> None:
    """Show pages beside the problems of their files, and every save at once.

    Serves on this machine only. Attempts in a preview are not recorded.
    """
    from quizapp.content.nearest import nearest
    from quizapp.web.preview import HOST, run

    settings = environment.from_environment(content=content, state=state)
    articles = [path.name for path in settings.content.glob("*/")]
    if article_id is not None and article_id not in articles:
        raise UnknownThing("article", article_id, nearest(article_id, articles))
    path = "" if article_id is None else f"articles/{article_id}"
    run(settings, port=port, ready=lambda: click.echo(f"Preview on http://{HOST}:{port}/{path}", err=True))


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@_content_option
def check(paths: tuple[Path, ...], form: str, *, strict: bool, content: Path | None) -> None:
    """Check content: every problem with its file, line and column.

    PATHS are content folders, article folders or YAML files; the content folder otherwise.
    """
    from quizapp.content import library
    from quizapp.content.telling import reporting

    settings = environment.from_environment(content=content)
    paths = paths or (settings.content,)
    found = library.check_paths(paths, today=datetime.now(UTC).date().isoformat())
    problems, lines = reporting.relative(found, Path.cwd()), reporting.file_lines()
    reports = {
        "text": lambda: (
            reporting.as_text(problems, lines, strict=strict) + ("" if problems else f" in {_places(paths)}")
        ),
        "json": lambda: reporting.as_json(problems),
        "github": lambda: reporting.as_github(problems, strict=strict),
        "sarif": lambda: reporting.as_sarif(problems, lines),
    }
    click.echo(reports[form]())
    errors, warnings = reporting.counts(problems)
    sys.exit(1 if errors or (strict and warnings) else 0)


@main.command()
@click.argument("code")
def explain(code: str) -> None:
    """Say what a rule wants, with a sample that passes and one that fails."""
    from quizapp.content.nearest import nearest
    from quizapp.content.rules.book import RULES

    if code not in RULES:
        raise UnknownThing("rule", code, nearest(code, RULES))
    rule = RULES[code]
    click.echo(f"{rule.code} ({rule.severity})\n\n{rule.wants}\n")
    for title, sample in (("Passes:", rule.passes), ("Fails:", rule.fails)):
        click.echo(f"{title}\n{_indented(sample)}")


@main.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--id", "article_id", help="Id of the article; made from its title otherwise.")
@click.option("--out", type=_FOLDER, help="Content folder for the draft; standard output otherwise.")
@click.option("--update", is_flag=True, help="Take up what changed in the text of an article that is there.")
@_content_option
def import_source(
    file: BinaryIO, article_id: str | None, out: Path | None, *, update: bool, content: Path | None
) -> None:
    """Make a draft of article.yaml from an article in plain text, Markdown or HTML ("-": standard input).

    With --update, article.yaml of --id gets the fingerprints of changed sentences, and what rests on them is
    named; exit status 1 when there is any.
    """
    from quizapp.content.importing import draft, report
    from quizapp.content.source_text import reading

    source = reading.read(reading.decoded(file.read()))
    if update:
        if article_id is None or out is not None:
            raise click.UsageError("--update goes with --id ARTICLE-ID and without --out")
        sys.exit(_refresh(article_id, source, content))
    made = draft.drafted(source, article_id)
    if out is None:
        click.echo(made.yaml.encode(), nl=False)
    else:
        report.write(made, out)
    click.echo(report.as_text(made, out), err=out is None)


def _refresh(article_id: str, source: SourceText, content: Path | None) -> int:
    """Renew the fingerprints of an article and name what to look at again; return the exit status."""
    from quizapp.content.provenance import edits as passage_edits
    from quizapp.content.provenance import report as trace_report
    from quizapp.content.provenance import tracing
    from quizapp.content.source_text import reading
    from quizapp.content.yaml import spans

    article = _article(article_id, content)
    trace = tracing.traced(article, reading.sentences(source))
    path = _article_file(article_id, content)
    before = spans.load(path)
    after = passage_edits.refreshed(before, article, trace)
    if after != before:
        spans.save(path, after)
    click.echo(trace_report.as_update(trace))
    return 0 if trace.is_clean else 1


@main.command()
@click.argument("article_id")
@click.option("--source-text", required=True, type=click.File("rb"), help="The text of the source.")
@click.option("--source", help="Id of the source; the one with fingerprints otherwise.")
@click.option("--waive", multiple=True, metavar="PASSAGE", help="Mark a passage as needed by nothing.")
@click.option("--because", metavar="REASON", help="Why; goes with --waive.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@_content_option
def trace(
    article_id: str,
    source_text: BinaryIO,
    source: str | None,
    waive: tuple[str, ...],
    because: str | None,
    form: str,
    content: Path | None,
) -> None:
    """Say which sentence of a source feeds which claims and items, and what no longer matches.

    Exit status 1 when a sentence has changed, when nothing uses a passage, or when no passage knows a
    sentence.
    """
    from quizapp.content.provenance import edits as passage_edits
    from quizapp.content.provenance import report as trace_report
    from quizapp.content.provenance import tracing
    from quizapp.content.source_text import reading
    from quizapp.content.yaml import spans

    if bool(waive) != (because is not None):
        raise click.UsageError("--waive PASSAGE and --because REASON go together")
    text = list(reading.sentences(reading.read(reading.decoded(source_text.read()))))
    found = tracing.traced(_article(article_id, content), text, source)
    if because is not None:
        path = _article_file(article_id, content)
        article = _article(article_id, content)
        spans.save(path, passage_edits.waived(spans.load(path), article, found, waive, because))
        found = tracing.traced(_article(article_id, content), text, source)
    click.echo(trace_report.as_json(found) if form == "json" else trace_report.as_text(found))
    sys.exit(0 if found.is_clean else 1)


@main.command()
@click.option(
    "--kind", type=click.Choice(["article", "quiz", "translation"]), default="article", show_default=True
)
def schema(kind: str) -> None:
    """Print the JSON Schema of one of an article's files, for editors that complete and check YAML."""
    from quizapp.content.shape.json_schema import KINDS, json_schema

    click.echo(json.dumps(json_schema(KINDS[kind]), indent=2))


@main.command()
@click.argument("article_id")
@_content_option
def new(article_id: str, content: Path | None) -> None:
    """Write the files of a new article, as a form to fill in, and list what is to be written."""
    from quizapp.content import library, skeleton
    from quizapp.content.telling import reporting

    folder = environment.from_environment(content=content).content
    if folder == environment.SHIPPED:
        raise click.UsageError("say where your content is: --content DIR")
    paths = skeleton.write(folder, article_id)
    to_dos = reporting.relative(library.check_paths([folder / article_id]), Path.cwd())
    for to_do in to_dos:
        click.echo(f"{to_do.path}:{to_do.line}:{to_do.column}: {to_do.message}")
    click.echo(f"Wrote {' and '.join(map(str, paths))}; {len(to_dos)} things are still to be done.")


@main.command()
@click.argument("article_id")
@click.option("--lang", required=True, help="The language, as a tag such as es or pt-BR.")
@click.option("--revised", multiple=True, metavar="ENTRY", help="An entry that fits the original now.")
@_content_option
def translate(article_id: str, lang: str, revised: tuple[str, ...], content: Path | None) -> None:
    """Add what a translation lacks, as entries that are still to be translated, and list what is to be done.

    An ENTRY such as `about` or `signs/sore-heel` gets the stamp of the original's words as they are now.
    """
    from quizapp.content import files
    from quizapp.content.languages import translating
    from quizapp.content.yaml import spans

    article = _article(article_id, content)
    name = translating.file_name(lang)
    if not files.is_translation(name) or lang == article.lang:
        raise click.UsageError(f'"{lang}" is no language to translate into')
    path = _article_file(article_id, content).with_name(name)
    text = translating.completed(spans.load(path) if path.exists() else None, article, lang)
    if revised:
        text = translating.revised(text, article, lang, revised)
    spans.save(path, text)
    left = translating.to_do(text, article, lang)
    for name in left:
        click.echo(name)
    click.echo(f"Wrote {path}; {len(left)} entries are still to be translated or revised.")


@main.command()
@click.argument("article_id")
@click.option("--to", "form", type=click.Choice(["json", "jsonld"]), required=True)
@click.option(
    "-o", "--out", type=click.Path(path_type=Path, dir_okay=False), help="File; standard output otherwise."
)
@_content_option
def export(article_id: str, form: str, out: Path | None, content: Path | None) -> None:
    """Write an article and its quiz in another format: json has everything, keys included."""
    from quizapp.export import as_json, as_jsonld

    article = _article(article_id, content)
    document = {"json": as_json.export, "jsonld": as_jsonld.export}[form](article)
    for lost in as_jsonld.losses(article) if form == "jsonld" else ():
        click.echo(f"not in it: {lost}", err=True)
    if out is None:
        click.echo(document, nl=False)
    else:
        out.write_bytes(document)


@main.command()
@click.argument("article_id")
@click.option("--readers", default=20_000, show_default=True, type=click.IntRange(1, 10_000_000))
@click.option("--seed", default=1, show_default=True)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@_content_option
def simulate(article_id: str, readers: int, seed: int, form: str, content: Path | None) -> None:
    """Measure how often the verdict is wrong on an article's bank as it stands."""
    from quizapp.quiz import characteristics

    bank = _bank(article_id, content)
    with click.progressbar(
        length=characteristics.ROWS, file=sys.stderr, hidden=not sys.stderr.isatty(), label="Simulating"
    ) as bar:
        table = characteristics.measure(bank, readers=readers, seed=seed, tick=lambda: bar.update(1))
    click.echo(characteristics.as_json(table) if form == "json" else characteristics.as_text(table))


@main.command()
@click.argument("article_id")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True
)
@click.option("--database", help="SQLAlchemy URL; a SQLite file in the state folder otherwise.")
@_content_option
@_state_option
def stats(article_id: str, form: str, database: str | None, content: Path | None, state: Path | None) -> None:
    """Say how each item of an article fares, from recorded steps. Shows keys."""
    from quizapp.attempts import statistics_text
    from quizapp.attempts.item_statistics import measure
    from quizapp.attempts.sql_store import SqlStore

    bank = _bank(article_id, content)
    settings = environment.from_environment(content=content, state=state, database_url=database)
    store = SqlStore(settings.database)
    try:
        with click.progressbar(
            store.steps(article_id),
            file=sys.stderr,
            hidden=not sys.stderr.isatty(),
            label="Reading",
            show_pos=True,
            update_min_steps=1000,
        ) as steps:
            statistics = measure(bank, steps)
    finally:
        store.close()
    writers = {
        "text": statistics_text.as_text,
        "json": statistics_text.as_json,
        "csv": statistics_text.as_csv,
    }
    click.echo(writers[form](statistics), nl=form != "csv")


@main.group()
def db() -> None:
    """Look after the database of recorded steps."""


def _database_options(command: Callable[..., None]) -> Callable[..., None]:
    database = click.option("--database", help="SQLAlchemy URL; a SQLite file in the state folder otherwise.")
    return database(_state_option(command))


@db.command("upgrade")
@_database_options
def db_upgrade(database: str | None, state: Path | None) -> None:
    """Bring the tables to the version of this program; make them where there are none."""
    from quizapp.attempts import upkeep
    from quizapp.attempts.schema import SCHEMA_VERSION

    url = environment.from_environment(state=state, database_url=database).database
    before = upkeep.upgrade(url)
    was = "" if before == SCHEMA_VERSION else f", before: {before}"
    click.echo(f"The tables are of version {SCHEMA_VERSION}{was}.")


@db.command("current")
@_database_options
def db_current(database: str | None, state: Path | None) -> None:
    """Say of which version the tables are. Exit status 1 when it is not that of this program."""
    from quizapp.attempts import upkeep
    from quizapp.attempts.schema import SCHEMA_VERSION

    found = upkeep.current(environment.from_environment(state=state, database_url=database).database)
    click.echo(found or "none")
    if found != SCHEMA_VERSION:
        click.echo(f"This program needs version {SCHEMA_VERSION}: quizapp db upgrade", err=True)
        sys.exit(1)


@db.command("purge")
@click.option(
    "--older-than", metavar="DURATION", help="Such as 30d or 12h. [env: QUIZAPP_RETENTION; else 30d]"
)
@_database_options
def db_purge(older_than: str | None, database: str | None, state: Path | None) -> None:
    """Remove attempts whose last response is older, their bytes too, and editions that nobody used since.

    A running site goes on meanwhile; what it is told while the file is written anew may stay unrecorded.
    """
    from quizapp.attempts import upkeep

    settings = environment.from_environment(state=state, database_url=database)
    age = environment.duration("--older-than", older_than) if older_than else settings.retention
    before = (datetime.now(UTC) - age).strftime("%Y-%m-%dT%H:00Z")
    with click.progressbar(
        length=0, file=sys.stderr, hidden=not sys.stderr.isatty(), label="Removing"
    ) as bar:

        def tick(removed: int, old: int) -> None:
            bar.length = old
            bar.update(removed - bar.pos)

        removed = upkeep.purge(settings.database, before=before, tick=tick)
    click.echo(f"Removed {removed} attempts.")


@db.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_database_options
def db_backup(file: Path, database: str | None, state: Path | None) -> None:
    """Write a whole copy of a SQLite database to FILE, while the site goes on."""
    from quizapp.attempts import upkeep

    upkeep.backup(environment.from_environment(state=state, database_url=database).database, file)
    click.echo(f"Wrote {file}.")


def _bank(article_id: str, content: Path | None) -> ItemBank:
    """Return the item bank of an article; UnknownThing when it has none."""
    from quizapp.quiz.bank import ItemBank

    article = _article(article_id, content)
    if article.quiz is None:
        raise UnknownThing("quiz for the article", article_id)
    return ItemBank(article, article.quiz)


def _article(article_id: str, content: Path | None) -> Article:
    """Return an article of the content folder; UnknownThing, with a guess, when it is not there."""
    from quizapp.content import library
    from quizapp.content.nearest import nearest

    folder = environment.from_environment(content=content).content
    articles = library.load(folder).library.articles
    if article_id not in articles and (folder / article_id).is_dir():
        raise click.UsageError(f"{article_id} has errors: `quizapp check {folder / article_id}` names them")
    if article_id not in articles:
        raise UnknownThing("article", article_id, nearest(article_id, articles))
    return articles[article_id]


def _places(paths: Iterable[Path]) -> str:
    """Return paths as a person calls them: from the working folder where they lie below it."""
    here = Path.cwd()
    return ", ".join(str(path.relative_to(here) if path.is_relative_to(here) else path) for path in paths)


def _article_file(article_id: str, content: Path | None) -> Path:
    from quizapp.content.problem import Part

    return environment.from_environment(content=content).content / article_id / Part.ARTICLE


def _tell_errors(problems: Sequence[Problem]) -> None:
    """Print the errors of the content before it is served.

    What a draft still needs is for `quizapp check`; that it is one, the log says.
    """
    from quizapp.content.drafts import UNFINISHED
    from quizapp.content.problem import Severity
    from quizapp.content.telling import reporting

    errors = [
        problem
        for problem in reporting.relative(problems, Path.cwd())
        if problem.severity is Severity.ERROR and problem.code not in UNFINISHED
    ]
    if errors:
        click.echo(reporting.as_text(errors, reporting.file_lines()), err=True)


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())
