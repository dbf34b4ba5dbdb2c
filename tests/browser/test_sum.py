"""The sum builder: terms, weights, pictures of one's own."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from tests.browser.holding import Held
from tests.browser.visits import PHONE
from tests.conftest import ROOT

ZEBRA = ROOT / "samples/pictures/zebra.jpg"


@pytest.fixture
def built(page):
    """A page with the sum `zebra.jpg - stripes`."""
    page.goto("/")
    page.locator("pw-sum input[type=file]").set_input_files(ZEBRA)
    expect(terms(page)).to_have_count(1)
    expect(page).to_have_url(re.compile(r"zebra_\w+\.jpg$"))  # each step is one that back undoes
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
    expect(bars.first).to_have_attribute("aria-label", re.compile(r"for: zebra\.jpg \d\.\d\d"))
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


def test_a_hit_is_dragged_onto_the_search_box(page):
    page.goto("/?q=zebra")
    expect(page.locator("pw-gallery li").first).to_be_visible()
    page.locator("pw-gallery li a").first.drag_to(page.get_by_role("searchbox"))
    expect(terms(page)).to_have_count(2)
    expect(page).to_have_url(re.compile(r"q=zebra\+%2B\+%23\d+"))


def test_what_is_no_picture_is_told_and_taken_out_again(page, watch, tmp_path):
    (tmp_path / "x.jpg").write_text("no picture")
    page.goto("/?q=horse")
    expect(terms(page)).to_have_count(1)
    page.locator("pw-sum input[type=file]").set_input_files([tmp_path / "x.jpg", ZEBRA])
    expect(page.locator("pw-sum").get_by_role("alert")).to_contain_text(
        re.compile("x.jpg was taken out again: .*picture")
    )
    expect(terms(page)).to_have_count(2)
    expect(terms(page).last).to_contain_text("zebra.jpg")
    expect(page.locator("#problem")).to_be_hidden()
    expect(page).to_have_url(re.compile(r"q=horse\+%2B\+zebra_\w+\.jpg$"))
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


def test_a_picture_that_is_pasted_while_one_types_is_added_to_what_was_typed(page):
    page.goto("/?q=d", wait_until="networkidle")
    searches = Held(page, "**/v1/search")
    page.get_by_role("searchbox").fill("dog")
    searches.wait()
    page.evaluate(PASTE)
    page.wait_for_timeout(200)
    searches.let_go()
    searches.let_go()  # the one with the picture
    expect(page.get_by_role("searchbox")).to_have_value(re.compile(r"^dog \+ \S+\.png$"))


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


def test_a_term_too_many_is_said_and_kept(page):
    words = [f"word{number}" for number in range(32)]
    page.goto(f"/?q={'+%2B+'.join(words)}")
    expect(terms(page)).to_have_count(32)
    word = page.get_by_role("textbox", name="a word")
    word.fill("zebra")
    word.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("at most 32 terms")
    expect(word).to_have_value("zebra")
    page.get_by_role("button", name="Remove word7", exact=True).click()
    expect(page.get_by_role("alert")).to_be_hidden()
    word.press("Enter")
    expect(terms(page).last).to_contain_text("zebra")


def test_a_slider_reaches_as_far_as_the_weight_that_somebody_typed(page):
    page.goto("/?q=5*dog+-+cat")
    slider = page.get_by_role("slider", name="Weight of dog")
    expect(slider).to_have_value("5")
    expect(page.get_by_role("slider", name="Weight of cat")).to_have_attribute("max", "2")
    slider.fill("3")
    expect(page).to_have_url(re.compile(r"q=3\*dog\+-\+cat"))


def test_chips_have_the_names_of_files_and_small_pictures_also_after_a_reload(page, tmp_path):
    shutil.copy(ZEBRA, tmp_path / "brown-cow (1).jpg")
    page.goto("/?q=%2326+-+stripes")
    page.locator("pw-sum input[type=file]").set_input_files(tmp_path / "brown-cow (1).jpg")
    expect(terms(page)).to_have_count(3)
    expect(page).to_have_url(re.compile(r"brown_cow_1_\w+\.jpg"))
    for _ in range(2):
        number, text, picture = (terms(page).nth(place) for place in range(3))
        expect(picture.locator(".name")).to_have_text("brown-cow (1).jpg")
        expect(picture.locator(".name")).to_have_attribute("title", re.compile(r"_1_\w+\.jpg"))
        for chip in (number, picture):
            expect(chip.locator("img")).to_be_visible()
            chip.locator("img").evaluate("img => img.decode()")
        expect(text.locator("img")).to_be_hidden()
        page.reload()


def test_a_sum_fits_a_phone(visit, tmp_path, screenshot):
    shutil.copy(ZEBRA, tmp_path / "a-picture-with-quite-a-long-name-as-phones-make-them.jpg")
    phone = visit(**PHONE)
    phone.goto(f"/?q={'long' * 30}")
    phone.locator("pw-sum input[type=file]").set_input_files(next(tmp_path.iterdir()))
    expect(terms(phone)).to_have_count(2)
    expect(phone.locator(".words-of")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    for button in terms(phone).get_by_role("button", name="Remove").all():
        box = button.bounding_box()
        assert box["x"] + box["width"] <= PHONE["viewport"]["width"]
    screenshot(phone, "sum-phone")


def test_back_brings_the_sum_before_a_click_on_a_word_and_the_focus_stays_in_it(built):
    expect(built).to_have_url(re.compile("stripes"))
    before = built.url
    built.locator(".words-of").get_by_role("button", name="zebra", exact=True).click()
    expect(terms(built)).to_have_count(1)
    expect(terms(built).get_by_role("button").first).to_be_focused()
    expect(built).to_have_url(re.compile(r"q=zebra$"))
    built.go_back()
    expect(terms(built)).to_have_count(2)
    expect(terms(built).first).to_contain_text("zebra.jpg")
    assert built.url == before
    built.go_back()
    expect(terms(built)).to_have_count(1)
    expect(terms(built)).to_contain_text("zebra.jpg")
    built.go_back()
    expect(terms(built)).to_have_count(0)


def test_the_focus_stays_in_the_sum_while_terms_go(page):
    page.goto("/?q=dog+-+cat+-+cow")
    page.get_by_role("button", name="Remove cat").press("Enter")
    expect(page.get_by_role("button", name="Remove cow")).to_be_focused()
    page.get_by_role("button", name="Remove cow").press("Enter")
    expect(page.get_by_role("button", name="Remove dog")).to_be_focused()
    page.get_by_role("button", name="Clear").press("Enter")
    expect(page.get_by_role("textbox", name="a word")).to_be_focused()


def test_words_that_look_like_pictures_are_words_also_after_a_reload(page):
    words = ("cow.jpg", "zebra_1234abcd.jpg", "http://x.y/z.png")
    page.goto("/")
    for count, word in enumerate(words, start=1):
        page.get_by_role("textbox", name="a word").fill(word)
        page.get_by_role("button", name="Add to the sum", exact=True).first.click()
        expect(terms(page)).to_have_count(count)
    expect(page).to_have_url(re.compile(r"z%5C\.png%22$"))
    before = ids(page)
    assert before
    page.reload()
    expect(terms(page).locator(".name")).to_have_text(words)
    expect(page.get_by_role("alert")).to_be_hidden()
    page.wait_for_function("n => document.querySelectorAll('pw-gallery li').length >= n", arg=12)
    assert ids(page) == before


def test_pictures_are_searched_with_over_plain_http_as_well(unprotected):
    unprotected.goto("/")
    assert not unprotected.evaluate("isSecureContext")
    pictures = sorted(ZEBRA.parent.glob("*.jpg"))[:4]
    unprotected.locator("pw-sum input[type=file]").set_input_files([*pictures, *pictures[:2]])
    expect(terms(unprotected)).to_have_count(4)
    expect(unprotected.locator("pw-gallery li .why").first).to_be_visible()
    unprotected.reload()
    expect(terms(unprotected)).to_have_count(4)
    expect(terms(unprotected).last.locator("img")).to_be_visible()
