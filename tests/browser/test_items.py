"""Items: filters, the view of one, adding, deleting, and the way back."""

import re
import shutil

import httpx2
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.visits import DARK
from tests.conftest import ROOT

RED = "a red open sports car"


@pytest.fixture
def pictures(tmp_path):
    """Two new pictures, one that is there, and a text that says it is one."""
    folder = tmp_path / "new"
    folder.mkdir()
    for name, colour in (("one", (12, 200, 90)), ("two", (200, 12, 140))):
        Image.new("RGB", (160, 120), colour).save(folder / f"{name}.png")
    shutil.copy(ROOT / "samples/pictures/zebra.jpg", folder)
    (folder / "wrong.jpg").write_text("no picture")
    return sorted(folder.iterdir())


def count(served):
    return httpx2.get(f"{served.address}/v1/items/facets").json()["count"]


def test_filters_narrow_what_is_found_and_say_how_many(page):
    page.goto("/?q=red")
    box = page.get_by_role("checkbox", name=re.compile(r"^fruit"))
    box.check()
    expect(page).to_have_url(re.compile("tag=fruit"))
    expect(page.locator("#status")).to_contain_text("19 hits")
    page.get_by_role("checkbox", name=re.compile(r"^animals")).wait_for(state="detached")
    box.uncheck()
    expect(page).not_to_have_url(re.compile("tag="))


def test_the_cut_off_leaves_out_what_is_not_relevant(page):
    page.goto("/?q=strawberry")
    expect(page.locator("#status")).to_contain_text("The best")
    page.get_by_role("slider", name="Relevance").fill("0.5")
    expect(page.locator("#status")).to_have_text(re.compile(r"^\d{1,2} hits?$"))
    expect(page).to_have_url(re.compile("min_relevance=0.5"))
    page.get_by_role("slider", name="Relevance").fill("0.95")
    expect(page.locator("#status")).to_contain_text("lower cut-off")


def test_an_item_shows_what_is_known_and_what_is_like_it(visit, screenshot):
    page = visit(**DARK)
    page.goto("/?q=a+red+car")
    page.locator("pw-gallery a").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading").first).to_contain_text("red")
    expect(dialog.get_by_role("img").first).to_have_js_property("complete", True)
    expect(dialog).to_contain_text("vehicles")
    expect(dialog.locator(".strip img").first).to_be_visible()
    screenshot(page, "item-dark")
    shown = dialog.get_by_role("heading").first.inner_text()
    dialog.locator(".strip a").first.click()
    expect(page.get_by_role("dialog").get_by_role("heading").first).not_to_have_text(shown)
    page.get_by_role("dialog").get_by_role("button", name="Similar ones").click()
    expect(page.get_by_role("searchbox")).to_have_value(re.compile(r"#\d+"))


def test_tags_and_captions_are_changed(own, own_served):
    own.get_by_role("searchbox").fill(RED)
    expect(own.locator("pw-gallery img").first).to_have_attribute("alt", RED)
    own.locator("pw-gallery a").first.click()
    dialog = own.get_by_role("dialog")
    dialog.get_by_role("textbox", name="another tag").fill("my dream")
    dialog.get_by_role("textbox", name="another tag").press("Enter")
    expect(dialog.get_by_role("button", name="my dream", exact=True)).to_be_visible()
    dialog.get_by_role("textbox", name="Captions").fill("the car of my dreams")
    with own.expect_response(lambda answer: answer.request.method == "PATCH") as saved:
        dialog.get_by_role("button", name="Save").click()
    assert saved.value.ok
    expect(dialog.get_by_text("Saved.").last).to_be_visible()
    found = httpx2.get(f"{own_served.address}/v1/items", params={"tag": "my dream"}).json()["items"]
    assert [item["captions"] for item in found] == [["the car of my dreams"]]
    dialog.get_by_role("button", name="Remove the tag my dream").click()
    expect(dialog.get_by_role("button", name="my dream", exact=True)).to_have_count(0)


def test_pictures_are_added_one_is_refused_and_all_are_taken_back(
    own_visit, own_served, pictures, screenshot
):
    page = own_visit()
    page.goto("/")
    before = count(own_served)
    page.get_by_role("button", name="Add pictures").click()
    page.locator("dialog input[type=file]").first.set_input_files(pictures)
    dialog = page.get_by_role("dialog", name="Adding pictures")
    expect(dialog.get_by_role("status")).to_have_text(
        "4 of 4: 2 added, 1 there already, 1 refused."
    )
    refused = dialog.get_by_role("listitem").filter(has_text="wrong.jpg")
    expect(refused).to_contain_text("refused")
    expect(refused.locator(".why")).to_contain_text("picture")
    screenshot(page, "adding")
    page.keyboard.press("Escape")
    assert count(own_served) == before + 2
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("2 pictures taken back")).to_be_visible()
    assert count(own_served) == before


def test_a_deleted_picture_comes_back_or_is_gone(own, own_served):
    before = count(own_served)
    first = own.locator("pw-gallery li").first
    shown = first.get_attribute("data-id")
    first.get_by_role("link").focus()
    own.keyboard.press("Delete")
    expect(own.locator(f"pw-gallery li[data-id='{shown}']")).to_have_count(0)
    own.get_by_role("button", name="Undo").click()
    expect(own.locator(f"pw-gallery li[data-id='{shown}']")).to_have_count(1)
    assert count(own_served) == before
    own.locator(f"pw-gallery li[data-id='{shown}'] a").focus()
    own.keyboard.press("Delete")
    own.goto("/words")  # who leaves means it
    own.wait_for_timeout(500)
    assert count(own_served) == before - 1


def test_a_page_of_its_own_shows_the_same(page):
    page.goto("/items/250")
    expect(page.get_by_role("heading", name=RED).first).to_be_visible()
    expect(page.locator(".strip img").first).to_be_visible()
    page.get_by_role("button", name="Similar ones").click()
    expect(page.get_by_role("searchbox")).to_have_value("#250")


def test_an_item_that_is_not_there_is_a_page_that_says_so(page, watch):
    page.goto("/items/99999")
    expect(page.get_by_role("alert")).to_contain_text("99999")
    page.get_by_role("link", name="Back to the pictures").click()
    expect(page.get_by_role("searchbox")).to_be_visible()
    watch.expect("status of 404")


def delete_best(page, query):
    """Deletes the best hit by keys, and returns its number; it can still be undone."""
    page.goto(f"/?q={query}", wait_until="networkidle")
    best = page.locator("pw-gallery li").first.get_attribute("data-id")
    page.get_by_role("searchbox").press("ArrowDown")
    page.keyboard.press("Delete")
    return best


def test_what_was_deleted_stays_out_of_other_answers_and_comes_back_once(own_visit):
    page = own_visit()
    gone = delete_best(page, "planet")
    expect(page.locator(f'pw-gallery li[data-id="{gone}"]')).to_have_count(0)
    assert page.evaluate("document.activeElement.closest('pw-gallery li') !== null")
    page.get_by_role("searchbox").fill("planets")
    expect(page).to_have_title(re.compile("^planets "))
    expect(page.locator(f'pw-gallery li[data-id="{gone}"]')).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(f'pw-gallery li[data-id="{gone}"]')).to_have_count(1)
    hits = page.request.get("/v1/search?q=planets&k=8").json()["hits"]
    shown = page.locator("pw-gallery li").evaluate_all("own => own.map(li => +li.dataset.id)")
    assert shown[:8] == [hit["id"] for hit in hits]


def test_what_was_deleted_is_gone_when_the_page_is_loaded_anew(own_visit):
    page = own_visit()
    gone = delete_best(page, "planet")
    page.reload(wait_until="networkidle")
    expect(page.locator(f'pw-gallery li[data-id="{gone}"]')).to_have_count(0)
    expect(page.locator("pw-gallery li").first).to_be_visible()
    assert page.request.get(f"/v1/items/{gone}").status == 404
