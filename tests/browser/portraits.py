"""Renews the pictures of the page in the documentation, from the sample corpus.

python -m tests.browser.portraits
"""

import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from benchmarks.load.served import add_samples, serving
from benchmarks.page.browsing import started_browser
from tests.browser.visits import DARK, visiting
from tests.conftest import ROOT

ZEBRA = ROOT / "samples/pictures/zebra.jpg"
SEEN: dict[str, Any] = {"viewport": {"width": 1280, "height": 860}}


def main() -> None:
    """Adds the samples to a new data folder, serves it, and looks at it in light and dark."""
    with tempfile.TemporaryDirectory() as scratch:
        settings = {"PIXWORD_DATA": f"{scratch}/data"}
        add_samples(settings)
        with (
            serving(Path(scratch), settings) as served,
            started_browser() as browser,
            visiting(browser, served.address) as visit,
        ):
            _draw(visit(**SEEN), "light")
            _draw(visit(**SEEN, **DARK), "dark")


def _draw(page: Page, name: str) -> None:
    page.goto("/")
    page.locator("pw-sum input[type=file]").set_input_files(ZEBRA)
    page.get_by_role("button", name="Subtract stripes").or_(
        page.get_by_role("button", name="Subtract striped")
    ).first.click()
    page.get_by_role("textbox", name="a word").fill("horse")
    page.get_by_role("button", name="Add to the sum").first.click()
    page.get_by_role("checkbox", name="mammal").check()
    page.get_by_role("searchbox").blur()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=ROOT / f"docs/page-{name}.png")


if __name__ == "__main__":
    main()
