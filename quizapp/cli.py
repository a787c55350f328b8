"""The command line: every command is one call into the layers below, and what it prints.

Exit status: 0 fine, 1 problems found, 2 wrong usage. The heavy layers are imported by the command that
needs them, so that `quizapp --help` answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quizapp import settings as environment
from quizapp.errors import QuizappError, UnknownThing

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizapp.content.model import Article
    from quizapp.quiz.bank import ItemBank
    from quizapp.settings import Settings

_FOLDER = click.Path(path_type=Path, file_okay=False)


class _Group(click.Group):
    """Turns the package's errors into one line and exit status 2."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        try:
            return super().invoke(ctx)
        except QuizappError as error:
            raise click.UsageError(str(error)) from error


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="quizapp")
def main() -> None:
    """Health articles and self-check quizzes from checked YAML."""


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
@_content_option
@_state_option
def serve(
    host: str, port: int, workers: int, database: str | None, content: Path | None, state: Path | None
) -> None:
    """Serve the site."""
    from quizapp.web.server import run

    settings = environment.from_environment(content=content, state=state, database_url=database)
    _tell_problems(settings)
    click.echo(f"Serving on http://{host}:{port}", err=True)
    run(settings, host=host, port=port, workers=workers)


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@_content_option
def check(paths: tuple[Path, ...], form: str, *, strict: bool, content: Path | None) -> None:
    """Check content: every problem with its file, line and column.

    PATHS are content folders, article folders or YAML files; the content folder otherwise.
    """
    from quizapp.content import library, reporting

    settings = environment.from_environment(content=content)
    problems = library.check_paths(paths or (settings.content,))
    click.echo(reporting.as_json(problems) if form == "json" else reporting.as_text(problems, _source_line))
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


@main.command()
@click.argument("article_id")
@click.option("--to", "form", type=click.Choice(["json"]), required=True)
@click.option(
    "-o", "--out", type=click.Path(path_type=Path, dir_okay=False), help="File; standard output otherwise."
)
@_content_option
def export(article_id: str, form: str, out: Path | None, content: Path | None) -> None:
    """Write an article and its quiz, keys included, in another format."""
    from quizapp.export import as_json

    document = {"json": as_json.export}[form](_article(article_id, content))
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
    from quizapp.attempts.sql_store import open_store

    bank = _bank(article_id, content)
    settings = environment.from_environment(content=content, state=state, database_url=database)
    store = open_store(settings.database)
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

    articles = library.load(environment.from_environment(content=content).content).library.articles
    if article_id not in articles:
        raise UnknownThing("article", article_id, nearest(article_id, articles))
    return articles[article_id]


def _tell_problems(settings: Settings) -> None:
    """Print the errors of the content before it is served: an article with an error is left out."""
    from quizapp.content import library, reporting
    from quizapp.content.problem import Severity

    problems = library.load(settings.content).problems
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if errors:
        click.echo(reporting.as_text(errors, _source_line), err=True)


def _source_line(path: str, line: int) -> str | None:
    """Return one line of a file as it can be shown, or None."""
    try:
        lines = Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    return lines[line - 1].expandtabs(1) if line <= len(lines) else None


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())
