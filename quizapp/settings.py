"""The settings: one frozen value, and the only place that reads the environment."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

_PACKAGE = Path(__file__).parent
SHIPPED = _PACKAGE / "shipped"
"""The content in the wheel; it is part of the program, and nobody's to write in."""
RATE_LIMIT = 6000
"""So many posts a minute are more than 500 readers behind one address send, who respond every few seconds."""
PRIVATE = 0o700
"""Mode of the folders made for what is recorded: it is not for everybody on the machine."""
LOG_FORMATS = ("json", "text", "off")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator can choose. Each field has an environment variable `QUIZAPP_<FIELD>`."""

    content: Path
    """Folder with one folder per article."""
    state: Path
    """Folder for the database and the secret; made when missing."""
    database_url: str | None = None
    """SQLAlchemy URL of the store of steps; None is a SQLite file in `state`."""
    secret_keys: tuple[str, ...] = ()
    """Keys for attempt tokens: the first signs, all verify. Empty: one is made once in `state`."""
    public_url: str | None = None
    """Scheme and host under which readers reach the site, without a slash at the end."""
    frame_ancestors: str = "*"
    """Who may frame the embeds, as in CSP `frame-ancestors`."""
    stats_token: str | None = None
    """Opens the item statistics, which show keys; None: they are not served."""
    retention: timedelta = timedelta(days=30)
    """How long after its last response `quizapp db purge` leaves an attempt alone; whole hours."""
    rate_limit: int = RATE_LIMIT
    """Posts a minute that a worker process takes from one network; 0: any number."""
    proxies: int = 0
    """Proxies of our own in front, each of which adds to X-Forwarded-For; 0: that header is not read."""
    log_format: str | None = None
    """One of LOG_FORMATS for one line a request; None: `quizapp serve` chooses, other servers have none."""

    @property
    def database(self) -> str:
        """The URL of the store of steps, with its default."""
        return self.database_url or f"sqlite:///{(self.state / 'quizapp.db').absolute()}"

    def as_environment(self) -> dict[str, str]:
        """Return the variables that give these settings again in another process."""
        values = {
            "QUIZAPP_CONTENT": str(self.content),
            "QUIZAPP_STATE": str(self.state),
            "QUIZAPP_DATABASE_URL": self.database_url,
            "QUIZAPP_SECRET_KEYS": ",".join(self.secret_keys),
            "QUIZAPP_PUBLIC_URL": self.public_url,
            "QUIZAPP_FRAME_ANCESTORS": self.frame_ancestors,
            "QUIZAPP_STATS_TOKEN": self.stats_token,
            "QUIZAPP_RETENTION": f"{self.retention // timedelta(hours=1)}h",
            "QUIZAPP_RATE_LIMIT": str(self.rate_limit),
            "QUIZAPP_PROXIES": str(self.proxies),
            "QUIZAPP_LOG_FORMAT": self.log_format,
        }
        return {name: value for name, value in values.items() if value}


def default_content() -> Path:
    """Return the content of the checkout, or of the working folder, or else what is shipped in the wheel."""
    checkout, here = _PACKAGE.parent / "content", Path("content")
    if checkout.is_dir() and (_PACKAGE.parent / "pyproject.toml").is_file():
        return checkout
    return here if any(here.glob("*/article.yaml")) else SHIPPED


def from_environment(
    environment: Mapping[str, str] | None = None,
    *,
    content: Path | None = None,
    state: Path | None = None,
    database_url: str | None = None,
    log_format: str | None = None,
) -> Settings:
    """Read the settings; what is given by name comes before the environment.

    SettingsError names the variable that is wrong.
    """
    values = os.environ if environment is None else environment
    public_url = values.get("QUIZAPP_PUBLIC_URL")
    if public_url and not public_url.startswith(("http://", "https://")):
        raise SettingsError("QUIZAPP_PUBLIC_URL", "must begin with http:// or https://")
    keys = tuple(key for key in values.get("QUIZAPP_SECRET_KEYS", "").split(",") if key)
    if any(len(key) < MIN_KEY_LENGTH for key in keys):
        raise SettingsError("QUIZAPP_SECRET_KEYS", f"every key needs at least {MIN_KEY_LENGTH} characters")
    stats_token = values.get("QUIZAPP_STATS_TOKEN") or None
    if stats_token and not _TOKEN.fullmatch(stats_token):
        raise SettingsError("QUIZAPP_STATS_TOKEN", f"needs {MIN_KEY_LENGTH} or more ASCII characters")
    log_format = log_format or values.get("QUIZAPP_LOG_FORMAT") or None
    if log_format not in {None, *LOG_FORMATS}:
        raise SettingsError("QUIZAPP_LOG_FORMAT", f"must be one of {', '.join(LOG_FORMATS)}")
    return Settings(
        content=content or Path(values.get("QUIZAPP_CONTENT") or default_content()),
        state=state or Path(values.get("QUIZAPP_STATE") or ".quizapp"),
        database_url=database_url or values.get("QUIZAPP_DATABASE_URL") or None,
        secret_keys=keys,
        public_url=public_url.rstrip("/") if public_url else None,
        frame_ancestors=values.get("QUIZAPP_FRAME_ANCESTORS") or "*",
        stats_token=stats_token,
        retention=duration("QUIZAPP_RETENTION", values.get("QUIZAPP_RETENTION") or "30d"),
        rate_limit=_number(values, "QUIZAPP_RATE_LIMIT", RATE_LIMIT),
        proxies=_number(values, "QUIZAPP_PROXIES", 0),
        log_format=log_format,
    )


def _number(values: Mapping[str, str], name: str, default: int) -> int:
    text = values.get(name) or str(default)
    if not re.fullmatch(r"[0-9]{1,7}", text, re.ASCII):
        raise SettingsError(name, f'must be a number from 0 to 9999999, not "{text}"')
    return int(text)


def duration(name: str, text: str) -> timedelta:
    """Return the time that a setting such as 30d or 12h means; SettingsError, with its name, for others."""
    if not (found := _DURATION.fullmatch(text)):
        raise SettingsError(name, f'must be a number of days or hours such as 30d or 12h, not "{text}"')
    number, unit = found.groups()
    return int(number) * {"d": timedelta(days=1), "h": timedelta(hours=1)}[unit]


MIN_KEY_LENGTH = 16
"""Characters that a secret key needs at least."""

_TOKEN = re.compile(rf"[!-~](?=.{{{MIN_KEY_LENGTH - 1}}})[ -~]*[!-~]")
"""What a header can carry as it is."""

_DURATION = re.compile(r"([1-9][0-9]{0,5})([dh])", re.ASCII)
