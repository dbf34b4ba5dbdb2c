"""A server with keys, as whoever has one uses it, and as a stranger sees it."""

import re

import pytest
from playwright.sync_api import expect

from app.access import Scope
from app.access.key_file import KeyFile
from tests.browser.accessibility import check_accessible
from tests.browser.visits import VISITORS, WITHOUT_SCRIPTS, visiting
from tests.conftest import make_picture, running


@pytest.fixture
def keys(environment, tmp_path):
    """The keys of a server that has one picture."""
    return KeyFile(tmp_path / "data" / "keys.json")


@pytest.fixture
def guarded(environment, browser, keys):
    with running(environment) as server:
        files = [("pictures", ("red.png", make_picture("red")))]
        server.http.post("/v1/items", files=files).raise_for_status()
        keys.add("laptop", Scope.ADMIN, None)
        with visiting(browser, str(server.http.base_url)) as visits:
            yield visits


def sign_in(page, key):
    page.get_by_label(re.compile("^(Key|키)$")).fill(key)
    page.get_by_role("button", name=re.compile("^(Sign in|로그인)$")).click()


@pytest.mark.parametrize("visitor", VISITORS)
def test_a_stranger_sees_nothing_and_is_told_what_to_do(guarded, visitor, screenshot):
    page = guarded(**VISITORS[visitor])
    page.goto("/?q=red")
    told = "키가 필요합니다" if visitor == "korean" else "needs a key"
    expect(page.locator("main")).to_contain_text(told)
    expect(page.locator("main img")).to_have_count(0)
    expect(page.get_by_label(re.compile("^(Key|키)$"))).to_be_focused()
    check_accessible(page)
    screenshot(page, f"sign-in-{visitor}")


@pytest.mark.parametrize("visitor", [{}, WITHOUT_SCRIPTS], ids=["scripts", "no-scripts"])
def test_a_wrong_key_is_told_and_a_right_one_shows_what_was_wanted(guarded, keys, visitor):
    page = guarded(**visitor)
    page.goto("/?q=red")
    sign_in(page, "pxw_wrong")
    expect(page.get_by_role("alert")).to_contain_text("wrong, has expired, or was removed")
    if not visitor:
        check_accessible(page)
    sign_in(page, keys.add("phone", Scope.READ, None))
    expect(page).to_have_url(re.compile(r"/\?q=red$"))
    expect(page.get_by_role("link", name="#1")).to_be_visible()
    guarded.watch(page).expect("422")
    expect(page.get_by_role("button", name="Add pictures")).to_have_count(0)  # it may only look
    page.get_by_role("button", name="Sign out (phone)").click()
    expect(page.locator("main")).to_contain_text("needs a key")


def test_who_may_write_changes_things_with_a_session(guarded, keys):
    page = guarded()
    page.goto("/items/1")
    sign_in(page, keys.add("desk", Scope.WRITE, None))
    page.goto("/")
    page.get_by_role("link", name="#1").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("link", name="#1")).to_have_count(0)


def test_a_session_that_is_over_leads_to_the_key_and_back(guarded, keys):
    page = guarded()
    page.goto("/")
    sign_in(page, keys.add("short", Scope.READ, None))
    page.goto("/?q=red", wait_until="networkidle")
    keys.remove("short")
    page.get_by_role("searchbox").fill("blue")
    expect(page.locator("main")).to_contain_text("needs a key")
    guarded.watch(page).expect("401")
    sign_in(page, keys.add("long", Scope.READ, None))
    expect(page).to_have_url(re.compile(r"/\?q=blue$"))
    expect(page.get_by_role("link", name="#1")).to_be_visible()
