"""Filters: what holds is shown and can be taken away, whatever it leaves over."""

import json
import re
from urllib.parse import quote

import httpx2
import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import check_accessible
from tests.browser.holding import Held
from tests.browser.visits import KOREAN, PHONE

FIRST_YEAR, YEARS = 1995, 18


@pytest.fixture(scope="module", autouse=True)
def years(served):
    """Gives years to some items of this module's copy of the collection."""
    with httpx2.Client(base_url=served.address) as client:
        items = client.get("/v1/items", params={"k": 2 * YEARS}).json()["items"]
        for place, item in enumerate(items):
            metadata = item["metadata"] | {"year": FIRST_YEAR + place % YEARS}
            client.patch(f"/v1/items/{item['id']}", json={"metadata": metadata}).raise_for_status()


def filtered(condition, **others):
    """Returns the address of the gallery behind a filter."""
    narrowed = "".join(f"&{name}={quote(value)}" for name, value in others.items())
    return f"/?filter={quote(json.dumps(condition))}{narrowed}"


def box(page, name):
    return page.get_by_role("checkbox", name=re.compile(rf"^{name}\b"))


def bound(page, name):
    return page.get_by_role("spinbutton", name=f"year {name}")


def clear(page):
    return page.get_by_role("button", name="Clear filters")


def status(page):
    return page.locator("#status")


def test_counts_that_could_not_be_read_are_asked_for_again(page, watch):
    page.route("**/v1/items/facets*", lambda route: route.abort(), times=1)
    page.goto("/")
    told = page.locator("pw-filters").get_by_text("The server does not answer")
    expect(told).to_be_visible()
    expect(page.locator("pw-filters")).not_to_contain_text("fetch")
    page.get_by_role("searchbox").fill("strawberry")
    expect(box(page, "animals")).to_be_visible()
    expect(told).to_be_hidden()
    watch.expect("/v1/items/facets")


def test_what_is_refused_is_not_counted_and_stays_to_be_taken_back(page):
    page.goto(filtered({"field": "nothing has it", "gte": 3}, tag="animal"))
    expect(page.get_by_role("alert")).to_contain_text("nothing has it")
    expect(page.get_by_role("spinbutton", name="nothing has it from")).to_have_value("3")
    expect(box(page, "animal")).to_be_checked()
    clear(page).click()
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(status(page)).to_contain_text("The newest")
    expect(box(page, "animals")).to_be_visible()


@pytest.mark.parametrize(("least", "greatest"), [("2050", ""), ("2010", "1995"), ("1980", "1990")])
def test_a_range_in_which_nothing_lies_stays_and_is_cleared(page, least, greatest, screenshot):
    page.goto("/")
    bound(page, "from").fill(least)
    bound(page, "from").press("Tab")
    expect(status(page)).not_to_contain_text("newest")
    bound(page, "to").fill(greatest)
    bound(page, "to").press("Tab")
    expect(status(page)).to_contain_text("fewer filters")
    expect(bound(page, "from")).to_have_value(least)
    expect(bound(page, "to")).to_have_value(greatest)
    expect(bound(page, "from")).to_have_attribute("placeholder", str(FIRST_YEAR))
    check_accessible(page)
    screenshot(page, f"filters-{least}-{greatest}")
    clear(page).click()
    expect(status(page)).to_contain_text("The newest")
    expect(page).to_have_url(re.compile("/$"))
    expect(clear(page)).to_be_hidden()
    expect(bound(page, "from")).to_have_value("")


def test_a_range_of_one_value_stays_and_is_made_wider(page):
    page.goto(filtered({"field": "year", "gte": 2000, "lte": 2000}))
    expect(status(page)).to_have_text("2 hits")
    bound(page, "to").fill("2001")
    bound(page, "to").press("Tab")
    expect(status(page)).to_have_text("4 hits")


def test_a_chosen_value_is_shown_where_no_picture_has_it(page):
    page.goto(filtered({"field": "group", "in": ["space"]}, tag="car"))
    expect(status(page)).to_contain_text("fewer filters")
    expect(box(page, "space")).to_be_checked()
    expect(box(page, "car")).to_be_checked()
    box(page, "space").uncheck()
    expect(status(page)).to_have_text(re.compile(r"^\d+ hits?$"))


@pytest.mark.parametrize(
    "condition",
    [
        {"not": {"tag": "animal"}},
        {"field": "year", "gt": 2000},
        {"and": [{"field": "year", "gt": 2000}, {"field": "year", "lte": 2005}]},
        {"or": [{"tag": "car"}, {"tag": "fruit"}]},
    ],
    ids=["not", "greater", "twice", "or"],
)
def test_conditions_of_another_kind_are_told_and_taken_away(page, condition):
    page.goto(filtered(condition))
    each = condition.get("and", [condition])
    for own in each:
        if "lte" in own:
            continue
        sign = next(sign for sign in ("not", "or", "gt") if sign in own)
        told = page.locator("pw-filters code").filter(has_text=f'"{sign}"')
        expect(told).to_be_visible()
    while page.get_by_role("button", name="Remove the condition").count():
        page.get_by_role("button", name="Remove the condition").first.click()
        page.wait_for_timeout(300)
    expect(page.locator("pw-filters code")).to_have_count(0)


def test_a_second_value_of_a_field_is_chosen(page):
    page.goto("/")
    box(page, "animals").check()
    expect(page).to_have_url(re.compile("animals"))
    expect(box(page, "vehicles")).to_be_visible()
    expect(page.get_by_role("checkbox", name="plant", exact=False)).not_to_have_count(0)
    box(page, "vehicles").check()
    expect(box(page, "animals")).to_be_checked()
    expect(page).to_have_url(re.compile("animals.*vehicles"))
    page.get_by_role("searchbox").fill("a red car")
    expect(page.locator("pw-gallery img").first).to_have_attribute("alt", re.compile("red"))
    box(page, "vehicles").uncheck()
    expect(page.locator("pw-gallery img").first).not_to_have_attribute("alt", re.compile("car"))


def test_what_is_chosen_while_the_answer_is_on_its_way_counts(page):
    page.goto("/")
    expect(box(page, "animals")).to_be_visible()
    Held(page, "**/v1/items*")
    box(page, "animals").check()
    box(page, "vehicles").check()
    box(page, "mammal").check()
    expect(page).to_have_url(re.compile("tag=mammal.*animals.*vehicles"))
    page.unroute("**/v1/items*")


def test_what_is_typed_while_the_answer_is_on_its_way_is_kept(page):
    page.goto("/")
    expect(bound(page, "from")).to_be_visible()
    held = []
    page.route(
        "**/v1/items/facets*",
        lambda route: held.append(route) if len(held) < 2 else route.continue_(),
    )
    bound(page, "from").fill("2000")
    bound(page, "from").press("Tab")
    expect(page).to_have_url(re.compile("2000"))
    while len(held) < 2:
        page.wait_for_timeout(20)
    page.keyboard.type("2001")
    for route in held:
        with page.expect_response("**/v1/items/facets*"):
            route.continue_()
    page.wait_for_timeout(300)
    expect(bound(page, "to")).to_have_value("2001")
    expect(bound(page, "to")).to_be_focused()
    page.keyboard.press("Tab")
    expect(status(page)).to_have_text("4 hits")


def test_the_cut_off_is_there_for_a_query_alone(page):
    slider = page.get_by_role("slider", name="Relevance")
    page.goto("/?q=strawberry")
    slider.fill("0.5")
    expect(page).to_have_url(re.compile("min_relevance=0.5"))
    expect(clear(page)).to_be_visible()
    page.get_by_role("searchbox").fill("")
    expect(status(page)).to_contain_text("newest")
    expect(slider).to_be_hidden()
    expect(clear(page)).to_be_hidden()
    expect(page).not_to_have_url(re.compile("min_relevance"))
    page.get_by_role("searchbox").fill("zebra")
    expect(page).to_have_url(re.compile("min_relevance=0.5"))
    clear(page).click()
    expect(page).to_have_url(re.compile(r"\?q=zebra$"))
    expect(slider).to_have_value("0")


def test_counts_beside_hits_say_what_they_count(page):
    told = page.get_by_text("The numbers count pictures that pass the filters")
    page.goto("/")
    expect(box(page, "animals")).to_be_visible()
    expect(told).to_be_hidden()
    page.get_by_role("searchbox").fill("strawberry")
    expect(told).to_be_visible()


def test_a_phone_says_how_many_filters_hold_and_clears_them(visit, screenshot):
    page = visit(**PHONE)
    page.goto(filtered({"field": "group", "in": ["space"]}, tag="star", q="night"))
    expect(page.locator("pw-filters summary").first).to_have_text("Filters (2)")
    expect(clear(page)).to_be_visible()
    page.locator("pw-filters summary").first.tap()
    expect(box(page, "space")).to_be_visible()
    check_accessible(page)
    screenshot(page, "filters-phone")
    clear(page).tap()
    expect(page.locator("pw-filters summary").first).to_have_text("Filters")


def test_a_finger_hits_what_can_be_changed(visit):
    page = visit(**PHONE)
    page.goto("/?q=strawberry")
    page.locator("pw-filters summary").first.tap()
    expect(box(page, "animals")).to_be_visible()
    for target in page.locator("pw-filters :is(input, summary), pw-sum input[type=range]").all():
        size = target.bounding_box()
        assert size is not None
        assert size["height"] >= 24
    for target in page.locator("pw-filters label, pw-filters .range input").all():
        size = target.bounding_box()
        assert size is not None
        assert size["height"] >= 32


def test_filters_speak_korean(visit, screenshot):
    page = visit(**KOREAN)
    page.goto(filtered({"not": {"tag": "animal"}}, tag="food", q="red"))
    expect(page.get_by_role("button", name="필터 지우기")).to_be_visible()
    expect(page.get_by_role("button", name="조건 없애기")).to_be_visible()
    check_accessible(page)
    screenshot(page, "filters-korean")
