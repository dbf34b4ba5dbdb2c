"""What the first page costs, and that the measures measure."""

import pytest

from tests.browser.measuring import Transfers, largest_contentful_paint_ms, node_count

pytestmark = pytest.mark.alone

MOST_BYTES = 150_000
MOST_LCP_MS = 1_000
MOST_NODES = 1_500


@pytest.fixture
def warm(visit):
    """A browser and a server that have shown the page before, to somebody else."""
    visit().goto("/?q=strawberry")
    return visit


@pytest.mark.parametrize("shown", ["/", "/?q=strawberry"])
def test_a_page_is_light_and_fast(warm, shown):
    page = warm()
    transfers = Transfers(page)
    page.goto(shown, wait_until="networkidle")
    assert 500 < transfers.bytes_without_pictures() <= MOST_BYTES
    assert 0 < largest_contentful_paint_ms(page) < MOST_LCP_MS
    assert 10 < node_count(page) <= MOST_NODES


def test_the_largest_paint_is_the_latest_that_was_larger(page):
    page.goto("/")
    first = largest_contentful_paint_ms(page)
    page.wait_for_timeout(300)
    page.evaluate("document.querySelector('h1').innerText = 'much larger '.repeat(400)")
    page.wait_for_function(
        "t => new Promise(resolve => new PerformanceObserver("
        "list => resolve(list.getEntries().at(-1).startTime > t))"
        ".observe({type: 'largest-contentful-paint', buffered: true}))",
        arg=first,
    )
    assert largest_contentful_paint_ms(page) >= first + 300


def test_pictures_are_not_counted_and_all_else_is(page):
    transfers = Transfers(page)
    page.goto("/?q=strawberry", wait_until="networkidle")
    before, nodes = transfers.bytes_without_pictures(), node_count(page)
    text = page.evaluate("fetch('/openapi.json').then(answer => answer.text())")
    page.evaluate("fetch('/v1/items/1/image').then(answer => answer.blob())")
    assert transfers.bytes_without_pictures() > before + len(text)
    page.evaluate("document.body.append(document.createElement('p'))")
    assert node_count(page) == nodes + 1
