"""The front of the guide: typed by the description of the API, it takes a check from another origin."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest
from node_programs import node_program
from visits import MOST_STEPS, Open

GUIDE = Path(__file__).parents[2] / ".github/docs/api.md"
ARTICLE = "joint-pain-after-exercise"
STRICT = ("--strict", "--target", "ES2022", "--module", "ESNext", "--lib", "ES2022,DOM,DOM.Iterable")


def front() -> str:
    return GUIDE.read_text(encoding="utf-8").split("```ts\n")[1].split("```")[0]


def compiled(code: str, folder: Path, site_url: str) -> subprocess.CompletedProcess[str]:
    """The front in JavaScript, if it fits the types that are made of the description."""
    with urlopen(f"{site_url}/api/v1/openapi.json", timeout=60) as reply:  # noqa: S310 - our own server
        (folder / "openapi.json").write_bytes(reply.read())
    (folder / "front.ts").write_text(code, encoding="utf-8")
    types = node_program("openapi-typescript/bin/cli.js")
    subprocess.run([*types, "openapi.json", "-o", "schema.d.ts"], cwd=folder, check=True, capture_output=True)
    strict = [*node_program("typescript/bin/tsc"), *STRICT, "--outDir", "made", "front.ts", "schema.d.ts"]
    return subprocess.run(strict, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def script(site_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("front")
    done = compiled(front(), folder, site_url)
    assert (done.returncode, done.stdout) == (0, "")
    return (folder / "made/front.js").read_text(encoding="utf-8")


def test_it_has_at_most_120_lines_and_a_slip_is_found(site_url: str, tmp_path: Path) -> None:
    assert len(front().splitlines()) <= 120
    done = compiled(front().replace("flag.status_name", "flag.state"), tmp_path, site_url)
    assert "Property 'state' does not exist" in done.stdout


def test_it_takes_a_check_from_another_origin(
    script: str, visit: Open, host: Callable[..., str], site_url: str
) -> None:
    data = f'data-site="{site_url}" data-article="{ARTICLE}" data-lang="es"'
    page = visit(host(f'<main id="check" {data}></main><script type="module">{script}</script>')).page
    main = page.locator("#check")
    for number in range(MOST_STEPS):
        main.locator("h1").wait_for()
        step = main.get_attribute("data-step")
        if step == "report":
            break
        if step == "item":
            main.locator("input").first.check()
        main.locator("button").click()
        page.locator(f'#check:not([data-step="{step}"])').wait_for()
        if number == 1:
            page.reload()
    assert main.locator("[role=alert]").count() == 0
    with urlopen(f"{site_url}/api/v1/articles/{ARTICLE}?lang=es", timeout=60) as reply:  # noqa: S310 - ours
        assert main.locator("strong").inner_text() == json.load(reply)["urgent_notice"]
    assert main.locator("ul").first.locator("li").count() > 1
