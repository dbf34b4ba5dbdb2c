"""The map: pictures and words on it, what is pointed at, areas, keys, and fifty thousand points."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from playwright.sync_api import expect

from benchmarks.page.maps import frame_ms, made_map
from benchmarks.page.promises import MOST_FRAME_MS
from tests.browser.accessibility import check_accessible
from tests.browser.mapping import VIEW_OF, at, draw_around, stage, until
from tests.browser.visits import DARK, KOREAN, PHONE, WITHOUT_SCRIPTS, visiting
from tests.conftest import COLOURS, make_picture, running

WHOLE = {"area": [[0, 0], [1, 0], [1, 1], [0, 1]]}
OUTDATED = {"area": [[0, 0], [1, 0], [1, 1]], "layout": "another"}
COLOURED = """([left, top]) => {
  const canvas = document.querySelector(".map-stage canvas");
  const ratio = canvas.width / canvas.clientWidth;
  return canvas.getContext("2d").getImageData(left * ratio, top * ratio, 1, 1).data[3];
}"""


@pytest.fixture(scope="module")
def known(served):
    """The map as the API answers it, when it is made."""
    return made_map(served.address)


@pytest.fixture
def opened(page, known):
    page.goto("/map")
    expect(page.locator("#status")).to_contain_text(f"{len(known['items']['id'])} pictures")
    return page


def lonely(known):
    """The item that is furthest from any other."""
    items = known["items"]
    places = list(zip(items["id"], items["x"], items["y"], strict=True))

    def room(own):
        return min((own[1] - x) ** 2 + (own[2] - y) ** 2 for item, x, y in places if item != own[0])

    return max(places, key=room)[0]


def caption(served, item):
    return httpx2.get(f"{served.address}/v1/items/{item}").json()["captions"][0]


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("options", [{}, WITHOUT_SCRIPTS], ids=["scripts", "none"])
def test_an_area_of_another_layout_is_refused_in_the_gallery_with_a_way_to_the_map(visit, options):
    page = visit(**options)
    page.goto(f"/?filter={json.dumps(OUTDATED)}")
    expect(page.get_by_role("alert")).to_contain_text("laid out anew")
    page.get_by_role("link", name="Draw it again on the map").click()
    expect(page).to_have_url(re.compile("/map$"))


@pytest.mark.usefixtures("known")
def test_an_area_is_refused_as_well_when_one_searches_on(page, watch):
    page.goto(f"/?filter={json.dumps(OUTDATED)}")
    with page.expect_response("**/v1/search") as answered:
        page.get_by_role("searchbox").fill("red")
    assert answered.value.status == 409
    expect(page.get_by_role("link", name="Draw it again on the map")).to_be_visible()
    until(page, "!document.querySelector('pw-gallery').hasAttribute('aria-busy')")
    watch.expect("status of 409")


@pytest.mark.usefixtures("known")
def test_an_area_of_another_layout_is_not_shown_on_the_map(page):
    page.goto(f"/map?filter={json.dumps(OUTDATED)}")
    expect(page.get_by_role("alert")).to_contain_text("laid out anew")
    expect(page.get_by_role("link", name="Show these pictures")).to_be_hidden()
    expect(page).to_have_url(re.compile("/map$"))


@pytest.mark.parametrize("wrong", ["{", '{"area": "x"}', '{"area": [[1], [2], [3]]}'])
def test_an_area_that_is_none_leaves_the_whole_map(page, known, wrong):
    page.goto(f"/map?filter={wrong}")
    expect(page.locator("#status")).to_contain_text(f"{len(known['items']['id'])} pictures")
    expect(page.locator("#chosen")).to_be_hidden()


def test_points_are_drawn_where_pictures_lie_and_nowhere_else(opened, known, screenshot):
    for item in known["items"]["id"][::25]:
        assert opened.evaluate(COLOURED, opened.evaluate(VIEW_OF, item)) > 100
    assert opened.evaluate(COLOURED, [4, 4]) == 0
    screenshot(opened, "map")


def test_the_best_words_are_shown_apart_more_when_one_comes_nearer_and_lead_to_pictures(
    opened, known
):
    words = opened.locator(".map-words a:visible")
    few = words.count()
    assert 5 < few < len(known["words"])
    assert known["words"][0]["word"] in words.all_inner_texts()
    boxes = [word.bounding_box() for word in words.all()]
    for place, one in enumerate(boxes):
        for other in boxes[:place]:
            apart = abs(one["x"] - other["x"]) * 2 >= one["width"] + other["width"] or abs(
                one["y"] - other["y"]
            ) >= min(one["height"], other["height"])
            assert (
                apart
                or one["x"] >= other["x"] + other["width"]
                or (other["x"] >= one["x"] + one["width"])
            )
    placed = "document.querySelector('pw-map').scene.words.words.filter(own => own.chosen).length"
    before = opened.evaluate(placed)
    opened.get_by_role("button", name="Nearer").click()
    until(opened, f"{placed} > {before}")
    word = words.first.inner_text()
    words.first.click()
    expect(opened.get_by_role("searchbox")).to_have_value(word)


def test_what_is_pointed_at_shows_its_picture_and_name_and_a_click_opens_it(
    opened, served, known, screenshot
):
    item = lonely(known)
    opened.mouse.move(*at(opened, item))
    card = opened.locator(".map-card")
    expect(card).to_have_text(caption(served, item))
    expect(card.locator("img")).to_have_attribute("src", f"/v1/items/{item}/thumbnail")
    until(opened, "document.querySelector('.map-card img').naturalWidth > 0")
    screenshot(opened, "map-card")
    opened.mouse.down()
    opened.mouse.up()
    expect(opened.get_by_role("dialog", name=caption(served, item))).to_be_visible()
    opened.get_by_role("button", name="Similar ones").click()
    expect(opened).to_have_url(re.compile(rf"/\?q=%23{item}$"))


def test_a_drag_moves_the_map_and_opens_nothing(opened, known):
    item = lonely(known)
    left, top = at(opened, item)
    opened.mouse.move(left, top)
    opened.mouse.down()
    opened.mouse.move(left + 60, top - 40, steps=4)
    opened.mouse.up()
    assert at(opened, item) == (pytest.approx(left + 60, abs=2), pytest.approx(top - 40, abs=2))
    expect(opened.get_by_role("dialog")).to_be_hidden()


def test_the_wheel_comes_nearer_to_what_is_under_it_until_there_are_pictures(
    opened, known, screenshot
):
    item = lonely(known)
    left, top = at(opened, item)
    opened.mouse.move(left, top)
    for _ in range(4):
        opened.mouse.wheel(0, -250)
    until(opened, "document.querySelector('pw-map').camera.zoom > 4")
    # A mouse has whole pixels: half of one is enlarged with the map.
    assert at(opened, item) == (pytest.approx(left, abs=5), pytest.approx(top, abs=5))
    shown = "document.querySelector('pw-map').scene.thumbnails"
    until(opened, f"{shown}.shown.some(own => own.id === {item})")
    until(opened, f"{shown}.shown.every(own => {shown}.shows(own.place))")
    assert opened.evaluate(f"{shown}.shown.length") <= 60
    screenshot(opened, "map-pictures")


def test_the_gallery_shows_exactly_what_was_enclosed(opened, served, known, screenshot):
    draw_around(opened, [(0.1, 0.3), (0.5, 0.1), (0.62, 0.75), (0.4, 0.5), (0.2, 0.9)])
    told = opened.get_by_text(re.compile("pictures? inside"))
    expect(told).to_be_visible()
    count = int(told.inner_text().split()[0])
    assert 20 < count < len(known["items"]["id"])
    screenshot(opened, "map-lasso")
    enclosed = set(
        opened.evaluate(
            "(() => { const { places, lasso } = document.querySelector('pw-map');"
            " return places.ids.filter((_, place) => lasso.inside[place]); })()"
        )
    )
    assert len(enclosed) == count
    opened.reload()
    expect(opened.get_by_text(f"{count} pictures inside")).to_be_visible()
    opened.get_by_role("link", name="Show these pictures").click()
    expect(opened.get_by_text("Only a part of the map")).to_be_visible()
    asked = parse_qs(urlsplit(opened.url).query)["filter"][0]
    assert json.loads(asked)["layout"] == known["layout"]
    found = httpx2.get(f"{served.address}/v1/items", params={"k": 300, "filter": asked}).json()
    assert {item["id"] for item in found["items"]} == enclosed
    shown = opened.eval_on_selector_all("pw-gallery li", "own => own.map(li => +li.dataset.id)")
    assert set(shown) <= enclosed
    opened.get_by_role("searchbox").fill("red")
    expect(opened).to_have_url(re.compile("q=red.*layout"))
    opened.go_back()
    opened.get_by_role("link", name="Only a part of the map").click()
    expect(opened.get_by_text(f"{count} pictures inside")).to_be_visible()
    opened.get_by_role("button", name="Forget it").click()
    expect(opened).to_have_url(re.compile("/map$"))


def test_everything_is_reached_by_keys(opened, served, known):
    canvas = opened.get_by_role("application", name="Map of the pictures")
    canvas.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "+", "+"):
        opened.keyboard.press(key)
    middle = opened.evaluate("(({ x, y }) => [x, y])(document.querySelector('pw-map').camera)")
    items, side = known["items"], known["side"]
    scale = opened.evaluate(
        "(({ scaleX, scaleY }) => [scaleX, scaleY])(document.querySelector('pw-map').camera)"
    )

    def distance(place):
        x, y = items["x"][place] / side, items["y"][place] / side
        return ((x - middle[0]) * scale[0]) ** 2 + ((y - middle[1]) * scale[1]) ** 2

    nearest = items["id"][min(range(len(items["id"])), key=distance)]
    name = caption(served, nearest)
    expect(opened.locator("pw-map > [role=status]").first).to_have_text(name)
    opened.keyboard.press("Enter")
    expect(opened.get_by_role("dialog", name=name)).to_be_visible()
    opened.keyboard.press("Escape")
    canvas.focus()
    opened.keyboard.press("0")
    assert opened.evaluate("document.querySelector('pw-map').camera.zoom") == 1
    opened.keyboard.press("l")
    expect(opened.get_by_text("Draw around what you want")).to_be_visible()
    for key in ("ArrowLeft", "ArrowDown", "ArrowRight"):
        opened.keyboard.press("Space")
        for _ in range(4):
            opened.keyboard.press(key)
    opened.keyboard.press("Space")
    opened.keyboard.press("Enter")
    expect(opened.get_by_role("link", name="Show these pictures")).to_be_visible()
    opened.keyboard.press("Escape")
    expect(opened.locator("#chosen")).to_be_hidden()
    opened.keyboard.press("?")
    expect(opened.get_by_role("dialog", name="Keys")).to_contain_text("Draw around pictures")


def test_the_words_are_a_list_as_well(opened, known):
    opened.get_by_text("Words on the map").click()
    links = opened.locator("#words").get_by_role("link")
    expect(links).to_have_count(len(known["words"]))
    word = links.last.inner_text()
    links.last.click()
    expect(opened.get_by_role("searchbox")).to_have_value(re.compile(re.escape(word)))


VISITORS = {"light": {}, "dark": DARK, "dark-phone": DARK | PHONE, "korean-phone": KOREAN | PHONE}


@pytest.mark.parametrize("visitor", VISITORS)
def test_the_map_can_be_used_by_everybody(visit, known, visitor, screenshot):
    page = visit(**VISITORS[visitor])
    page.goto("/map")
    expect(page.locator("#status")).to_contain_text(str(len(known["items"]["id"])))
    page.locator("summary").click()
    page.locator("[data-use=lasso]").click()
    check_accessible(page)
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1], "it must be scrolled sideways"
    screenshot(page, f"map-{visitor}")


def test_a_finger_opens_a_picture(visit, served, known, screenshot):
    page = visit(**PHONE)
    page.goto("/map")
    expect(page.locator("#status")).to_contain_text(str(len(known["items"]["id"])))
    item = lonely(known)
    page.touchscreen.tap(*at(page, item))
    expect(page.get_by_role("dialog", name=caption(served, item))).to_be_visible()


@pytest.fixture
def unmapped(browser, environment, go_on):
    """Opens pages of three pictures whose map was never made."""
    with running(environment) as server, visiting(browser, str(server.http.base_url)) as visit:
        files = [("pictures", (f"{name}.png", make_picture(name))) for name in COLOURS]
        server.http.post("/v1/items", files=files).raise_for_status()
        yield visit
        go_on.set()


LANGUAGES = {
    "english": ({}, "being made", "3 pictures"),
    "korean": (KOREAN, "만드는 중", "사진 3장"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_view_waits_for_the_map_and_shows_it(unmapped, go_on, language, screenshot):
    options, making_it, made = LANGUAGES[language]
    page = unmapped(**options)
    page.goto("/map")
    expect(page.locator("#status")).to_contain_text(making_it)
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("alert")).to_be_hidden()
    check_accessible(page)
    screenshot(page, f"map-pending-{language}")
    go_on.set()
    expect(page.locator("#status")).to_contain_text(made)
    expect(page.get_by_role("progressbar")).to_be_hidden()
    assert not unmapped.watch(page).troubles


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_gallery_waits_for_the_map_that_its_area_lies_on(unmapped, go_on, language, screenshot):
    options, making_it, _ = LANGUAGES[language]
    page = unmapped(**options)
    page.goto(f"/?filter={json.dumps(WHOLE)}")
    expect(page.locator("#status")).to_contain_text(making_it)
    expect(page.get_by_role("alert")).to_be_hidden()
    check_accessible(page)
    screenshot(page, f"gallery-pending-{language}")
    go_on.set()
    expect(page.locator("pw-gallery li")).to_have_count(len(COLOURS))
    expect(page.locator("#status")).to_contain_text("3")
    assert not unmapped.watch(page).troubles


def test_a_search_in_an_area_waits_for_the_map(unmapped, go_on):
    page = unmapped()
    page.goto(f"/?filter={json.dumps(WHOLE)}")
    expect(page.locator("#status")).to_contain_text("being made")
    with page.expect_response("**/v1/search") as answered:
        page.get_by_role("searchbox").fill("red")
    assert answered.value.status == 503
    expect(page.locator("#status")).to_contain_text("being made")
    go_on.set()
    expect(page.locator("#status")).to_have_text("3 hits")
    expect(page.get_by_role("alert")).to_be_hidden()
    unmapped.watch(page).expect("status of 503")


def test_without_scripts_one_asks_again_for_an_area_oneself(unmapped, go_on):
    page = unmapped(**WITHOUT_SCRIPTS)
    page.goto(f"/?filter={json.dumps(WHOLE)}")
    expect(page.locator("#status")).to_contain_text("being made")
    expect(page.get_by_role("alert")).to_be_hidden()
    go_on.set()
    for _ in range(100):
        if page.locator("pw-gallery li").count():
            break
        page.get_by_role("link", name="Ask again").click()
    expect(page.locator("pw-gallery li")).to_have_count(len(COLOURS))


def test_what_else_is_wrong_is_told(visit):
    page = visit()
    wrong = {"error": "StorageFailed", "detail": "the disk is full"}
    page.route("**/v1/map", lambda route: route.fulfill(status=503, json=wrong))
    page.goto("/map")
    expect(page.get_by_role("alert")).to_have_text("the disk is full")
    visit.watch(page).expect("status of 503")


def test_an_empty_collection_says_what_to_do(browser, environment):
    with running(environment) as server, visiting(browser, str(server.http.base_url)) as visit:
        page = visit()
        page.goto("/map")
        expect(page.locator("#status")).to_contain_text("pixword add")
        expect(page.locator("pw-map")).to_be_hidden()
        check_accessible(page)


def test_without_scripts_it_leads_to_the_pictures_and_words(visit):
    page = visit(**WITHOUT_SCRIPTS)
    page.goto("/map")
    expect(page.locator("noscript p")).to_contain_text("The map needs JavaScript")
    expect(page.locator("pw-map")).to_be_hidden()
    page.get_by_role("link", name="Back to the pictures").click()
    expect(page.get_by_role("searchbox")).to_be_visible()


def test_fifty_thousand_points_are_drawn_within_a_frame(opened, screenshot):
    median = frame_ms(opened)
    opened.keyboard.press("0")
    until(opened, "document.querySelector('pw-map').camera.zoom === 1")
    screenshot(opened, "map-many")
    assert median < MOST_FRAME_MS, f"a frame takes {median:.1f} ms"


@pytest.mark.parametrize(
    ("language", "draw"),
    [({}, "Draw around pictures"), (KOREAN, "사진 둘레에 선 그리기")],
    ids=["english", "korean"],
)
def test_a_phone_has_what_was_enclosed_in_one_line_and_room_to_scroll(
    visit, known, language, draw, screenshot
):
    page = visit(**PHONE | language)
    page.goto(f"/map?filter={json.dumps(WHOLE)}")
    chosen = page.locator("#chosen")
    expect(chosen).to_contain_text(str(len(known["items"]["id"])))
    middles = [
        box["y"] + box["height"] / 2
        for box in (part.bounding_box() for part in chosen.locator("> *").all())
    ]
    assert max(middles) - min(middles) < 2
    inside, around = chosen.bounding_box(), stage(page)
    assert around["x"] <= inside["x"]
    assert inside["x"] + inside["width"] <= around["x"] + around["width"]
    assert chosen.evaluate("own => own.scrollWidth <= own.clientWidth")
    assert around["height"] <= 0.7 * page.viewport_size["height"]
    screenshot(page, f"map-phone-lasso-{draw}")
    chosen.get_by_role("button").click()
    expect(chosen).to_be_hidden()
    page.get_by_role("button", name=draw).click()
    expect(chosen).to_be_visible()
