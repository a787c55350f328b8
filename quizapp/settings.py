"""The settings: one frozen value, read from the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, TypeVar
from urllib.parse import quote, urlencode

from quizapp.errors import SettingsError

_PACKAGE = Path(__file__).parent
SHIPPED = _PACKAGE / "shipped"
"""The content in the wheel; it is part of the program, and nobody's to write in."""
ATTEMPT_LIFETIME = timedelta(days=180)
RATE_LIMIT = 6000
"""So many posts a minute are more than 500 readers behind one address send, who respond every few seconds."""
PRIVATE = 0o700
"""Mode of the folders made for what is recorded: it is not for everybody on the machine."""
LOG_FORMATS = ("json", "text", "off")
LOGO_TYPES = {".svg": "image/svg+xml", ".png": "image/png"}
BRAND = r"[0-9A-Fa-f]{6}"
FONT = r"[A-Za-z0-9 ,-]{1,100}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """Who publishes the site, as its pages show it: by name and logo, colour and typeface."""

    name: str = ""
    logo: Path | None = None
    """A picture, of one of LOGO_TYPES."""
    brand: str = ""
    """Six hexadecimal digits; any colour will do, the pages keep it readable."""
    font: str = ""
    """Typefaces that a reader may have installed, with commas between them; nothing is loaded."""

    def dressed(self, brand: str, font: str) -> Imprint:
        """The same with another colour and typeface, where they are given."""
        return replace(self, brand=brand or self.brand, font=font or self.font)

    @property
    def logo_address(self) -> str:
        """Address of the logo; empty where there is none."""
        return f"/logo{self.logo.suffix}" if self.logo else ""

    @property
    def stylesheet(self) -> str:
        """Address of the stylesheet that sets colour and typeface; empty where neither is chosen."""
        chosen = {"brand": self.brand, "font": self.font}
        query = urlencode({name: value for name, value in chosen.items() if value})
        return f"/brand.css?{query}" if query else ""


NO_IMPRINT = Imprint()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """Whom readers turn to; what is empty is not shown."""

    mistakes: str = ""
    """Where they tell of a mistake: mailto: or https://."""
    emergency: str = ""
    """The number that brings an ambulance."""
    advice: str = ""
    """The number of a health line."""


Value = TypeVar("Value")
Numbers: TypeAlias = tuple[tuple[str, str], ...]
"""A phone number for each of some languages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteContacts:
    """Whom readers of the site turn to, by their language; the numbers under "" are for every other one."""

    mistakes: str = ""
    emergency: Numbers = ()
    advice: Numbers = ()

    def in_language(self, lang: str) -> Contacts:
        """The contacts for those who speak a language."""
        return Contacts(
            mistakes=self.mistakes,
            emergency=_for(lang, self.emergency),
            advice=_for(lang, self.advice),
        )


NO_CONTACTS = SiteContacts()


def _for(lang: str, numbers: Numbers) -> str:
    known = dict(numbers)
    named = (known.get(name) for name in (lang, lang.partition("-")[0], ""))
    return next((number for number in named if number), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator can choose. VARIABLES says which environment variable sets what."""

    content: Path
    """Folder with one folder per article."""
    state: Path
    """Folder for the database and the secret; made when missing."""
    database_url: str | None = None
    """SQLAlchemy URL of the store of steps; None is a SQLite file in `state`."""
    secret_keys: tuple[str, ...] = ()
    """Keys for attempt tokens: the first signs, all verify. Empty: one is made once in `state`."""
    imprint: Imprint = NO_IMPRINT
    """Its variables are `QUIZAPP_SITE_NAME`, `QUIZAPP_LOGO`, `QUIZAPP_BRAND` and `QUIZAPP_FONT`."""
    contacts: SiteContacts = NO_CONTACTS
    """`QUIZAPP_MISTAKES`, and `QUIZAPP_EMERGENCY_PHONE` and `QUIZAPP_ADVICE_PHONE` such as en=999,es=112."""
    public_url: str | None = None
    """Scheme and host under which readers reach the site, without a slash at the end."""
    frame_ancestors: str = "*"
    """Who may frame the embeds, as in CSP `frame-ancestors`."""
    stats_token: str | None = None
    """Opens the item statistics, which show keys; None: they are not served."""
    attempt_lifetime: timedelta = ATTEMPT_LIFETIME
    """How long after its beginning an attempt can go on; whole days."""
    retention: timedelta = timedelta(days=30)
    """How long after its last response `quizapp db purge` leaves an attempt alone; whole hours."""
    removal_grace: timedelta = timedelta(seconds=60)
    """How long an article may be away from the content folder before it counts as withdrawn."""
    rate_limit: int = RATE_LIMIT
    """Posts a minute that a worker process takes from one network; 0: any number."""
    proxies: int = 0
    """Proxies of our own in front, each of which adds to X-Forwarded-For; 0: that header is not read."""
    log_format: str | None = None
    """One of LOG_FORMATS for one line a request; None: `quizapp serve` chooses, other servers have none."""

    @property
    def database(self) -> str:
        """The URL of the store of steps, with its default."""
        return self.database_url or f"sqlite:///{quote(str((self.state / 'quizapp.db').absolute()))}"

    @property
    def history(self) -> Path:
        """The folder with the earlier versions of articles."""
        return self.state / "history"


def default_content() -> Path:
    """The content of the checkout, or of the working folder, or else what is shipped in the wheel."""
    checkout, here = _PACKAGE.parent / "content", Path("content")
    if checkout.is_dir() and (_PACKAGE.parent / "pyproject.toml").is_file():
        return checkout
    return here if any(here.glob("*/article.yaml")) else SHIPPED


def from_environment(environment: Mapping[str, str] | None = None, **given: object) -> Settings:
    """Read the settings; fields that are given by name, unless with None, come before the environment.

    SettingsError names the variable that is wrong, or one that nothing reads.
    """
    values = os.environ if environment is None else environment
    _refuse_unknown(values)
    found: dict[type, dict[str, Any]] = {Settings: {"state": Path(".quizapp")}, SiteContacts: {}, Imprint: {}}
    for name, variable in VARIABLES.items():
        text = values.get(name, "").strip()
        if text or (name == _KEYS and name in values):
            found[variable.of][variable.field] = _read(
                name, text, variable.read, variable.allowed, secret=variable.secret
            )
    own = {**found[Settings], **{name: value for name, value in given.items() if value}}
    return Settings(
        **{"content": own.get("content") or default_content(), **own},
        contacts=SiteContacts(**found[SiteContacts]),
        imprint=Imprint(**found[Imprint]),
    )


def _refuse_unknown(values: Mapping[str, str]) -> None:
    for name in sorted(values):
        own = name.startswith("QUIZAPP_") and name not in VARIABLES
        if own and not _OF_KUBERNETES.fullmatch(f"{name}={values[name]}"):
            near = get_close_matches(name, VARIABLES, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise SettingsError(name, f"there's no such setting{hint}")


def _read(name: str, text: str, read: Callable[[str], Value], allowed: str, *, secret: bool = False) -> Value:
    try:
        return read(text)
    except ValueError:
        seen = "" if secret else f', not "{text}"'
        raise SettingsError(name, f"must be {allowed}{seen}") from None


def duration(name: str, text: str) -> timedelta:
    """The time that an option such as 30d or 12h means; SettingsError, with its name, for others."""
    return _read(name, text, _time("dh"), _DURATION)


def whole_address(name: str, text: str) -> str:
    """The address of a site, perhaps below another, without a slash at its end; SettingsError for others."""
    return _read(name, text, _address, "an address such as https://quiz.example/health")


def _time(units: str, least: int = 1) -> Callable[[str], timedelta]:
    """What reads a number with one of these units, which the calendar has room for."""

    def read(text: str) -> timedelta:
        number, unit = _matched(rf"(0|[1-9][0-9]{{0,5}})([{units}])", text).groups()
        found = int(number) * _UNITS[unit]
        if int(number) < least or found >= timedelta(days=100_000):
            raise ValueError
        return found

    return read


def _number(text: str) -> int:
    return int(_matched(r"[0-9]{1,7}", text)[0])


def _text(pattern: str) -> Callable[[str], str]:
    """What reads a text of one pattern."""
    return lambda text: _matched(pattern, text)[0]


def _matched(pattern: str, text: str) -> re.Match[str]:
    if found := re.fullmatch(pattern, text, re.ASCII):
        return found
    raise ValueError


def _listed(text: str) -> list[str]:
    return [part for each in text.split(",") if (part := each.strip())]


def _keys(text: str) -> tuple[str, ...]:
    keys = tuple(_listed(text))
    if not keys or any(len(key) < MIN_KEY_LENGTH for key in keys):
        raise ValueError
    return keys


def _site(text: str) -> str:
    port = _matched(rf"https?://{_HOST}(?::([0-9]{{1,5}}))?/?", text)[1]
    if port and not 0 < int(port) < 1 << 16:
        raise ValueError
    return text.removesuffix("/")


def _ancestors(text: str) -> str:
    words = [_QUOTED.get(word, word.removesuffix("/")) for word in text.replace(",", " ").split()]
    for word in words:
        _matched(_ANCESTOR, word)
    if not words or (len(words) > 1 and "'none'" in words):
        raise ValueError
    return " ".join(words)


def _numbers(text: str) -> Numbers:
    """Read "999" for every language, or "en=999,es=112"."""
    found = (_matched(_PHONE, each) for each in _listed(text))
    return tuple((each[1] or "", each[2]) for each in found)


def _logo(text: str) -> Path:
    path = Path(text)
    if path.suffix not in LOGO_TYPES or not path.is_file():
        raise ValueError
    return path.absolute()


def _address(text: str) -> str:
    _site(text[: text.find("/", 8) + 1 or None])
    return _matched(r"https?://[A-Za-z0-9._~:/\[\]-]+", text)[0].rstrip("/")


MIN_KEY_LENGTH = 16
"""Characters that a secret key needs at least."""
_KEYS = "QUIZAPP_SECRET_KEYS"
_PHONES = "a number such as 999, or one for each language, such as en=999,es=112"
_PHONE = r"(?:([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)=)?(\+?[0-9][0-9 -]*)"
_TOKEN = rf"[!-~](?=.{{{MIN_KEY_LENGTH - 1}}})[ -~]*[!-~]"
"""What a header can carry as it is."""
_UNITS = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(1)}
_DURATION = "a number of days or hours such as 30d or 12h, below 100000d"
_LABEL = "[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?"
_HOST = rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9A-Fa-f:.]+\])"
_QUOTED = {"self": "'self'", "none": "'none'"}
_ANCESTOR = rf"\*|'self'|'none'|https?:|(?:https?://)?(?:\*\.)?{_HOST}(?::(?:[0-9]{{1,5}}|\*))?"
"""As in Content-Security-Policy, level 3, but for paths, which browsers don't look at there."""
_OF_KUBERNETES = re.compile(
    r"QUIZAPP_(\w+_)?(SERVICE_(HOST|PORT)(_\w+)?|PORT_[0-9]+_\w+)=.*|QUIZAPP_(\w+_)?PORT=\w+://.*"
)
"""What it sets in every container beside a Service whose name begins with quizapp."""


class _Variable(NamedTuple):
    """How a variable is read: its field, what reads it (ValueError for others), what is allowed."""

    of: type
    field: str
    read: Callable[[str], Any]
    allowed: str
    secret: bool = False


VARIABLES: Mapping[str, _Variable] = {
    "QUIZAPP_CONTENT": _Variable(Settings, "content", Path, "a folder"),
    "QUIZAPP_STATE": _Variable(Settings, "state", Path, "a folder"),
    "QUIZAPP_DATABASE_URL": _Variable(Settings, "database_url", str, "a URL", secret=True),
    _KEYS: _Variable(
        Settings,
        "secret_keys",
        _keys,
        f"keys of at least {MIN_KEY_LENGTH} characters, separated by commas; or leave it unset",
        secret=True,
    ),
    "QUIZAPP_SITE_NAME": _Variable(Imprint, "name", str, "a name"),
    "QUIZAPP_LOGO": _Variable(Imprint, "logo", _logo, f"an existing {' or '.join(LOGO_TYPES)} file"),
    "QUIZAPP_BRAND": _Variable(
        Imprint,
        "brand",
        lambda text: _matched(f"#?({BRAND})", text)[1],
        "six hexadecimal digits such as 0b5563",
    ),
    "QUIZAPP_FONT": _Variable(Imprint, "font", _text(FONT), "names of typefaces such as Georgia, serif"),
    "QUIZAPP_MISTAKES": _Variable(
        SiteContacts,
        "mistakes",
        _text("(?:mailto:|https?://).+"),
        "an address that begins with mailto: or https://",
    ),
    "QUIZAPP_EMERGENCY_PHONE": _Variable(SiteContacts, "emergency", _numbers, _PHONES),
    "QUIZAPP_ADVICE_PHONE": _Variable(SiteContacts, "advice", _numbers, _PHONES),
    "QUIZAPP_PUBLIC_URL": _Variable(
        Settings, "public_url", _site, "a scheme and host without a path, such as https://quiz.example"
    ),
    "QUIZAPP_FRAME_ANCESTORS": _Variable(
        Settings, "frame_ancestors", _ancestors, "*, 'self', 'none', or sites such as https://*.host.example"
    ),
    "QUIZAPP_STATS_TOKEN": _Variable(
        Settings, "stats_token", _text(_TOKEN), f"{MIN_KEY_LENGTH} or more ASCII characters", secret=True
    ),
    "QUIZAPP_ATTEMPT_LIFETIME": _Variable(
        Settings, "attempt_lifetime", _time("d"), "a number of days such as 180d"
    ),
    "QUIZAPP_RETENTION": _Variable(Settings, "retention", _time("dh"), _DURATION),
    "QUIZAPP_REMOVAL_GRACE": _Variable(
        Settings, "removal_grace", _time("smhd", 0), "a time such as 60s, 10m or 2h"
    ),
    "QUIZAPP_RATE_LIMIT": _Variable(Settings, "rate_limit", _number, "a number from 0 to 9999999"),
    "QUIZAPP_PROXIES": _Variable(Settings, "proxies", _number, "a number of proxies"),
    "QUIZAPP_LOG_FORMAT": _Variable(
        Settings, "log_format", _text("|".join(LOG_FORMATS)), f"one of {', '.join(LOG_FORMATS)}"
    ),
}
"""Every variable that is read."""
