"""The sum builder: terms, weights, pictures of one's own."""

import re

import pytest
from playwright.sync_api import expect

from tests.conftest import ROOT

ZEBRA = ROOT / "samples/pictures/zebra.jpg"


@pytest.fixture
def built(page):
    """A page with the sum `zebra.jpg - stripes`."""
    page.goto("/")
    page.locator("pw-sum input[type=file]").set_input_files(ZEBRA)
    expect(terms(page)).to_have_count(1)
    page.get_by_role("textbox", name="a word").fill("stripes")
    page.get_by_role("button", name="Subtract from the sum", exact=True).first.click()
    expect(terms(page)).to_have_count(2)
    return page


def terms(page):
    return page.get_by_role("list", name="Terms of the sum").get_by_role("listitem")


def ids(page):
    return page.eval_on_selector_all(
        "pw-gallery li", "own => own.slice(0, 12).map(li => li.dataset.id)"
    )


def test_a_slider_that_moves_changes_the_hits_and_the_query(built):
    expect(built.get_by_role("searchbox")).to_have_value(re.compile(r"zebra_\w+\.jpg - stripes"))
    before = ids(built)
    built.get_by_role("slider", name="Weight of stripes").fill("2")
    expect(built.get_by_role("searchbox")).to_have_value(re.compile(r"- 2\*stripes"))
    built.wait_for_function(
        f"() => [...document.querySelectorAll('pw-gallery li')].slice(0, 12).map(li => li.dataset.id).join() !== '{','.join(before)}'"
    )
    built.get_by_role("slider", name="Weight of stripes").fill("0")
    expect(built.get_by_role("searchbox")).to_have_value(re.compile(r"^zebra_\w+\.jpg$"))
    expect(terms(built)).to_have_count(2)


def test_a_sign_is_turned_and_a_term_removed(built):
    built.get_by_role("button", name="stripes is subtracted; press to add it").click()
    expect(built.get_by_role("searchbox")).to_have_value(re.compile(r"\+ stripes"))
    built.get_by_role("button", name="Remove stripes").click()
    expect(terms(built)).to_have_count(1)


def test_every_hit_says_which_term_speaks_for_it(built, screenshot):
    bars = built.locator("pw-gallery li .why")
    expect(bars.first).to_have_attribute("aria-label", re.compile(r"for: zebra_\w+\.jpg \d\.\d\d"))
    told = bars.evaluate_all("own => own.map(bar => bar.getAttribute('aria-label'))")
    assert any("against: stripes" in text for text in told)
    screenshot(built, "sum")


def test_a_picture_has_words_and_one_click_searches_or_subtracts_them(built):
    words = built.locator(".words-of")
    expect(words.get_by_role("button", name="zebra", exact=True)).to_be_visible()
    expect(words).to_contain_text("%")
    words.get_by_role("button", name="Subtract zebra").click()
    expect(built.get_by_role("searchbox")).to_have_value(re.compile(r"- zebra$"))
    words.get_by_role("button", name="zebra", exact=True).click()
    expect(built.get_by_role("searchbox")).to_have_value("zebra")


def test_back_and_reload_still_have_the_picture(built):
    expect(built).to_have_url(re.compile("stripes"))
    before = ids(built)
    built.reload()
    expect(terms(built)).to_have_count(2)
    built.wait_for_function("n => document.querySelectorAll('pw-gallery li').length >= n", arg=12)
    assert ids(built) == before
    address = built.url
    other = built.context.browser.new_page()
    other.goto(address)
    expect(other.get_by_role("alert")).to_contain_text("is not in this browser")
    other.close()


def test_a_hit_is_dragged_into_the_sum(page):
    page.goto("/?q=zebra")
    expect(page.locator("pw-gallery li").first).to_be_visible()
    page.locator("pw-gallery li a").first.drag_to(page.locator("pw-sum"))
    expect(terms(page)).to_have_count(2)
    expect(page.get_by_role("searchbox")).to_have_value(re.compile(r"zebra \+ #\d+"))


def test_a_picture_that_is_no_picture_is_told(page, watch, tmp_path):
    (tmp_path / "x.jpg").write_text("no picture")
    page.goto("/")
    page.locator("pw-sum input[type=file]").set_input_files(tmp_path / "x.jpg")
    expect(page.get_by_role("alert")).to_contain_text(re.compile("picture"))
    watch.expect("status of 415")


def test_weights_of_nothing_can_be_pulled_up_again(page):
    page.goto("/?q=dog", wait_until="networkidle")
    slider = page.get_by_role("slider", name="Weight of dog")
    slider.focus()
    slider.press("Home")
    expect(page.get_by_role("searchbox")).to_have_value("")
    expect(slider).to_be_focused()
    slider.press("End")
    expect(page).to_have_url(re.compile("dog"))
    expect(page.get_by_role("searchbox")).to_have_value(re.compile("dog"))


def test_a_pasted_picture_is_in_the_box_that_enter_searches(page):
    page.goto("/", wait_until="networkidle")
    page.get_by_role("searchbox").press_sequentially("dog", delay=20)
    page.evaluate(PASTE)
    expect(page.get_by_role("searchbox")).to_have_value(re.compile(r"dog \+ \S+\.png"))
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_role("list", name="Terms of the sum").get_by_role("listitem")).to_have_count(
        2
    )


PASTE = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), {width: 40, height: 40});
  const blob = await new Promise(resolve => canvas.toBlob(resolve, "image/png"));
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([blob], "pasted.png", {type: "image/png"}));
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
}"""
