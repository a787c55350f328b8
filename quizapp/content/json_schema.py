"""The JSON Schema of an article's files, by which editors are helped and checked as they type.

    json_schema("quiz.yaml")["required"]   # ["format", "article", "title", ...]

The fields that the loader checks by make it, so both judge the shape of a file alike. What one file says of
another, or of a whole bank, only `quizapp check` knows.
"""

from collections.abc import Mapping

from quizapp.content.canonical import Json
from quizapp.content.schema import FORMAT, SCHEMAS

KINDS: Mapping[str, str] = {part.removesuffix(".yaml"): part for part in SCHEMAS}
"""The files that have a schema, by the names that the command and the address give them."""


def json_schema(part: str) -> Json:
    """The JSON Schema (2020-12) of one of an article's files."""
    top = SCHEMAS[part]
    groups = {group.called(): group.schema() for group in top.below()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"quizapp {part}, format {FORMAT}",
        **top.schema(),
        "$defs": dict(sorted(groups.items())),
    }
