"""The list of keys, on the pages of words and recipes."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("path", ["/words", "/recipes"])
def test_the_keys_of_a_page_are_listed(visit, page, path):
    page.goto(path)
    keys = page.get_by_role("dialog", name="Keys")
    page.get_by_role("searchbox").press_sequentially("milk?")
    expect(keys).to_have_count(0)
    page.get_by_role("searchbox").fill("milk")
    page.get_by_role("button", name="?").focus()
    page.keyboard.press("?")
    expect(keys).to_contain_text("This list")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.get_by_role("button", name="?").click()
    expect(keys).to_be_visible()
    visit.watch(page).troubles.clear()  # what "milk?" may be
