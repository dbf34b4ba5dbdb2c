"""The view of an item: what it says where nothing comes, its keys, and how it closes."""

import re

import pytest
from playwright.sync_api import expect

_MIDDLES = "[...document.querySelectorAll('.viewer-inside .buttons')[0].children].map(own => { const { top, bottom } = own.getBoundingClientRect(); return (top + bottom) / 2; })"


@pytest.fixture
def shown(page):
    """The first of the hits of `a red car`, shown."""
    page.goto("/?q=a+red+car")
    page.locator("pw-gallery a").first.click()
    expect(page.get_by_role("heading", name="Captions")).to_be_visible()
    return page


def names(page):
    return page.eval_on_selector_all("pw-gallery img", "own => own.slice(0, 3).map(img => img.alt)")


def heading(page):
    return page.get_by_role("dialog").get_by_role("heading").first


def test_a_server_that_is_not_there_is_not_an_item_that_is_gone(page, watch):
    page.goto("/?q=a+red+car")
    page.context.set_offline(True)
    page.locator("pw-gallery a").first.click()
    alert = page.get_by_role("dialog").get_by_role("alert")
    expect(alert).to_contain_text("The server does not answer. Is it running?")
    page.context.set_offline(False)
    watch.expect("ERR_INTERNET_DISCONNECTED")


@pytest.mark.parametrize(
    ("status", "said"), [(404, "It is no longer there."), (503, "The server is busy.")]
)
def test_an_item_that_does_not_come_says_why(page, watch, status, said):
    refusal = {"error": "Refused", "detail": "The server is busy."}
    page.route("**/v1/items/*", lambda route: route.fulfill(status=status, json=refusal))
    page.goto("/?q=a+red+car")
    page.locator("pw-gallery a").first.click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_have_text(said)
    watch.expect(f"status of {status}")


def test_a_slow_server_is_waited_for(page):
    held = []

    def hold(route):
        held.append(route)

    page.route(re.compile(r"/v1/items/\d+$"), hold)
    page.goto("/?q=a+red+car")
    page.locator("pw-gallery a").first.click()
    waiting = page.get_by_role("dialog").get_by_role("status")
    expect(waiting).to_have_text("What is known of it is being read …")
    held[0].continue_()
    expect(page.get_by_role("heading", name="Captions")).to_be_visible()
    expect(waiting).to_have_count(0)


def test_arrows_lead_to_the_hits_beside(shown):
    first, second, _ = names(shown)
    expect(heading(shown)).to_have_text(first)
    shown.keyboard.press("ArrowLeft")
    expect(heading(shown)).to_have_text(first)
    shown.keyboard.press("ArrowRight")
    expect(heading(shown)).to_have_text(second)
    shown.keyboard.press("Escape")
    expect(shown.get_by_role("dialog")).to_have_count(0)
    expect(shown.locator("pw-gallery a:focus img")).to_have_attribute("alt", second)
    shown.keyboard.press("Enter")
    shown.keyboard.press("ArrowLeft")
    expect(heading(shown)).to_have_text(first)


def test_keys_wish_what_buttons_do(shown):
    shown.keyboard.press("?")
    keys = shown.get_by_role("dialog", name="Keys")
    expect(keys).to_have_count(1)
    shown.keyboard.press("Escape")
    expect(keys).to_have_count(0)
    shown.get_by_role("textbox", name="Captions").press("s")
    shown.get_by_role("textbox", name="Captions").press("Backspace")
    heading(shown).click()
    shown.keyboard.press("-")
    expect(shown.get_by_role("dialog")).to_have_count(0)
    expect(shown.get_by_role("searchbox")).to_have_value(re.compile(r"^a red car - #\d+$"))
    shown.locator("pw-gallery a").first.click()
    shown.keyboard.press("s")
    expect(shown.get_by_role("searchbox")).to_have_value(re.compile(r"^#\d+$"))


def test_a_page_of_its_own_has_the_keys(page):
    page.goto("/?q=zebra&tag=mammal")
    expect(page.locator("pw-gallery li").first).to_be_visible()
    for key, value in (("+", "zebra + #250"), ("-", "zebra - #250"), ("s", "#250")):
        page.goto("/?q=zebra&tag=mammal")
        expect(page.locator("#status")).not_to_be_empty()
        page.goto("/items/250")
        expect(page.get_by_role("heading", name="Captions")).to_be_visible()
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keys")).to_have_count(1)
        page.keyboard.press("Escape")
        page.keyboard.press(key)
        expect(page.get_by_role("searchbox")).to_have_value(value)
        assert ("tag=mammal" in page.url) == (key != "s")
    page.goto("/items/250")
    expect(page.get_by_role("heading", name="Captions")).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_back_closes_what_was_opened_from_the_hits(page):
    page.goto("/?q=zebra")
    page.get_by_role("searchbox").fill("a red car")
    expect(page.locator("pw-gallery img").first).to_have_attribute("alt", re.compile("red"))
    page.locator("pw-gallery a").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("searchbox")).to_have_value("zebra")


def test_undo_stays_while_somebody_is_at_it(page):
    page.clock.install()
    page.goto("/")
    page.locator("pw-gallery a").first.focus()
    page.keyboard.press("Delete")
    undo = page.get_by_role("button", name="Undo")
    undo.focus()
    page.clock.run_for(20_000)
    expect(undo).to_be_visible()
    page.get_by_role("searchbox").focus()
    undo.hover()
    page.clock.run_for(20_000)
    expect(undo).to_be_visible()
    undo.click()
    expect(undo).to_have_count(0)


def test_what_leads_on_lies_on_one_line(shown):
    *_, last_button, link = shown.evaluate(_MIDDLES)
    assert abs(last_button - link) < 1
    gap = shown.evaluate(
        "() => document.querySelector('.tagging form').getBoundingClientRect().top - document.querySelector('.tagging ul').getBoundingClientRect().bottom"
    )
    assert gap >= 4
