"""The map while pictures come and go."""

import pytest
from playwright.sync_api import expect

from tests.browser.mapping import at, draw_around
from tests.browser.visits import visiting
from tests.conftest import COLOURS, make_picture, running

WHOLE = [(0.02, 0.02), (0.85, 0.02), (0.98, 0.5), (0.85, 0.98), (0.02, 0.98)]
IDS = "document.querySelector('pw-map').places.ids"
BELOW = 18  # pixels
LASTING_MS = 9_000  # longer than a deletion can be undone


@pytest.fixture
def server(environment):
    """A server over a red, a green and a blue picture."""
    with running(environment) as started:
        files = [("pictures", (f"{name}.png", make_picture(name))) for name in COLOURS]
        started.http.post("/v1/items", files=files).raise_for_status()
        yield started


@pytest.fixture
def visit(browser, server):
    """Opens pages of it."""
    with visiting(browser, str(server.http.base_url)) as visits:
        yield visits


@pytest.fixture
def opened(visit):
    page = visit()
    page.clock.install()
    page.goto("/map")
    expect(page.locator("#status")).to_contain_text("3 pictures")
    return page


def click(page, item):
    """Opens a picture, below the word that may lie on it."""
    left, top = at(page, item)
    page.mouse.click(left, top + BELOW)


def delete(page, item):
    click(page, item)
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()


def test_what_cannot_be_deleted_is_on_the_map_again(opened, visit):
    wrong = {"error": "StorageFailed", "detail": "the disk is full"}
    opened.route(
        "**/v1/items/1",
        lambda route: (
            route.fulfill(status=503, json=wrong)
            if route.request.method == "DELETE"
            else route.fallback()
        ),
    )
    delete(opened, 1)
    expect(opened.locator("#status")).to_contain_text("2 pictures")
    opened.clock.fast_forward(LASTING_MS)
    expect(opened.get_by_role("alert")).to_have_text("the disk is full")
    expect(opened.locator("#status")).to_contain_text("3 pictures")
    visit.watch(opened).expect("status of 503")


def test_what_is_deleted_is_gone_at_once_and_back_when_that_is_undone(opened):
    left, top = at(opened, 2)
    stays = at(opened, 1)
    delete(opened, 2)
    expect(opened.locator("#status")).to_contain_text("2 pictures")
    assert opened.evaluate(IDS) == [1, 3]
    assert at(opened, 1) == stays
    opened.mouse.click(left, top + BELOW)
    expect(opened.get_by_role("dialog")).to_be_hidden()
    opened.get_by_role("button", name="Undo").click()
    expect(opened.locator("#status")).to_contain_text("3 pictures")
    click(opened, 2)
    expect(opened.get_by_role("dialog")).to_be_visible()


def test_the_count_of_what_is_enclosed_follows_deletions(opened, server):
    draw_around(opened, WHOLE)
    expect(opened.locator("#chosen")).to_contain_text("3 pictures inside")
    delete(opened, 3)
    expect(opened.locator("#chosen")).to_contain_text("2 pictures inside")
    with opened.expect_response("**/v1/map"):  # when it is deleted
        opened.clock.fast_forward(LASTING_MS)
    expect(opened.locator("#chosen")).to_contain_text("2 pictures inside")
    assert server.http.get("/v1/items/3").status_code == 404


def test_a_map_whose_last_picture_is_deleted_says_so(opened):
    for item in (1, 2, 3):
        delete(opened, item)
    expect(opened.locator("#status")).to_contain_text("no picture to show on a map yet")
    for part in ("pw-map", "#map-keys", "details"):
        expect(opened.locator(part)).to_be_hidden()
    opened.get_by_role("button", name="Undo").last.click()
    expect(opened.locator("#status")).to_contain_text("1 picture.")
    expect(opened.locator("pw-map")).to_be_visible()


SEEN_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"


def test_looking_again_at_a_map_that_did_not_change_carries_no_map(opened):
    with opened.expect_response("**/v1/map") as answered:
        opened.evaluate(SEEN_AGAIN)
    answered.value.finished()
    assert answered.value.request.sizes()["responseBodySize"] == 0
    expect(opened.locator("#status")).to_contain_text("3 pictures")


def test_pictures_from_elsewhere_are_on_the_map_when_one_looks_again(opened, server):
    files = [("pictures", ("pink.png", make_picture("pink")))]
    server.http.post("/v1/items", files=files).raise_for_status()
    opened.evaluate(SEEN_AGAIN)
    expect(opened.locator("#status")).to_contain_text("4 pictures", timeout=20_000)
    assert opened.evaluate(IDS) == [1, 2, 3, 4]


def test_an_empty_map_shows_the_first_picture_when_one_looks_again(browser, environment):
    with running(environment) as started, visiting(browser, str(started.http.base_url)) as visit:
        page = visit()
        page.goto("/map")
        expect(page.locator("#status")).to_contain_text("no picture to show on a map yet")
        files = [("pictures", ("red.png", make_picture("red")))]
        started.http.post("/v1/items", files=files).raise_for_status()
        page.evaluate(SEEN_AGAIN)
        expect(page.locator("pw-map")).to_be_visible(timeout=20_000)
        expect(page.locator("#status")).to_have_text("1 picture.")
        expect(page.get_by_role("link", name="Add pictures")).to_be_hidden()
