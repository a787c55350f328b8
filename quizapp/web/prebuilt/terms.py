"""The terms of a site: what its replies depend on beside the content."""

from dataclasses import fields

from quizapp.cache import key_of
from quizapp.settings import Settings
from quizapp.web.headers import header_table
from quizapp.web.prebuilt.links import Links

HIDDEN = frozenset(
    {
        "content",
        "state",
        "database_url",
        "secret_keys",
        "stats_token",
        "attempt_lifetime",
        "removal_grace",
        "proxies",
        "log_format",
    }
)
"""The settings that no reply shows. With the same values of all others the cache gives what it has."""


class Terms:
    """The settings that replies show, and what is made of them once."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.links = Links(settings.public_url or "", site=settings.contacts, imprint=settings.imprint)
        self.headers = header_table(settings.frame_ancestors)
        shown = {each.name: getattr(settings, each.name) for each in fields(settings)}
        self._shown = repr({name: value for name, value in shown.items() if name not in HIDDEN})

    def key_of(self, *parts: str | bytes) -> str:
        """The key of a product that is made of these parts on these terms."""
        return key_of(self._shown, *parts)
