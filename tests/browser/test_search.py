"""Searching on the page at `/`."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.visits import WITHOUT_SCRIPTS


def test_a_query_with_a_mistake_says_what_is_wrong(page):
    page.goto("/")
    page.get_by_role("searchbox").fill("#9999")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("alert")).to_contain_text("9999")
    expect(page.get_by_role("searchbox")).to_have_value("#9999")


@pytest.mark.parametrize("options", [{}, WITHOUT_SCRIPTS], ids=["scripts", "no scripts"])
def test_a_word_finds_its_pictures(visit, options, screenshot):
    page = visit(**options)
    page.goto("/")
    page.get_by_role("searchbox").fill("strawberry")
    page.get_by_role("searchbox").press("Enter")
    expect(page).to_have_title(re.compile("strawberry"))
    first = page.get_by_role("listitem").first
    expect(first).to_contain_text("strawberr")
    expect(first.get_by_role("img")).to_have_js_property("complete", True)
    screenshot(page, f"search{'-without-scripts' if options else ''}")


def test_the_documentation_opens(page):
    page.goto("/")
    page.get_by_role("link", name="API documentation").click()
    expect(page.get_by_role("heading", name="Pixword")).to_be_visible()
    expect(page.get_by_text("/v1/search").first).to_be_visible()
