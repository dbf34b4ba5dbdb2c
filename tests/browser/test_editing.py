"""Changing what is said of an item: metadata, unsaved texts, and what the gallery shows of it."""

import re

import httpx2
import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import check_accessible
from tests.browser.visits import KOREAN, PHONE, WITHOUT_SCRIPTS

RED = "a red open sports car"
KEPT = {"year": 2024, "share": 0.5, "fresh": True, "place": "Ulm", "with": ["a, b", "c"], "x": None}


@pytest.fixture
def item(own_served):
    """Address of an item that has one value of each kind."""
    address = f"{own_served.address}/v1/items/250"
    known = {"captions": [RED], "tags": ["sports car", "car", "vehicle"], "metadata": KEPT}
    assert httpx2.patch(address, json=known).is_success
    return address


@pytest.fixture
def own(own_visit, item):
    """The first hit of a search, shown in a page that may change it."""
    page = own_visit()
    page.goto("/?q=a+red+open+sports+car")
    page.locator("pw-gallery li[data-id='250'] a").click()
    expect(page.get_by_role("heading", name="Captions")).to_be_visible()
    return page


def metadata(item):
    return httpx2.get(item).json()["metadata"]


def test_metadata_is_not_changed_without_the_right_to(visit):
    page = visit()
    page.route("**/items/250", _without_writing)
    page.goto("/items/250")
    expect(page.get_by_role("heading", name="Captions")).to_be_visible()
    expect(page.get_by_role("button", name="Edit metadata")).to_have_count(0)


def _without_writing(route):
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace(" data-may-write", ""))


def test_metadata_that_cannot_be_saved_stays_with_the_reason(own, own_visit, item):
    own.get_by_role("button", name="Edit metadata").click()
    own.get_by_role("button", name="+ field").click()
    own.keyboard.type("year")
    own.keyboard.press("Enter")
    message = own.locator(".fields li").last.get_by_label("field", exact=True)
    assert message.evaluate("field => field.validationMessage") == "There is another field year."
    message.fill("weight")
    own.get_by_label("Kind of weight").select_option("number")
    own.keyboard.press("Tab")
    own.get_by_label("Value of weight").press("Enter")
    assert own.get_by_label("Value of weight").evaluate("field => field.validity.valueMissing")
    own.get_by_label("Value of weight").fill("1.5")
    own.context.set_offline(True)
    own.get_by_label("Value of weight").press("Enter")
    expect(own.get_by_role("dialog").get_by_role("alert")).to_contain_text("does not answer")
    own.context.set_offline(False)
    own_visit.watch(own).expect("ERR_INTERNET_DISCONNECTED")
    assert metadata(item) == KEPT
    own.get_by_label("Value of weight").press("Enter")
    expect(own.get_by_role("dialog").get_by_text("Saved.")).to_be_visible()
    assert metadata(item) == KEPT | {"weight": 1.5}


def test_what_the_server_refuses_of_metadata_is_told(own, own_visit, item):
    refusal = {"error": "Unfit", "detail": "That is too much."}
    own.route("**/v1/items/250", lambda route: route.fulfill(status=422, json=refusal))
    own.get_by_role("button", name="Edit metadata").click()
    own.get_by_label("Value of place").fill("Bonn")
    own.get_by_label("Value of place").press("Enter")
    expect(own.get_by_role("dialog").get_by_role("alert")).to_have_text("That is too much.")
    expect(own.get_by_label("Value of place")).to_have_value("Bonn")
    own_visit.watch(own).expect("status of 422")


def test_metadata_keeps_its_kinds_by_keyboard_alone(own, item):
    own.get_by_role("button", name="Edit metadata").press("Enter")
    for field, value in (("place", "007"), ("year", "1999"), ("with", "a, b\nc\nd")):
        own.get_by_label(f"Value of {field}").fill(value)
    own.get_by_label("Value of fresh").select_option("false")
    own.get_by_role("button", name="Remove share").press("Enter")
    expect(own.get_by_label("field", exact=True).nth(1)).to_be_focused()
    own.get_by_role("button", name="+ field").press("Enter")
    own.keyboard.type("seen")
    own.get_by_label("Kind of seen").select_option("true or false")
    own.get_by_label("Value of place").press("Enter")
    expect(own.get_by_role("button", name="Edit metadata")).to_be_focused()
    expect(own.get_by_role("dialog").get_by_text("1999")).to_be_visible()
    kept = metadata(item)
    assert kept == {
        "year": 1999,
        "fresh": False,
        "place": "007",
        "with": ["a, b", "c", "d"],
        "x": None,
        "seen": True,
    }
    assert isinstance(kept["fresh"], bool)


@pytest.mark.parametrize("visitor", [{}, PHONE, KOREAN], ids=["light", "phone", "korean"])
def test_the_form_of_metadata_can_be_used_by_everybody(
    own_visit, item, visitor, screenshot, request
):
    page = own_visit(**visitor)
    page.goto("/items/250")
    page.get_by_role("button", name=re.compile("Edit metadata|메타데이터 고치기")).click()
    expect(page.locator(".fields li")).to_have_count(len(KEPT))
    check_accessible(page)
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1], "it must be scrolled sideways"
    screenshot(page, f"metadata-{request.node.callspec.id}")


def test_what_was_written_is_not_lost_by_escape(own, item):
    captions = own.get_by_role("textbox", name="Captions")
    captions.fill("a car in the rain")
    own.keyboard.press("Escape")
    asking = own.get_by_role("dialog", name="Not saved yet")
    expect(asking).to_be_visible()
    check_accessible(own)
    own.keyboard.press("Escape")
    expect(asking).to_have_count(0)
    expect(captions).to_have_value("a car in the rain")
    own.keyboard.press("Escape")
    asking.get_by_role("button", name="Save it").click()
    expect(own.get_by_role("dialog")).to_have_count(0)
    assert httpx2.get(item).json()["captions"] == ["a car in the rain"]


def test_what_was_written_can_be_dropped(own, item):
    before = httpx2.get(item).json()
    own.get_by_role("textbox", name="Captions").fill("nonsense")
    own.get_by_role("textbox", name="another tag").fill("nonsense")
    own.get_by_role("button", name="Close").click()
    own.get_by_role("button", name="Drop it").click()
    expect(own.get_by_role("dialog")).to_have_count(0)
    assert httpx2.get(item).json() == before


def test_what_cannot_be_saved_keeps_the_item_open(own, own_visit):
    own.get_by_role("textbox", name="Captions").fill("a car in the rain")
    own.context.set_offline(True)
    own.keyboard.press("Escape")
    own.get_by_role("button", name="Save it").click()
    expect(own.get_by_role("dialog").get_by_role("alert")).to_contain_text("does not answer")
    expect(own.get_by_role("textbox", name="Captions")).to_have_value("a car in the rain")
    own.context.set_offline(False)
    own_visit.watch(own).expect("ERR_INTERNET_DISCONNECTED")


def test_a_page_of_its_own_asks_before_it_is_left(own_visit, item):
    page = own_visit()
    page.goto("/items/250")
    page.get_by_role("textbox", name="Captions").fill("a car in the rain")
    page.get_by_role("button", name="Similar ones").click()
    page.get_by_role("dialog").get_by_role("button", name="Save it").click()
    expect(page.get_by_role("searchbox")).to_have_value("#250")
    assert httpx2.get(item).json()["captions"] == ["a car in the rain"]


def test_the_gallery_shows_what_was_changed(own):
    counted = own.locator("pw-filters label").filter(has_text="mammal").locator(".count")
    before = int(counted.inner_text())
    own.get_by_role("textbox", name="Captions").fill("a car in the rain")
    own.get_by_role("button", name="Save", exact=True).click()
    dialog = own.get_by_role("dialog")
    expect(dialog.get_by_role("heading").first).to_have_text("a car in the rain")
    dialog.get_by_role("textbox", name="another tag").fill("mammal")
    dialog.get_by_role("textbox", name="another tag").press("Enter")
    expect(dialog.get_by_role("button", name="mammal", exact=True)).to_be_visible()
    own.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    tile = own.locator("pw-gallery li[data-id='250']")
    expect(tile.locator("img")).to_have_attribute("alt", "a car in the rain")
    expect(tile).to_have_attribute("title", re.compile("^a car in the rain"))
    expect(counted).to_have_text(str(before + 1))


def test_values_read_the_same_without_scripts(own_visit, item):
    page, plain = own_visit(), own_visit(**WITHOUT_SCRIPTS)
    for own in (page, plain):
        own.goto("/items/250")
        expect(own.locator(".facts").first).to_contain_text("fresh")
    assert (
        plain.locator(".facts dd").all_inner_texts()
        == page.locator(".facts").first.locator("dd").all_inner_texts()
    )
