"""Each table row is a header as an owner pastes it, and what stands in the way of our snippets."""

from __future__ import annotations

import pytest

from quizapp.web.host_policy import Finding, allows, check, parse

BASE = "https://quiz.example"
FRAME = f"{BASE}/embed/"
LOADER = f"{BASE}/embed.js"


@pytest.mark.parametrize(
    ("source", "url", "matches"),
    [
        ("*", FRAME, True),
        ("*", "ftp://quiz.example/", False),
        ("https:", FRAME, True),
        ("http:", FRAME, True),
        ("https:", "http://quiz.example/", False),
        ("data:", FRAME, False),
        ("https://quiz.example", FRAME, True),
        ("HTTPS://QUIZ.EXAMPLE", FRAME, True),
        ("http://quiz.example", FRAME, True),
        ("https://quiz.example", "http://quiz.example/embed/", False),
        ("quiz.example", FRAME, True),
        ("quiz.example", "http://quiz.example/embed/", True),
        ("example", FRAME, False),
        ("*.example", FRAME, True),
        ("*.quiz.example", FRAME, False),
        ("https://*.example", FRAME, True),
        ("https://*", FRAME, True),
        ("https://quiz.example:443", FRAME, True),
        ("https://quiz.example:80", FRAME, True),
        ("https://quiz.example:8443", FRAME, False),
        ("https://quiz.example:*", "https://quiz.example:8443/embed/", True),
        ("https://quiz.example", "https://quiz.example:8443/embed/", False),
        ("https://quiz.example:8443", "https://quiz.example:8443/embed/", True),
        ("https://quiz.example/", FRAME, True),
        ("https://quiz.example/embed/", FRAME, True),
        ("https://quiz.example/embed", FRAME, False),
        ("https://quiz.example/embed/", LOADER, False),
        ("https://quiz.example/embed.js", LOADER, True),
        ("https://quiz.example/%65mbed.js", LOADER, True),
        ("https://quiz.example:999999999999999999999", FRAME, False),
        ("'self'", FRAME, False),
        ("'none'", FRAME, False),
        ("'nonce-abc'", LOADER, False),
        ("'sha256-abc='", LOADER, False),
        ("'unsafe-inline'", LOADER, False),
        ("//quiz.example", FRAME, False),
        ("", FRAME, False),
    ],
)
def test_a_source_matches_a_url_as_browsers_match_it(source: str, url: str, matches: bool) -> None:
    assert allows([source], url) is matches


@pytest.mark.parametrize(
    ("policy", "line", "instead"),
    [
        ("frame-src 'self'", "frame-src 'self'", "frame-src 'self' https://quiz.example"),
        ("frame-src 'none'", "frame-src 'none'", "frame-src https://quiz.example"),
        ("frame-src", "frame-src", "frame-src https://quiz.example"),
        ("FRAME-SRC 'Self'", "frame-src 'Self'", "frame-src 'Self' https://quiz.example"),
        ("child-src a.example", "child-src a.example", "child-src a.example https://quiz.example"),
        (
            "frame-src b.example; child-src https://quiz.example; default-src *",
            "frame-src b.example",
            "frame-src b.example https://quiz.example",
        ),
        (
            "child-src 'self'; default-src *; script-src *",
            "child-src 'self'",
            "child-src 'self' https://quiz.example",
        ),
        (
            "default-src 'self'; script-src https:",
            "default-src 'self'",
            "frame-src 'self' https://quiz.example",
        ),
        ("frame-src 'self'; frame-src *", "frame-src 'self'", "frame-src 'self' https://quiz.example"),
    ],
)
def test_the_line_that_blocks_the_frame_is_named_with_what_to_write(
    policy: str, line: str, instead: str
) -> None:
    advice = check(policy, BASE)
    finding = Finding(line=line, why="not-listed", instead=instead, policy=1)
    assert (advice.frame, advice.element, advice.fixed) == ([finding], [finding], [])


@pytest.mark.parametrize(
    ("policy", "line", "why", "instead"),
    [
        ("script-src 'self'", "script-src 'self'", "not-listed", f"script-src 'self' {LOADER}"),
        ("script-src 'nonce-x'", "script-src 'nonce-x'", "not-listed", f"script-src 'nonce-x' {LOADER}"),
        ("script-src 'sha256-x'", "script-src 'sha256-x'", "not-listed", f"script-src 'sha256-x' {LOADER}"),
        ("script-src 'none'", "script-src 'none'", "not-listed", f"script-src {LOADER}"),
        (
            "script-src-elem a.example; script-src *",
            "script-src-elem a.example",
            "not-listed",
            "script-src-elem a.example " + LOADER,
        ),
        (
            "default-src 'self'; frame-src *",
            "default-src 'self'",
            "not-listed",
            f"script-src 'self' {LOADER}",
        ),
        (
            "script-src 'strict-dynamic' 'nonce-x' https:",
            "script-src 'strict-dynamic' 'nonce-x' https:",
            "strict-dynamic",
            f'<script async src="{LOADER}" nonce="…"></script>',
        ),
        (
            "sandbox allow-same-origin",
            "sandbox allow-same-origin",
            "no-scripts",
            "sandbox allow-same-origin allow-scripts",
        ),
        (
            "sandbox allow-scripts",
            "sandbox allow-scripts",
            "no-origin",
            "sandbox allow-scripts allow-same-origin",
        ),
    ],
)
def test_what_stops_the_element_alone_leaves_the_frame_to_be_used(
    policy: str, line: str, why: str, instead: str
) -> None:
    advice = check(policy, BASE)
    assert (advice.frame, advice.element) == (
        [],
        [Finding(line=line, why=why, instead=instead, policy=1)],
    )


def test_a_sandbox_without_scripts_keeps_the_height_of_the_frame_fixed() -> None:
    assert [finding.why for finding in check("sandbox", BASE).fixed] == ["no-scripts"]
    assert [finding.why for finding in check("sandbox", BASE).element] == ["no-scripts", "no-origin"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "img-src 'self'; style-src 'none'; require-trusted-types-for 'script'",
        "default-src *",
        "default-src 'none'; frame-src https://quiz.example; script-src https://quiz.example/embed.js",
        "frame-ancestors 'none'; object-src 'none'; base-uri 'none'",
        "Content-Security-Policy-Report-Only: default-src 'none'",
        "sandbox allow-scripts allow-same-origin allow-forms",
        "Server: x\nContent-Type: text/html",
    ],
)
def test_what_lets_us_in_is_told_so(text: str) -> None:
    advice = check(text, BASE)
    assert (advice.frame, advice.element, advice.fixed) == ([], [], [])


def test_of_several_policies_each_must_let_us_in() -> None:
    several = "frame-src *, frame-src 'self', frame-src https:"
    as_lines = "Content-Security-Policy: frame-src *\nContent-Security-Policy: frame-src 'self', frame-src *"
    assert [finding.policy for finding in check(several, BASE).frame] == [2]
    assert [finding.policy for finding in check(as_lines, BASE).frame] == [2]
    assert (check(several, BASE).policies, check(as_lines, BASE).policies) == (3, 3)


@pytest.mark.parametrize(
    "text",
    [
        "default-src 'self';\n  frame-src a.example;\n  script-src *",
        "default-src 'self';\nframe-src a.example; script-src *",
        "HTTP/2 200\ncontent-security-policy: default-src 'self'; frame-src a.example; script-src *\nvary: x",
        "Content-Security-Policy: default-src 'self';\n frame-src a.example;\n script-src *\nServer: x",
        '<meta http-equiv="Content-Security-Policy" content="frame-src a.example; script-src *">',
        "<META content='frame-src a.example' HTTP-EQUIV=content-security-policy>",
    ],
)
def test_a_policy_is_found_however_it_is_pasted(text: str) -> None:
    assert [finding.line for finding in check(text, BASE).frame] == ["frame-src a.example"]
    assert check(text, BASE).policies == 1


@pytest.mark.parametrize(
    ("header", "isolated"),
    [
        ("require-corp", "require-corp"),
        ('credentialless; report-to="x"', 'credentialless; report-to="x"'),
        ("unsafe-none", None),
    ],
)
def test_isolation_is_no_hindrance_and_is_told_to_be_there(header: str, isolated: str | None) -> None:
    advice = check(f"Cross-Origin-Embedder-Policy: {header}", BASE)
    assert (advice.isolated, advice.frame, advice.element) == (isolated, [], [])


@pytest.mark.parametrize(
    ("policy", "beside"),
    [
        ("default-src 'self'", [True, True]),
        ("default-src 'none'; frame-src a.example; script-src *", [False]),
        ("script-src 'strict-dynamic'", [False]),
        ("sandbox", [False, False]),
    ],
)
def test_a_line_that_others_rest_on_stays_and_gets_one_beside_it(policy: str, beside: list[bool]) -> None:
    assert [finding.adds for finding in check(policy, BASE).element] == beside


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Hello world", ["hello"]),
        ("scritp-src 'self'; frame-scr *", ["frame-scr", "scritp-src"]),
        ("default-src *; block-all-mixed-content; report-to x; script-src-attr 'none'", []),
        ("Server: x", []),
    ],
)
def test_what_is_no_directive_is_told(text: str, names: list[str]) -> None:
    assert check(text, BASE).unknown == names


def test_embeds_over_plain_http_and_reports_alone_are_told() -> None:
    advice = check("Content-Security-Policy-Report-Only: default-src 'none'", "http://quiz.example")
    assert (advice.insecure, advice.report_only, advice.policies) == (True, True, 0)
    assert not check("", BASE).insecure


def test_a_policy_is_read_as_browsers_read_it() -> None:
    assert parse(" ; default-src 'self' ;; DEFAULT-SRC *;img-src\t a  b , ,x") == [
        {"default-src": ["'self'"], "img-src": ["a", "b"]},
        {"x": []},
    ]


@pytest.mark.parametrize(
    "text", ["<meta " * 1500, "a:" * 4000, "frame-src " + "*." * 4000, "x\n" * 4000, ":\n\n"]
)
def test_nothing_that_is_pasted_takes_long_or_fails(text: str) -> None:
    check(text, BASE)
