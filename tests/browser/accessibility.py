"""What axe-core finds in a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def check_accessible(page: Page) -> None:
    """Fails for any finding of axe-core, whatever its impact, with what it says of each.

    The page's Content-Security-Policy stays in force: the script comes over the debugging protocol.
    It needs scripts, and must not be asked of a page that was opened without.
    """
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
