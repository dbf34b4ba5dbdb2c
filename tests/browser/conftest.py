"""A real browser, and servers over the sample corpus with the real encoders."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.load.served import Served, serving
from benchmarks.page.browsing import NAMED
from tests.browser.chromium import browser_or_skip
from tests.browser.visits import Visits, visiting
from tests.browser.watching import Watch
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser of the module's own: other modules call `asyncio.run`, which fails beside it."""
    with browser_or_skip() as started:
        yield started


@contextmanager
def _serving_copy(sample_folder: Path, cache: Path, folder: Path) -> Iterator[Served]:
    data = shutil.copytree(sample_folder, folder / "data")
    settings = {"PIXWORD_DATA": str(data), "PIXWORD_CACHE": str(cache), "PIXWORD_HOSTS": NAMED}
    with serving(folder, settings) as served:
        yield served


@pytest.fixture(scope="session")
def served(
    sample_folder: Path, shared_cache: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A server over the sample corpus, for tests that change nothing."""
    with _serving_copy(sample_folder, shared_cache, tmp_path_factory.mktemp("served")) as started:
        yield started


@pytest.fixture(scope="module")
def own_served(
    sample_folder: Path, shared_cache: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A server over a copy of the sample corpus, which the tests of a module may change."""
    with _serving_copy(sample_folder, shared_cache, tmp_path_factory.mktemp("own")) as started:
        yield started


@pytest.fixture
def visit(browser: Browser, served: Served) -> Iterator[Visits]:
    """Opens pages of the sample corpus: `visit(**DARK)`. Whatever goes wrong in one fails the test."""
    with visiting(browser, served.address) as visits:
        yield visits


@pytest.fixture
def own_visit(browser: Browser, own_served: Served) -> Iterator[Visits]:
    """Opens pages of a server that the tests of a module may change."""
    with visiting(browser, own_served.address) as visits:
        yield visits


@pytest.fixture
def unprotected(browser: Browser, served: Served) -> Iterator[Page]:
    """A page of the same server by its name, over plain http: browsers withhold some of theirs."""
    with visiting(browser, served.address.replace("127.0.0.1", NAMED)) as visits:
        opened = visits()
        yield opened
        visits.watch(opened).expect("Cross-Origin-Opener-Policy")  # which Chromium then ignores


@pytest.fixture
def own(own_visit: Visits) -> Page:
    """The gallery of a collection that the test may change."""
    page = own_visit()
    page.goto("/")
    expect(page.locator("pw-gallery li").first).to_be_visible()
    return page


@pytest.fixture
def page(visit: Visits) -> Page:
    """An empty page on a desktop, in light colours. Whatever goes wrong in it fails the test."""
    return visit()


@pytest.fixture
def watch(visit: Visits, page: Page) -> Watch:
    """What went wrong in `page`, where some of it is expected."""
    return visit.watch(page)


@pytest.fixture(scope="session")
def screenshot() -> Callable[[Page, str], Path]:
    """Keeps a picture of a page in `artefacts/`, or in the folder that ARTEFACTS names."""
    folder = Path(os.environ.get("ARTEFACTS", ROOT / "artefacts"))

    def take(page: Page, name: str) -> Path:
        file = folder / f"{name}.png"
        page.screenshot(path=file, full_page=True)
        return file

    return take
