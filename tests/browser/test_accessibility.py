"""Everybody can read and use the pages."""

import pytest

from tests.browser.accessibility import check_accessible
from tests.browser.visits import VISITORS

PAGES = {
    "start": "/",
    "hits": "/?q=strawberry",
    "problem": "/?q=%239999",
    "sum": "/?q=zebra+-+stripes+%2B+horse&tag=mammal",
    "long-query": "/?q=" + "-%20dog%20" * 30,
    "item": "/items/250",
}


@pytest.mark.parametrize(
    ("body", "finding"),
    [
        ("<img src='data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA='>", "image-alt"),
        ("<p style='color: #999; background: #fff'>faint</p>", "color-contrast"),
        ("<input>", "label"),
    ],
    ids=["picture", "contrast", "field"],
)
def test_what_cannot_be_used_is_told(page, body, finding):
    page.goto("/")
    page.locator("body").evaluate("(element, body) => element.innerHTML += body", body)
    with pytest.raises(AssertionError, match=finding):
        check_accessible(page)


@pytest.mark.parametrize("visitor", VISITORS)
@pytest.mark.parametrize("shown", PAGES)
def test_pages_can_be_used_by_everybody(visit, shown, visitor, screenshot):
    page = visit(**VISITORS[visitor])
    page.goto(PAGES[shown])
    check_accessible(page)
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1], "it must be scrolled sideways"
    screenshot(page, f"{shown}-{visitor}")
