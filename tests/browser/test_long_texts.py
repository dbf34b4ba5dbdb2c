"""Long texts without a space make no page wider than its window."""

import json
import os
import subprocess

import pytest
from PIL import Image
from playwright.sync_api import expect

from benchmarks.load.served import PIXWORD, serving
from tests.browser.visits import WITHOUT_SCRIPTS, visiting
from tests.conftest import weightless

WIDTHS = [1280, 390]
LONG = "unbroken" * 120
QUERIES = {
    "pictures": f"/?q={'a' * 900}",
    "recipes": f"/recipes?q={'a' * 900}",
    "words": f"/words?q={'w' * 190}",
    "wrong words": f"/words?q=%22{'w' * 900}",
}


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def overflow_of_dialog(page):
    return page.evaluate(
        "(own => own.scrollWidth - own.clientWidth)(document.querySelector('dialog'))"
    )


@pytest.fixture(scope="module")
def long_served(tmp_path_factory):
    """A server with a picture and a recipe of long texts."""
    folder = tmp_path_factory.mktemp("long")
    settings = weightless(folder)
    Image.new("RGB", (160, 120), (12, 200, 90)).save(folder / "one.png")
    recipe = {
        "image": "one.png",
        "title": f"t{LONG}",
        "ingredients": ["milk", f"i{LONG}"],
        "instructions": [f"s{LONG}"],
        "f" * 60: LONG,
    }
    (folder / "recipes.jsonl").write_text(json.dumps(recipe))
    item = {
        "image": "one.png",
        "captions": [LONG, LONG],
        "tags": ["tag" * 60],
        "f" * 60: LONG,
    }
    (folder / "items.jsonl").write_text(json.dumps(item))
    for file in ("recipes.jsonl", "items.jsonl"):
        subprocess.run([PIXWORD, "add", folder / file], env=os.environ | settings, check=True)
    with serving(folder, settings) as served:
        yield served


@pytest.fixture
def long_visit(browser, long_served):
    with visiting(browser, long_served.address) as visits:
        yield visits


def desk(width):
    return {"viewport": {"width": width, "height": 800}}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("options", [{}, WITHOUT_SCRIPTS], ids=["scripts", "no scripts"])
def test_a_long_query_makes_no_page_wide(visit, query, width, options):
    page = visit(**desk(width) | options)
    page.goto(QUERIES[query], wait_until="networkidle")
    assert overflow(page) <= 0
    visit.watch(page).troubles.clear()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("options", [{}, WITHOUT_SCRIPTS], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("path", ["/", "/items/1", "/recipes", "/recipes/1"])
def test_long_texts_of_items_and_recipes_make_no_page_wide(long_visit, path, width, options):
    page = long_visit(**desk(width) | options)
    page.goto(path, wait_until="networkidle")
    assert "unbroken" in page.content()
    assert overflow(page) <= 0


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("path", "opener"), [("/", ".tiles a"), ("/recipes", ".opens")])
def test_long_texts_make_no_dialog_wide(long_visit, path, opener, width):
    page = long_visit(**desk(width))
    page.goto(path)
    page.locator(opener).first.click()
    expect(page.get_by_role("dialog")).to_contain_text("unbroken")
    assert overflow_of_dialog(page) <= 0
    assert overflow(page) <= 0


def test_a_long_word_is_cut_on_the_map_of_words(visit):
    page = visit()
    page.goto(f"/words?q={'w' * 190}")
    name = page.locator("pw-word-map .asked text")
    expect(name).to_contain_text("w…")
    assert name.evaluate("own => own.getBoundingClientRect().width") < 300
    assert name.evaluate("own => own.closest('a').getAttribute('aria-label')") == "w" * 190
