"""Recipes on the page at `/recipes`."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import check_accessible
from tests.browser.holding import Held
from tests.browser.visits import DARK, KOREAN, PHONE, WITHOUT_SCRIPTS, visiting
from tests.conftest import ROOT, running, weightless

PHOTO = ROOT / "samples" / "pictures" / "strawberry.jpg"
VISITORS = {"light": {}, "dark": DARK, "phone": PHONE, "korean": KOREAN}
SHOWN = {"recipes": "/recipes", "recipes-hits": "/recipes?q=eggs+-+butter", "recipe": "/recipes/15"}


@pytest.fixture
def cards(page):
    return page.get_by_role("list", name="Recipes").locator("> li")


@pytest.fixture
def terms(page):
    return page.get_by_role("list", name="Terms of the sum").get_by_role("listitem")


@pytest.fixture
def names(terms):
    return terms.locator(".name")


def opener(card):
    return card.get_by_role("heading").get_by_role("link")


def add_ingredient(page, name, sign):
    page.get_by_role("textbox", name="an ingredient").fill(name)
    page.locator("pw-dish form").get_by_role("button", name=sign, exact=True).click()


def test_a_query_with_a_mistake_says_what_is_wrong(page, watch, cards):
    page.goto("/recipes")
    page.get_by_role("searchbox").fill("#9999")
    expect(page.get_by_role("alert")).to_have_text("no recipe has the number #9999")
    watch.expect("404")
    page.get_by_role("searchbox").fill("eggs")
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(page.get_by_role("status")).to_have_text("18 hits")


@pytest.mark.parametrize("options", [{}, WITHOUT_SCRIPTS], ids=["scripts", "no scripts"])
def test_a_mistake_in_the_address_is_told(visit, options):
    page = visit(**options)
    page.goto("/recipes?q=%239999")
    expect(page.get_by_role("alert")).to_have_text("no recipe has the number #9999")
    expect(page.get_by_role("status")).to_be_empty()


def test_a_photo_that_the_browser_does_not_have_is_asked_for_again(page, watch):
    page.goto("/recipes")
    page.get_by_role("searchbox").fill("dish_0123abcd.jpg - sugar")
    expect(page.get_by_role("alert")).to_contain_text("dish_0123abcd.jpg is not in this browser")
    watch.expect("400")


def test_what_was_found_before_is_no_answer_to_a_mistake(page, watch, cards):
    page.goto("/recipes?q=eggs")
    expect(cards).to_have_count(18)
    page.get_by_role("searchbox").fill("chikenn")
    expect(page.get_by_role("alert")).to_contain_text("'chikenn' is not known")
    expect(cards).to_have_count(0)
    watch.expect("status of 422")
    page.get_by_role("searchbox").fill("eggs")
    expect(cards).to_have_count(18)
    expect(page.get_by_role("alert")).to_be_hidden()


def test_a_file_that_is_no_picture_is_told_and_taken_out_again(page, watch, cards, names, tmp_path):
    (tmp_path / "wrong.jpg").write_text("no picture")
    page.goto("/recipes?q=eggs")
    page.locator("pw-dish input[type=file]").set_input_files(tmp_path / "wrong.jpg")
    expect(page.get_by_role("alert")).to_contain_text("not a picture")
    expect(page.get_by_role("searchbox")).to_have_value("eggs")
    expect(names).to_have_text(["eggs"])
    expect(cards).to_have_count(18)
    expect(page).to_have_url(re.compile(r"q=eggs$"))
    expect(page.get_by_role("alert")).to_contain_text("not a picture")
    watch.expect("status of 415")


def test_an_unknown_recipe_has_no_page(page, watch):
    page.goto("/recipes/9999")
    expect(page.get_by_role("alert")).to_have_text("no recipe has the number #9999")
    watch.expect("404")


def test_an_empty_book_says_what_to_do(browser, tmp_path):
    with (
        running(weightless(tmp_path)) as server,
        visiting(browser, str(server.http.base_url)) as visit,
    ):
        page = visit()
        page.goto("/recipes")
        expect(page.get_by_text("pixword add recipes.jsonl")).to_be_visible()
        check_accessible(page)
        page.goto("/recipes?q=garlic")
        expect(page.get_by_text("pixword add recipes.jsonl")).to_be_visible()
        page.get_by_role("searchbox").fill("milk")
        page.wait_for_timeout(500)
        expect(page.get_by_text("fewer ingredients")).to_have_count(0)


def test_ingredients_find_recipes_and_say_what_speaks_for_them(page, cards, names):
    page.goto("/recipes")
    expect(cards).to_have_count(18)
    page.get_by_role("searchbox").fill("mushrooms")
    expect(opener(cards.first)).to_have_text("Mushroom Omelette")
    expect(cards.first).to_contain_text(re.compile(r"Relevance \d+%"))
    loudest = cards.first.get_by_role("list", name="Ingredients").get_by_role("listitem").first
    expect(loudest).to_contain_text("mushrooms")
    expect(loudest).to_contain_text(re.compile(r"speaks for it, \d+%"))
    expect(names).to_have_text(["mushrooms"])


def test_terms_are_turned_and_taken_away_with_the_keyboard(page, cards, terms, names):
    page.goto("/recipes?q=mushrooms+%2B+corn")
    before = opener(cards.first).inner_text()
    terms.first.get_by_role("button", name="mushrooms is added; press to subtract it").press(
        "Enter"
    )
    expect(page.get_by_role("searchbox")).to_have_value("- mushrooms + corn")
    expect(opener(cards.first)).not_to_have_text("Mushroom Omelette")
    terms.first.get_by_role("button", name="Remove mushrooms").press("Space")
    expect(names).to_have_text(["corn"])
    expect(page.get_by_role("textbox", name="an ingredient")).to_be_focused()
    page.keyboard.type("-butter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("searchbox")).to_have_value("corn - butter")
    page.go_back()
    expect(names).to_have_text(["corn"])
    page.go_back()
    page.go_back()
    expect(opener(cards.first)).to_have_text(before)


def test_a_sign_keeps_the_focus_when_it_is_turned(page, terms):
    page.goto("/recipes?q=eggs+-+butter")
    terms.nth(1).get_by_role("button", name="butter is subtracted; press to add it").press("Enter")
    expect(page.get_by_role("searchbox")).to_have_value("eggs + butter")
    expect(
        terms.nth(1).get_by_role("button", name="butter is added; press to subtract it")
    ).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("searchbox")).to_have_value("eggs - butter")


def test_arrows_lead_from_recipe_to_recipe_and_enter_opens(page, cards):
    page.goto("/recipes")
    page.get_by_role("searchbox").press("ArrowDown")
    page.keyboard.press("ArrowRight")
    second = opener(cards.nth(1))
    expect(second).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=second.inner_text())
    expect(dialog.get_by_role("img")).to_be_visible()
    expect(dialog.locator(".steps").get_by_role("listitem").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(second).to_be_focused()


def test_a_dish_without_an_ingredient_and_with_another(page, cards, terms):
    page.goto("/recipes?q=eggs")
    opener(cards.first).click()
    dialog = page.get_by_role("dialog")
    name = dialog.get_by_role("heading", level=2).inner_text()
    line = (
        dialog.get_by_role("list")
        .first.get_by_role("listitem")
        .first.locator(".ingredient")
        .inner_text()
    )
    dialog.get_by_role("link", name=f"Without {line}").click()
    expect(dialog).to_be_hidden()
    expect(terms.first).to_contain_text(name)
    expect(terms.first.locator("img")).to_be_visible()
    expect(terms.nth(1)).to_contain_text(line)
    add_ingredient(page, "tofu", "+")
    expect(terms).to_have_count(3)
    expect(page.get_by_role("searchbox")).to_have_value(
        re.compile(rf"^#\d+ - {re.escape(line)} \+ tofu$")
    )
    titles = cards.get_by_role("heading").all_inner_texts()
    assert name not in titles
    assert len(titles) == 17


def test_photos_answer_a_recipe(page, cards):
    page.goto("/recipes/15")
    name = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Photos like this dish").click()
    expect(page).to_have_url(re.compile(r"q=%2315&target=photos$"))
    expect(page.get_by_role("radio", name="Photos")).to_be_checked()
    titles = cards.get_by_role("heading").all_inner_texts()
    assert len(titles) == 17
    assert name not in titles
    page.get_by_text("Recipes", exact=True).last.click()
    expect(page).to_have_url(re.compile(r"q=%2315$"))


def test_what_is_asked_before_scripts_run_is_answered(page, cards):
    scripts = Held(page, "**/recipes-page.js")
    page.goto("/recipes?q=eggs", wait_until="commit")
    page.get_by_role("searchbox").fill("rice")
    page.get_by_text("Photos", exact=True).last.click()
    scripts.let_go()
    expect(page).to_have_url(re.compile(r"q=rice&target=photos$"))
    expect(page.get_by_role("radio", name="Photos")).to_be_checked()
    expect(cards.get_by_role("heading").first).to_be_visible()


def test_a_photo_finds_recipes_and_stays_after_a_reload(page, cards, terms):
    page.goto("/recipes")
    page.locator("pw-dish input[type=file]").set_input_files(PHOTO)
    expect(page.get_by_role("searchbox")).to_have_value(
        re.compile(r"^strawberry_[0-9a-f]{8}\.jpg$")
    )
    expect(cards.first).to_contain_text("Relevance")
    titles = cards.get_by_role("heading").all_inner_texts()
    assert any("Strawberries" in title for title in titles[:3])
    add_ingredient(page, "sugar", "\u2212")
    expect(terms).to_have_count(2)
    expect(page).to_have_url(re.compile(r"-\+sugar$"))
    changed = cards.get_by_role("heading").all_inner_texts()
    page.reload()
    expect(terms).to_have_count(2)
    expect(cards.first).to_contain_text("Relevance")
    assert cards.get_by_role("heading").all_inner_texts() == changed
    assert page.evaluate("document.querySelector('.term img').naturalWidth") > 0


def test_a_dropped_photo_is_searched_with(page, terms):
    page.goto("/recipes")
    data = page.evaluate_handle(
        """async () => {
          const photo = await (await fetch("/v1/recipes/15/image")).blob();
          const data = new DataTransfer();
          data.items.add(new File([photo], "dish.jpg", {type: "image/jpeg"}));
          return data;
        }"""
    )
    page.dispatch_event("body", "dragenter", {"dataTransfer": data})
    expect(page.get_by_text("Add to the collection")).to_be_hidden()
    page.dispatch_event(".dropping > div", "drop", {"dataTransfer": data})
    expect(terms).to_have_count(1)
    expect(terms.first).to_contain_text("dish_")
    expect(opener(page.locator(".cards > li").first)).to_be_visible()


def test_more_recipes_come_when_they_are_scrolled_to(browser, tmp_path, pixword_recipes):
    with (
        running(pixword_recipes(60)) as server,
        visiting(browser, str(server.http.base_url)) as visit,
    ):
        page = visit(viewport={"width": 500, "height": 700})
        page.goto("/recipes")
        cards = page.locator(".cards > li")
        expect(page.get_by_text("Dish 24", exact=True)).to_be_attached()
        assert cards.count() < 60
        for _ in range(4):
            page.evaluate("scrollTo(0, document.body.scrollHeight)")
            page.wait_for_timeout(300)
        expect(cards).to_have_count(60)
        assert page.get_by_text("Dish 60", exact=True).count() == 1
        expect(page.get_by_role("status")).to_have_text("60 recipes")


@pytest.fixture
def pixword_recipes(tmp_path, pixword):
    """Fills a data folder with so many recipes; returns its settings."""

    def fill(count):
        lines = [
            json.dumps({"title": f"Dish {i + 1}", "ingredients": ["eggs"]}) for i in range(count)
        ]
        (tmp_path / "many.jsonl").write_text("\n".join(lines))
        settings = weightless(tmp_path)
        assert pixword("add", tmp_path / "many.jsonl", **settings).returncode == 0
        return settings

    return fill


def test_everything_leads_on_without_scripts(visit):
    page = visit(**WITHOUT_SCRIPTS)
    page.goto("/recipes")
    page.get_by_role("searchbox").fill("mushrooms")
    page.get_by_role("button", name="Search").click()
    first = page.get_by_role("list", name="Recipes").locator("> li").first
    expect(opener(first)).to_have_text("Mushroom Omelette")
    expect(page.get_by_role("button", name="Photo …")).to_be_hidden()
    line = (
        first.get_by_role("list").get_by_role("listitem").first.locator(".ingredient").inner_text()
    )
    first.get_by_role("link", name=f"Without {line}").click()
    expect(page.get_by_role("searchbox")).to_have_value(f"mushrooms - {line}")
    opener(page.get_by_role("list", name="Recipes").locator("> li").first).click()
    expect(page.get_by_role("heading", name="Steps")).to_be_visible()


@pytest.mark.parametrize("visitor", VISITORS)
@pytest.mark.parametrize("shown", SHOWN)
def test_the_pages_of_recipes_can_be_used_by_everybody(visit, shown, visitor, screenshot):
    page = visit(**VISITORS[visitor])
    page.goto(SHOWN[shown], wait_until="networkidle")
    check_accessible(page)
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1], "it must be scrolled sideways"
    if visitor == "korean":
        assert "재료" in page.locator("main").aria_snapshot()
    screenshot(page, f"{shown}-{visitor}")


def test_an_opened_recipe_can_be_used_by_everybody(visit):
    for visitor in VISITORS.values():
        page = visit(**visitor)
        page.goto("/recipes?q=eggs")
        page.locator(".opens").first.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        check_accessible(page)
