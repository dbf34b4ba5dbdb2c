"""Whoever asks in letters of another script is told that English finds more."""

import pytest
from playwright.sync_api import expect

from benchmarks.load.served import serving
from tests.browser.visits import KOREAN, WITHOUT_SCRIPTS, visiting
from tests.conftest import weightless

NOTE = "영어 단어로 검색하면 더 잘 찾습니다."
PATHS = ["/", "/words", "/recipes"]


def test_a_space_that_knows_no_language_says_nothing_of_english(browser, tmp_path):
    with (
        serving(tmp_path, weightless(tmp_path)) as served,
        visiting(browser, served.address) as visit,
    ):
        page = visit(**KOREAN)
        page.goto("/?q=딸기")
        expect(page.get_by_role("searchbox")).to_have_value("딸기")
        expect(page.get_by_text(NOTE)).to_have_count(0)
        visit.watch(page).troubles.clear()  # a word that is not known


@pytest.mark.parametrize("path", PATHS)
def test_a_korean_query_is_told_that_english_finds_more(visit, path):
    page = visit(**KOREAN)
    page.goto(path)
    box = page.get_by_role("searchbox")
    box.fill("gr\u00fcne \u00c4pfel")
    page.wait_for_timeout(400)
    expect(page.get_by_text(NOTE)).to_be_hidden()
    box.fill("딸기")
    expect(page.get_by_text(NOTE)).to_be_visible()
    box.fill("eggs")
    expect(page.get_by_text(NOTE)).to_be_hidden()
    visit.watch(page).troubles.clear()  # a word that is not known


@pytest.mark.parametrize("path", PATHS)
def test_a_korean_address_is_told_so_without_scripts(visit, path):
    page = visit(**KOREAN | WITHOUT_SCRIPTS)
    page.goto(f"{path}?q=딸기")
    expect(page.get_by_text(NOTE)).to_be_visible()
    page.goto(f"{path}?q=eggs")
    expect(page.get_by_text(NOTE)).to_be_hidden()
