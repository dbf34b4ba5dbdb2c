"""Where one goes from the map, above all when there is little or nothing on it."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import check_accessible
from tests.browser.mapping import at, stage, until
from tests.browser.visits import KOREAN, PHONE, visiting
from tests.conftest import COLOURS, make_picture, running, weightless

UNKNOWN = json.dumps({"field": "nowhere", "eq": 1})


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server over a red picture that is warm, a green and a blue one, and a poem."""
    with running(weightless(tmp_path_factory.mktemp("coloured"))) as started:
        files = [("pictures", (f"{name}.png", make_picture(name))) for name in COLOURS]
        started.http.post("/v1/items", files=files).raise_for_status()
        started.http.patch("/v1/items/1", json={"tags": ["warm"]}).raise_for_status()
        poem = {"captions": ["roses are red"], "tags": ["poem"]}
        started.http.post("/v1/items", json={"items": [poem]}).raise_for_status()
        yield started


@pytest.fixture
def visit(browser, server):
    """Opens pages of it."""
    with visiting(browser, str(server.http.base_url)) as visits:
        yield visits


@pytest.fixture
def page(visit):
    return visit()


def check_nothing_is_drawn(page):
    expect(page.locator("pw-map")).to_be_hidden()
    expect(page.locator("#map-keys")).to_be_hidden()
    expect(page.get_by_text("Words on the map")).to_be_hidden()
    expect(page.get_by_role("progressbar")).to_be_hidden()


def test_a_server_that_cannot_be_reached_is_told_and_can_be_asked_again(page, visit, screenshot):
    page.route("**/v1/map", lambda route: route.abort())
    page.goto("/map")
    expect(page.get_by_role("alert")).to_have_text("The server does not answer. Is it running?")
    check_nothing_is_drawn(page)
    check_accessible(page)
    screenshot(page, "map-unreachable")
    page.unroute("**/v1/map")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#status")).to_contain_text("3 pictures")
    expect(page.locator("pw-map")).to_be_visible()
    expect(page.get_by_role("alert")).to_be_hidden()
    visit.watch(page).expect("net::ERR_FAILED")


def test_filters_that_are_refused_lead_to_all_pictures(page, visit):
    page.goto(f"/map?filter={UNKNOWN}")
    expect(page.get_by_role("alert")).to_contain_text("nowhere")
    check_nothing_is_drawn(page)
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()
    page.get_by_role("link", name="Show all pictures").click()
    expect(page.locator("#status")).to_contain_text("3 pictures")
    visit.watch(page).expect("status of 4")


@pytest.mark.parametrize(
    ("options", "told", "way"),
    [
        ({}, "No picture on the map passes these filters.", "Show all pictures"),
        (KOREAN, "이 필터에 맞는 사진이 지도에 없습니다.", "모든 사진 보기"),
    ],
    ids=["english", "korean"],
)
def test_filters_that_no_picture_passes_lead_to_all(visit, options, told, way, screenshot):
    page = visit(**options)
    page.goto("/map?tag=poem")
    expect(page.locator("#status")).to_have_text(told)
    expect(page.locator("pw-map")).to_be_hidden()
    expect(page.locator("#map-keys")).to_be_hidden()
    expect(page.locator("details")).to_be_hidden()
    check_accessible(page)
    screenshot(page, f"map-none-{way}")
    page.get_by_role("link", name=way).click()
    expect(page).to_have_url(re.compile("/map$"))
    expect(page.locator("#status")).to_contain_text("3")


def test_filters_that_few_pass_lead_to_all(page):
    page.goto("/map?tag=warm")
    expect(page.locator("#status")).to_have_text("1 picture. The others are filtered out.")
    page.get_by_role("link", name="Show all pictures").click()
    expect(page.locator("#status")).to_contain_text("3 pictures")
    expect(page.get_by_role("link", name="Show all pictures")).to_be_hidden()


def test_a_blank_tag_is_no_filter(page):
    page.goto("/map?tag=&tag=%20")
    expect(page.locator("#status")).to_contain_text("3 pictures")
    expect(page.locator("#status")).not_to_contain_text("filtered")
    expect(page.get_by_role("link", name="Show all pictures")).to_be_hidden()


def test_an_empty_map_leads_to_where_pictures_are_added(browser, environment, screenshot):
    with running(environment) as started, visiting(browser, str(started.http.base_url)) as visit:
        page = visit()
        page.goto("/map")
        expect(page.locator("#status")).to_contain_text("no picture to show on a map yet")
        check_nothing_is_drawn(page)
        check_accessible(page)
        screenshot(page, "map-empty")
        page.get_by_role("link", name="Add pictures").click()
        expect(page.get_by_role("searchbox")).to_be_visible()


ONE = {"english": ({}, "1 picture."), "korean": (KOREAN, "사진 1장이 있습니다.")}


@pytest.mark.parametrize("language", ONE)
def test_nothing_is_near_to_the_only_picture(browser, environment, language):
    options, told = ONE[language]
    with running(environment) as started, visiting(browser, str(started.http.base_url)) as visit:
        files = [("pictures", ("red.png", make_picture("red")))]
        started.http.post("/v1/items", files=files).raise_for_status()
        page = visit(**options)
        page.goto("/map")
        expect(page.locator("#status")).to_have_text(told)


@pytest.mark.parametrize("focus", ["body", "canvas", "button"])
def test_keys_list_themselves_search_and_show_similar_ones(page, focus):
    page.goto("/map")
    expect(page.locator("#status")).to_contain_text("3 pictures")
    places = {
        "canvas": page.get_by_role("application"),
        "button": page.locator("[data-use=closer]"),
    }
    if focus in places:
        places[focus].focus()
    page.keyboard.press("?")
    listed = page.get_by_role("dialog", name="Keys")
    expect(listed).to_contain_text("Search")
    expect(listed).to_contain_text("Similar ones")
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_similar_ones_of_nothing_are_nothing(page):
    page.goto("/map")
    expect(page.locator("#status")).to_contain_text("3 pictures")
    page.keyboard.press("s")
    expect(page).to_have_url(re.compile("/map$"))


@pytest.mark.parametrize("keyed", [True, False], ids=["keys", "mouse"])
def test_similar_ones_are_those_of_what_is_marked(page, keyed):
    page.goto("/map")
    expect(page.locator("#status")).to_contain_text("3 pictures")
    if keyed:
        page.get_by_role("application").focus()
        page.keyboard.press("ArrowRight")
    else:
        left, top = at(page, 2)
        page.mouse.move(left, top + 18)  # below the word that may lie on it
    marked = page.evaluate("(map => map.places.ids[map.find()])(document.querySelector('pw-map'))")
    assert keyed or marked == 2
    page.keyboard.press("s")
    expect(page).to_have_url(re.compile(rf"/\?q=%23{marked}$"))


FULL = """(map => map.scene.thumbnails.shown.filter(own => own.image.naturalWidth).map(own => {
  const { left, top, width, height } = map.scene.boxOf(own.place);
  return [left - width / 2, top - height / 2, left + width / 2, top + height / 2];
}))(document.querySelector("pw-map"))"""


@pytest.mark.parametrize("visitor", [{}, PHONE], ids=["desktop", "phone"])
def test_few_pictures_are_seen_whole(visit, visitor, screenshot):
    page = visit(**visitor)
    page.goto("/map")
    until(page, f"{FULL}.length === 3")
    box = stage(page)
    for left, top, right, bottom in page.evaluate(FULL):
        assert left >= 0
        assert top >= 0
        assert right <= box["width"]
        assert bottom <= box["height"]
    screenshot(page, f"map-few-{'phone' if visitor else 'desktop'}")
