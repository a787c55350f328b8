"""Health articles as checked YAML: an API, pages and embeds, and a self-check quiz with a measured verdict.

`create_app` is the WSGI application factory (`flask --app quizapp run`); everything else is imported
from the module that holds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from quizapp.settings import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Build the site; `settings` default to those of the environment."""
    from quizapp.web.app import create_app as build  # noqa: PLC0415 - slow: importing quizapp loads no Flask

    return build(settings)
