"""What goes wrong is said in the language of whoever looks, and the server's own words are marked."""

import re

import httpx2
import pytest
from playwright.sync_api import expect

from benchmarks.load.served import serving
from tests.browser.visits import KOREAN, WITHOUT_SCRIPTS, visiting
from tests.conftest import weightless

WRONG = {
    "/?q=cat+%22": ("검색식을 읽을 수 없습니다.", "expected + or -"),
    "/?q=%239999": ("그런 번호는 없습니다.", "no item has the number #9999"),
    "/?filter={}": ("필터를 이해할 수 없습니다.", "an object with"),
    "/?q=cat+-+cat": ("항들이 서로 상쇄되어 찾을 것이 남지 않습니다.", ""),
    "/?collection=nowhere": ("그런 컬렉션은 없습니다.", "'nowhere'"),
    "/items/9999": ("그런 번호는 없습니다.", "no item has the number #9999"),
    "/items/x": ("요청이 올바르지 않습니다.", "item_id"),
    "/recipes?q=%239999": ("그런 번호는 없습니다.", "no recipe has the number #9999"),
    "/words?q=king+-+king": ("단어들이 서로 상쇄되어 찾을 것이 남지 않습니다.", ""),
}


@pytest.mark.parametrize("address", WRONG)
@pytest.mark.parametrize("options", [{}, WITHOUT_SCRIPTS], ids=["scripts", "no scripts"])
def test_an_error_is_told_in_korean_and_its_english_detail_is_marked(visit, address, options):
    sentence, detail = WRONG[address]
    page = visit(**KOREAN | options)
    page.goto(address)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(sentence)
    if detail:
        expect(alert.locator("[lang=en]")).to_contain_text(detail)
    else:
        expect(alert).to_have_text(sentence)
    visit.watch(page).troubles.clear()


def test_what_is_typed_wrongly_is_told_in_korean(visit):
    page = visit(**KOREAN)
    for path in ("/", "/words", "/recipes"):
        page.goto(path)
        page.get_by_role("searchbox").fill('king" "')
        expect(page.get_by_role("alert")).to_contain_text("검색식을 읽을 수 없습니다.")
        expect(page.get_by_role("alert").locator("[lang=en]")).to_have_text(re.compile("character"))
    visit.watch(page).expect("400")


def test_a_server_that_is_not_there_is_told_in_korean(visit):
    page = visit(**KOREAN)
    for path, asked in (
        ("/", "search"),
        ("/words", "words/analogy"),
        ("/recipes", "recipes/search"),
    ):
        page.goto(path)
        page.route(f"**/v1/{asked}*", lambda route: route.abort())
        page.get_by_role("searchbox").fill("king")
        expect(page.get_by_role("alert")).to_contain_text("서버가 응답하지 않습니다.")
    visit.watch(page).expect("ERR_FAILED")


@pytest.mark.parametrize("options", [{}, WITHOUT_SCRIPTS], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("path", ["/", "/recipes"])
def test_a_picture_of_another_browser_is_asked_for_and_nothing_flashes(visit, path, options):
    page = visit(**options)
    response = page.goto(f"{path}?q=zebra_17bac008.jpg")
    lost = "The picture zebra_17bac008.jpg is not in this browser: drop it again."
    expect(page.get_by_role("alert")).to_have_text(lost)
    assert ">" + lost in response.text()
    visit.watch(page).troubles.clear()


@pytest.mark.parametrize("wrong", ["/items/9999", "/items/x"])
def test_the_way_back_stays_in_the_collection(browser, tmp_path, wrong):
    with (
        serving(tmp_path, weightless(tmp_path)) as served,
        visiting(browser, served.address) as visit,
    ):
        collection = {"name": "holidays", "space": "colour-names"}
        httpx2.post(f"{served.address}/v1/collections", json=collection).raise_for_status()
        page = visit()
        page.goto(f"{wrong}?collection=holidays")
        page.get_by_role("link", name="Back to the pictures").click()
        expect(page).to_have_url(f"{served.address}/?collection=holidays")
        expect(page.get_by_role("status")).to_contain_text("There is nothing here yet")
        visit.watch(page).expect("status of 4")
