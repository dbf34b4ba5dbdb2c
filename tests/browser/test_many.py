"""Ten thousand items: all of them can be scrolled to, and few of them are elements."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.measuring import node_count
from tests.browser.visits import visiting
from tests.conftest import make_picture, running, weightless

MANY = 10_000
AT_ONCE = 50  # items that a request adds
PICTURES = 100
MOST_NODES = 500


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """The address of a server with many items, some of them pictures."""
    limits = {"PIXWORD_RATE_PER_MINUTE": "0"}
    with running(weightless(tmp_path_factory.mktemp("many")) | limits) as server:
        for first in range(0, MANY - PICTURES, AT_ONCE):
            items = [{"captions": [f"note {first + place}"]} for place in range(AT_ONCE)]
            server.http.post("/v1/items", json={"items": items}).raise_for_status()
        for number in range(PICTURES):
            size = (40 + number * 7 % 200, 40 + number * 13 % 120)
            files = [("pictures", (f"{number}.png", make_picture((number, 99, 200), size=size)))]
            server.http.post("/v1/items", files=files).raise_for_status()
        yield str(server.http.base_url)


@pytest.mark.timeout(600)
def test_the_page_does_not_grow(browser, many):
    with visiting(browser, many) as visit:
        page = visit()
        page.goto("/")
        status, most = page.locator("#status"), 0
        for _ in range(400):
            page.evaluate("scrollTo(0, document.body.scrollHeight)")
            page.wait_for_timeout(20)
            most = max(most, node_count(page))
            if re.match("10,?000 pictures", status.inner_text()):
                break
        expect(status).to_have_text(re.compile("^10,?000 pictures$"))
        assert most < MOST_NODES
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
