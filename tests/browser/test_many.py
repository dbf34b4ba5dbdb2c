"""Ten thousand items: all of them can be scrolled to, and few of them are elements."""

import re

import pytest
from playwright.sync_api import expect

from benchmarks.page.many import MANY_SETTINGS, add_many, most_nodes_while_scrolling
from benchmarks.page.promises import MOST_NODES
from tests.browser.visits import visiting
from tests.conftest import running, weightless


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """The address of a server with many items, some of them pictures."""
    folder = tmp_path_factory.mktemp("many")
    with running(weightless(folder) | MANY_SETTINGS) as server:
        add_many(server.http)
        yield str(server.http.base_url)


@pytest.mark.timeout(600)
def test_the_page_does_not_grow(browser, many):
    with visiting(browser, many) as visit:
        page = visit()
        page.goto("/")
        assert most_nodes_while_scrolling(page) < MOST_NODES
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        expect(page.get_by_text("note 0", exact=True)).to_be_visible()
        page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
        page.wait_for_timeout(200)
        shown = page.eval_on_selector_all(
            "pw-gallery li", "own => own.map(li => Number(li.dataset.place))"
        )
        assert min(shown) > 4_000
        assert max(shown) < 6_000
        assert sorted(shown) == list(range(min(shown), max(shown) + 1))


def test_a_picture_without_words_has_a_number(browser, many):
    with visiting(browser, many) as visit:
        page = visit()
        page.goto("/")
        page.locator("pw-gallery a").first.click()
        heading = page.get_by_role("dialog").get_by_role("heading").first
        expect(heading).to_have_text(re.compile(r"^#\d+$"))
        page.get_by_role("link", name="Page of its own").click()
        expect(page.get_by_role("heading", name=re.compile(r"^#\d+$"))).to_be_visible()
