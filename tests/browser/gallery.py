"""Take the pictures of the README: `PYTHONPATH=.:tests python tests/browser/gallery.py`."""

import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import ViewportSize, sync_playwright
from visits import answer, chromium_options, first, press, serving

from quizapp.attempts.sql_store import SqlStore
from quizapp.settings import Settings, default_content
from quizapp.web.app import create_app
from quizapp.web.site import Site

ARTICLE = "/articles/joint-pain-after-exercise"
GALLERY = Path(__file__).parents[2] / ".github" / "gallery"
PHONE: ViewportSize = {"width": 390, "height": 844}
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")


def main() -> None:
    """Show an article, an item and its feedback on a phone, in light and in dark."""
    GALLERY.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as state, sync_playwright() as playwright:
        store = SqlStore("sqlite://")
        site = Site(Settings(content=default_content(), state=Path(state)), store=store, keys=["a key"])
        browser = playwright.chromium.launch(**chromium_options())  # type: ignore[arg-type] # written once
        with serving(create_app(site=site)) as url:
            light, dark = (browser.new_page(viewport=PHONE, color_scheme=scheme) for scheme in SCHEMES)
            light.goto(f"{url}{ARTICLE}")
            light.screenshot(path=GALLERY / "article.png")
            for page, name in ((light, "item.png"), (dark, "item-dark.png")):
                page.goto(f"{url}{ARTICLE}/quiz")
                press(page, "check")
                page.screenshot(path=GALLERY / name)
            answer(dark, first)
            dark.screenshot(path=GALLERY / "feedback-dark.png")
        browser.close()
        store.close()


if __name__ == "__main__":
    main()
