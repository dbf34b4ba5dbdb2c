"""The gallery: search as one types, the address, keys, and many pictures."""

import re
import time

import pytest
from playwright.sync_api import expect

from benchmarks.page.costs import node_count
from tests.browser.holding import Held
from tests.browser.visits import KOREAN, PHONE, WITHOUT_SCRIPTS


def tiles(page):
    return page.locator("pw-gallery li")


def search(page, q):
    page.get_by_role("searchbox").fill(q)


def wait_until(page, condition, seconds=15):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)


def test_a_query_with_a_mistake_says_what_is_wrong_and_the_next_one_is_answered(page, watch):
    page.goto("/")
    search(page, "#9999")
    expect(page.get_by_role("alert")).to_contain_text("9999")
    search(page, "strawberry")
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(tiles(page).first.get_by_role("img").first).to_have_attribute(
        "alt", re.compile("strawberr")
    )
    watch.expect("status of 404")


def test_hits_come_while_one_types_and_what_is_unfinished_is_no_mistake(page, screenshot):
    page.goto("/")
    page.get_by_role("searchbox").press_sequentially("zebra - stripes + ", delay=30)
    expect(page.get_by_role("list", name="Terms of the sum").get_by_role("listitem")).to_have_count(
        2
    )
    page.get_by_role("searchbox").press_sequentially("horse", delay=30)
    expect(tiles(page).first.get_by_role("img").first).to_have_attribute("alt", re.compile("horse"))
    expect(page).to_have_url(re.compile(r"q=zebra\+-\+stripes\+%2B\+horse"))
    screenshot(page, "typed-sum")


def test_what_is_typed_before_scripts_run_is_searched(page):
    scripts = Held(page, "**/gallery-page.js")
    page.goto("/", wait_until="commit")
    search(page, "strawberry")
    scripts.let_go()
    expect(tiles(page).first.get_by_role("img").first).to_have_attribute(
        "alt", re.compile("strawberr")
    )


def test_an_address_that_makes_no_sense_is_told_in_a_page(page, watch):
    for address in (
        "/?min_relevance=abc",
        "/?q=cat&min_relevance=nan",
        "/?min_relevance=-1",
        "/items/abc",
        "/words?layout=x",
        "/?collection=..",
    ):
        page.goto(address)
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_role("link", name="Back to the pictures").click()
        expect(tiles(page).first).to_be_visible()
    watch.expect("status of 422")


@pytest.mark.parametrize("given", ["null", "1", '"x"', "[]", '{"and":5}', '{"and":[null]}', "{"])
@pytest.mark.parametrize("path", ["/", "/map"])
def test_a_filter_that_is_none_is_told_and_the_page_lives(page, path, given):
    page.goto(f"{path}?filter={given}", wait_until="networkidle")
    expect(page.locator("html")).to_have_class(re.compile("scripted"))
    if path == "/":
        expect(page.get_by_role("alert")).not_to_be_empty()


def test_a_blank_cut_is_none(page):
    page.goto("/?q=strawberry&min_relevance=")
    expect(page.get_by_role("alert").first).to_be_hidden()
    expect(tiles(page).first).to_be_visible()


def test_a_quote_that_is_escaped_closes_nothing(page):
    page.goto("/")
    search(page, r'"5\" disc"')
    expect(page).to_have_title(re.compile("disc"))
    expect(page.get_by_role("alert").first).to_be_hidden()
    expect(page.get_by_role("list", name="Terms of the sum")).to_contain_text('5" disc')


def test_what_takes_long_is_said(page):
    page.goto("/?q=dog", wait_until="networkidle")
    searches = Held(page, "**/v1/search")
    search(page, "strawberry")
    expect(page.locator("#status")).to_have_text("Searching …")
    expect(page.locator("pw-gallery")).to_have_attribute("aria-busy", "true")
    searches.let_go()
    expect(page.locator("#status")).to_contain_text("The best")
    expect(page).to_have_title(re.compile("^strawberry "))


def test_who_cannot_reach_the_server_tries_again(page, watch):
    page.goto("/?q=dog", wait_until="networkidle")
    page.route("**/v1/search", lambda route: route.abort())
    search(page, "strawberry")
    expect(page.get_by_role("alert").first).to_contain_text("does not answer")
    page.unroute("**/v1/search")
    page.get_by_role("button", name="Try again").click()
    expect(page).to_have_title(re.compile("^strawberry "))
    expect(page.get_by_role("alert").first).to_be_hidden()
    watch.expect("/v1/search")


def test_a_page_of_hits_that_does_not_come_is_said_where_one_is(page, watch):
    page.goto("/?q=dog", wait_until="networkidle")
    page.route("**/v1/search", lambda route: route.abort())
    again = page.locator("#stuck").get_by_role("button", name="Try again")
    for _ in range(60):
        page.mouse.wheel(0, 900)
        page.wait_for_timeout(50)
    expect(again).to_be_in_viewport(timeout=20_000)
    before = int(tiles(page).last.get_attribute("aria-setsize"))
    page.unroute("**/v1/search")
    again.click()
    expect(page.locator("#stuck")).to_be_empty()
    wait_until(page, lambda: int(tiles(page).last.get_attribute("aria-setsize")) > before)
    watch.expect("/v1/search")


def test_reload_and_back_lead_to_where_one_was(page):
    page.goto("/?q=dog", wait_until="networkidle")
    while page.evaluate("scrollY") < 4000:
        page.mouse.wheel(0, 900)
        page.wait_for_timeout(60)
    page.wait_for_timeout(500)
    place = page.evaluate("scrollY")
    page.reload()
    wait_until(page, lambda: abs(page.evaluate("scrollY") - place) < 50)
    page.goto("/items/7")
    page.go_back()
    wait_until(page, lambda: abs(page.evaluate("scrollY") - place) < 50)


def test_back_leads_to_what_was_before_each_time_one_typed(page):
    page.goto("/", wait_until="networkidle")
    search(page, "dog")
    expect(page).to_have_url(re.compile("q=dog"))
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("")
    search(page, "cat")
    expect(page).to_have_url(re.compile("q=cat"))
    page.go_back()
    expect(page).to_have_url(re.compile("/$"))


@pytest.mark.parametrize("key", ["+", "-", "s"])
def test_keys_on_a_hit_keep_the_focus_on_one(page, key):
    page.goto("/?q=dog", wait_until="networkidle")
    page.get_by_role("searchbox").press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press(key)
    expect(page).not_to_have_url(re.compile("q=dog$"))
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.activeElement.closest('pw-gallery li') !== null")
    place = int(page.evaluate("document.activeElement.closest('li').ariaPosInSet"))
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.closest('li').ariaPosInSet") == str(place + 1)


def test_the_address_holds_the_query(page):
    page.goto("/?q=strawberry")
    search(page, "a red car")
    page.get_by_role("searchbox").press("Enter")
    expect(tiles(page).first.get_by_role("img").first).to_have_attribute("alt", re.compile("red"))
    found = tiles(page).first.get_by_role("img").first.get_attribute("alt")
    page.reload()
    expect(page.get_by_role("searchbox")).to_have_value("a red car")
    expect(tiles(page).first.get_by_role("img").first).to_have_attribute("alt", found)
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("strawberry")
    expect(tiles(page).first.get_by_role("img").first).to_have_attribute(
        "alt", re.compile("strawberr")
    )


def test_without_scripts_it_is_a_form_with_pages(visit, screenshot):
    page = visit(**WITHOUT_SCRIPTS)
    page.goto("/")
    expect(page.get_by_role("searchbox")).to_be_visible()
    before = page.locator("pw-gallery img").first.get_attribute("alt")
    page.get_by_role("link", name="More").click()
    expect(page.locator("pw-gallery img").first).not_to_have_attribute("alt", before)
    search(page, "strawberry")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("pw-gallery img").first).to_have_attribute("alt", re.compile("strawberr"))
    screenshot(page, "gallery-without-scripts")
    page.locator("pw-gallery a").first.click()
    expect(page.get_by_role("heading", name=re.compile("strawberr"))).to_be_visible()


def test_scrolling_reaches_every_picture_and_few_are_elements(page):
    page.goto("/")
    expect(tiles(page).first).to_be_visible()
    seen, most = set(), 0
    for _ in range(80):
        seen |= set(
            page.eval_on_selector_all("pw-gallery li", "own => own.map(li => li.dataset.id)")
        )
        most = max(most, node_count(page))
        before = page.evaluate("scrollY")
        page.mouse.wheel(0, 700)
        page.wait_for_timeout(60)
        if page.evaluate("scrollY") == before and len(seen) >= 250:
            break
    expect(page.locator("#status")).to_contain_text(str(len(seen)))
    assert len(seen) >= 250
    assert most < 500


def test_everything_is_reached_by_keys(page):
    page.goto("/")
    expect(tiles(page).first).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    page.locator("body").press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("zebra")
    expect(tiles(page).first.get_by_role("img").first).to_have_attribute("alt", re.compile("zebra"))
    page.keyboard.press("ArrowDown")
    expect(tiles(page).first.get_by_role("link")).to_be_focused()
    page.keyboard.press("+")
    terms = page.get_by_role("list", name="Terms of the sum").get_by_role("listitem")
    expect(terms).to_have_count(2)
    tiles(page).first.get_by_role("link").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("-")
    expect(terms).to_have_count(3)
    expect(page.get_by_role("searchbox")).to_have_value(re.compile(r"zebra \+ #\d+ - #\d+"))
    tiles(page).first.get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    tiles(page).first.get_by_role("link").focus()
    page.keyboard.press("s")
    expect(page.get_by_role("searchbox")).to_have_value(re.compile(r"^#\d+$"))
    tiles(page).first.get_by_role("link").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Similar ones")


def test_the_page_speaks_the_language_of_the_browser(visit, screenshot):
    page = visit(**KOREAN)
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.get_by_role("button", name="사진 추가")).to_be_visible()
    search(page, "zebra - stripes")
    expect(page.get_by_role("list", name="합의 항").get_by_role("listitem")).to_have_count(2)
    screenshot(page, "gallery-korean")


def test_a_phone_shows_pictures_two_in_a_row_and_more(visit, screenshot):
    page = visit(**PHONE)
    page.goto("/?q=strawberry")
    expect(tiles(page).first).to_be_visible()
    places = page.eval_on_selector_all(
        "pw-gallery li", "own => own.map(li => li.getBoundingClientRect().top)"
    )
    assert places.count(places[0]) >= 2
    tiles(page).first.tap()
    expect(page.get_by_role("dialog")).to_be_visible()
    screenshot(page, "item-phone")
