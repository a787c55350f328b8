"""Whether the headers of another site let our embeds in, and what to write where they do not.

    check("Content-Security-Policy: default-src 'self'", "https://quiz.example")

The text is what an owner can copy: response headers, a bare policy, or a <meta> element. Matching follows
Content Security Policy Level 3, sections 6.7.2 and 6.8; the page is taken to be on another origin than the
embeds. Cross-Origin-Embedder-Policy never blocks: frames and script carry the headers that it asks for.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from urllib.parse import SplitResult

Policy: TypeAlias = "dict[str, list[str]]"
"""Directives by name, each with its values."""

_HEADER = re.compile(r"\s*(?!https?:|wss?:|data:|blob:)([A-Za-z][A-Za-z-]*):(.*)", re.DOTALL)
_META = re.compile(
    r"""<meta\s[^>]*?http-equiv\s*=\s*["']?content-security-policy["']?[^>]*>""", re.IGNORECASE
)
_CONTENT = re.compile(r"""\scontent\s*=\s*("[^"]*"|'[^']*')""", re.IGNORECASE)
_HOST_SOURCE = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?(?P<host>\*|(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)"
    r"(?::(?P<port>[0-9]{1,5}|\*))?(?P<path>/[^?#]*)?",
    re.IGNORECASE,
)
_SCHEME_SOURCE = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*):", re.IGNORECASE)
_FRAME = ("frame-src", "child-src", "default-src")
_SCRIPT = ("script-src-elem", "script-src", "default-src")
_DIRECTIVES = {
    *_FRAME,
    *_SCRIPT,
    *(f"{name}-src" for name in ("connect", "fenced-frame", "font", "img", "manifest", "media", "object")),
    *("prefetch-src", "script-src-attr", "style-src", "style-src-attr", "style-src-elem", "worker-src"),
    *("base-uri", "form-action", "frame-ancestors", "plugin-types", "report-to", "report-uri", "sandbox"),
    *("block-all-mixed-content", "require-sri-for", "require-trusted-types-for", "trusted-types"),
    *("upgrade-insecure-requests", "webrtc"),
}
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line that is in the way, and what to write instead."""

    line: str
    """The directive as it stands."""
    why: str
    """A code: "not-listed", "strict-dynamic", "no-scripts" or "no-origin"."""
    instead: str
    """A directive, or for "strict-dynamic" the tag with a nonce."""
    policy: int
    """Which of several policies this is in, from 1: all of them must let the embed in."""

    @property
    def adds(self) -> bool:
        """Whether `instead` goes beside the line, which has to stay for all else that it is about."""
        return self.why == "not-listed" and self.line.split()[0] != self.instead.split()[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What stands in the way of each snippet."""

    frame: Sequence[Finding]
    """What blocks the plain iframe."""
    element: Sequence[Finding]
    """What blocks the element beyond that: its script, and that it may hear its frame."""
    fixed: Sequence[Finding]
    """What does not block the iframe, but keeps scripts in it from running."""
    policies: int
    """How many policies in force were found."""
    report_only: bool
    """Whether there are others, that block nothing."""
    isolated: str | None
    """The Cross-Origin-Embedder-Policy, if it asks for anything."""
    unknown: Sequence[str]
    """Names at the place of a directive that are none, of which browsers take no notice."""
    insecure: bool
    """Whether the embeds come by plain http, which no page on https may load."""


def check(text: str, base: str) -> Advice:
    """Judge a host's headers; `base` is scheme and host of the embeds."""
    headers = _headers(text)
    policies = [policy for name, value in headers if name == _CSP for policy in parse(value)]
    frame, element, fixed = [], [], []
    for number, policy in enumerate(policies, start=1):
        frame += list(_frame_findings(policy, base, number))
        element += list(_script_findings(policy, base, number))
        sandbox = list(_sandbox_findings(policy, number))
        element += sandbox
        fixed += [finding for finding in sandbox if finding.why == "no-scripts"]
    return Advice(
        frame=frame,
        element=[*frame, *element],
        fixed=fixed,
        policies=len(policies),
        report_only=any(name == f"{_CSP}-report-only" for name, _ in headers),
        isolated=next((value for name, value in headers if name == _COEP and _isolates(value)), None),
        unknown=sorted({name for policy in policies for name in policy} - _DIRECTIVES),
        insecure=urlsplit(base).scheme == "http",
    )


_CSP = "content-security-policy"
_COEP = "cross-origin-embedder-policy"


def _isolates(value: str) -> bool:
    return value.partition(";")[0].strip() in {"require-corp", "credentialless"}


def _headers(text: str) -> list[tuple[str, str]]:
    """Return (name, value) of every header; text without any name is one policy."""
    metas = [found[0] for tag in _META.findall(text) for found in [_CONTENT.findall(tag)] if found]
    if metas:
        return [(_CSP, html.unescape(content[1:-1])) for content in metas]
    headers: list[tuple[str, str]] = []
    for line in text.splitlines():
        if named := _HEADER.fullmatch(line):
            headers.append((named[1].lower(), named[2].strip()))
        elif headers and line[:1].isspace():
            headers[-1] = (headers[-1][0], f"{headers[-1][1]} {line.strip()}".strip())
        elif line.strip() and not line.upper().startswith("HTTP/"):
            headers.append((_CSP, line.strip()))
    # Lines without a name, one after the other, are one policy that somebody wrapped.
    if headers and all(name == _CSP for name, _ in headers) and not _HEADER.search(text):
        return [(_CSP, " ".join(value for _, value in headers))]
    return headers


def parse(value: str) -> list[Policy]:
    """Return the policies in a header's value; of a directive that comes twice the first counts."""
    policies: list[Policy] = []
    for serialized in value.split(","):
        policy: Policy = {}
        for directive in serialized.split(";"):
            name, *values = directive.split() or [""]
            if name:
                policy.setdefault(name.lower(), values)
        if policy:
            policies.append(policy)
    return policies


def _frame_findings(policy: Policy, base: str, number: int) -> Iterator[Finding]:
    name = next((name for name in _FRAME if name in policy), None)
    if name is None or allows(policy[name], f"{base}/embed/"):
        return
    yield Finding(
        line=_line(name, policy[name]),
        why="not-listed",
        instead=_line("frame-src" if name == "default-src" else name, [*_kept(policy[name]), base]),
        policy=number,
    )


def _script_findings(policy: Policy, base: str, number: int) -> Iterator[Finding]:
    name = next((name for name in _SCRIPT if name in policy), None)
    if name is None:
        return
    sources = policy[name]
    if "'strict-dynamic'" in [source.lower() for source in sources]:
        tag = f'<script async src="{base}/embed.js" nonce="…"></script>'
        yield Finding(line=_line(name, sources), why="strict-dynamic", instead=tag, policy=number)
    elif not allows(sources, f"{base}/embed.js"):
        better = "script-src" if name == "default-src" else name
        instead = _line(better, [*_kept(sources), f"{base}/embed.js"])
        yield Finding(line=_line(name, sources), why="not-listed", instead=instead, policy=number)


def _sandbox_findings(policy: Policy, number: int) -> Iterator[Finding]:
    """Judge a sandbox of the host's page: it goes for every frame in it."""
    if "sandbox" not in policy:
        return
    flags = policy["sandbox"]
    given = {flag.lower() for flag in flags}
    for flag, why in (("allow-scripts", "no-scripts"), ("allow-same-origin", "no-origin")):
        if flag not in given:
            instead = _line("sandbox", [*flags, flag])
            yield Finding(line=_line("sandbox", flags), why=why, instead=instead, policy=number)


def _line(name: str, values: Sequence[str]) -> str:
    return " ".join([name, *values])


def _kept(sources: Sequence[str]) -> list[str]:
    """Return the sources that stay when one is added: 'none' counts only when it is alone."""
    return [source for source in sources if source.lower() != "'none'"]


def allows(sources: Sequence[str], url: str) -> bool:
    """Whether a source list matches a URL on another origin. Keywords, nonces and hashes never do."""
    target = urlsplit(url)
    return any(_matches(source, target) for source in sources)


def _matches(source: str, url: SplitResult) -> bool:
    if source == "*":
        return url.scheme in _PORTS
    if whole := _SCHEME_SOURCE.fullmatch(source):
        return _scheme_matches(whole["scheme"].lower(), url.scheme)
    found = _HOST_SOURCE.fullmatch(source)
    if found is None:
        return False
    # Without a scheme the page's own counts; it may be http or https, and that of the embeds is assumed.
    scheme = (found["scheme"] or url.scheme).lower()
    return (
        _scheme_matches(scheme, url.scheme)
        and _host_matches(found["host"].lower(), (url.hostname or "").lower())
        and _port_matches(found["port"], url)
        and _path_matches(found["path"] or "", url.path)
    )


def _scheme_matches(allowed: str, scheme: str) -> bool:
    return allowed == scheme or (allowed, scheme) == ("http", "https")


def _host_matches(pattern: str, host: str) -> bool:
    if pattern.startswith("*"):
        return host.endswith(pattern[1:]) and len(host) > len(pattern) - 1
    return pattern == host


def _port_matches(allowed: str | None, url: SplitResult) -> bool:
    port, usual = url.port or _PORTS.get(url.scheme), _PORTS.get(url.scheme)
    if allowed is None:
        return port == usual
    return allowed == "*" or int(allowed) == port or (int(allowed), port) == (80, 443)


def _path_matches(allowed: str, path: str) -> bool:
    if allowed in {"", "/"}:
        return True
    if allowed.endswith("/"):
        return unquote(path).startswith(unquote(allowed))
    return unquote(path) == unquote(allowed)
