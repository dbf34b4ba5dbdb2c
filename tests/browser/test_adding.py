"""Adding pictures: what is said of each file, stopping, and the way back."""

import re
import shutil
import threading
import zlib

import httpx2
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.accessibility import check_accessible
from tests.browser.visits import KOREAN, PHONE
from tests.conftest import ROOT

# Drops files on the collection as a mouse would: the shade comes first, and its right half takes them.
_DROP = """([names]) => {
  const transfer = new DataTransfer();
  for (const name of names) transfer.items.add(new File(["no picture"], name));
  const told = (type) => new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true });
  document.body.dispatchEvent(told("dragenter"));
  document.querySelector(".dropping > :last-child").dispatchEvent(told("drop"));
}"""


@pytest.fixture
def folder(tmp_path):
    """Three new pictures, one that is there, one that is broken, and two files of other kinds."""
    folder = tmp_path / "new"
    folder.mkdir()
    colour = zlib.crc32(str(tmp_path).encode()).to_bytes(4)[:2]  # new for each test
    for third, name in enumerate(("one", "two", "three")):
        Image.new("RGB", (160, 120), (*colour, 100 * third)).save(folder / f"{name}.png")
    shutil.copy(ROOT / "samples/pictures/zebra.jpg", folder)
    (folder / "wrong.jpg").write_text("no picture")
    (folder / "notes.txt").write_text("notes")
    (folder / ".hidden").write_text("of the system")
    return folder


def add(page, *files):
    page.get_by_role("button", name="Add pictures").click()
    page.locator("dialog input[type=file]").first.set_input_files(list(files))
    return page.get_by_role("dialog", name="Adding pictures")


def count(served):
    return httpx2.get(f"{served.address}/v1/items/facets").json()["count"]


def test_files_that_are_no_pictures_are_named_and_why(own):
    own.evaluate(_DROP, [["notes.txt", "more.txt", ".hidden"]])
    dialog = own.get_by_role("dialog", name="Adding pictures")
    expect(dialog.get_by_role("status")).to_have_text("2 files are no pictures.")
    row = dialog.get_by_role("listitem").filter(has_text="notes.txt")
    expect(row).to_contain_text("passed over")
    expect(row.locator(".why")).to_have_text("This is no picture.")
    expect(dialog.get_by_role("listitem")).to_have_count(2)
    expect(dialog.get_by_role("progressbar")).to_have_count(0)


def test_a_picture_that_is_there_already_is_still_told_later(own, folder):
    dialog = add(own, folder / "zebra.jpg")
    expect(dialog.get_by_role("status")).to_contain_text("1 there already")
    own.wait_for_timeout(1500)
    expect(dialog.get_by_role("listitem")).to_contain_text("there already")
    own.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(own.locator(".toast")).to_have_count(0)


def test_a_server_that_is_not_there_is_told_in_words(own, folder, own_visit):
    own.context.set_offline(True)
    dialog = add(own, folder / "one.png")
    expect(dialog.locator(".why")).to_contain_text("The server does not answer. Is it running?")
    own.context.set_offline(False)
    own_visit.watch(own).expect("ERR_INTERNET_DISCONNECTED")


def test_undo_is_in_the_dialog_while_something_else_was_refused(own, own_served, folder):
    before = count(own_served)
    dialog = add(own, folder / "one.png", folder / "wrong.jpg")
    expect(dialog.get_by_role("status")).to_contain_text("1 added")
    assert count(own_served) == before + 1
    own.clock.install()
    own.clock.run_for(20_000)
    check_accessible(own)
    dialog.get_by_role("button", name="Undo").click()
    expect(dialog).to_have_count(0)
    expect(own.get_by_text("1 picture taken back")).to_be_visible()
    assert count(own_served) == before
    expect(own.get_by_role("button", name="Undo")).to_have_count(0)


def test_undo_is_offered_on_after_the_dialog_was_closed(own, own_served, folder):
    before = count(own_served)
    dialog = add(own, folder / "one.png", folder / "zebra.jpg")
    expect(dialog).to_have_count(0)
    expect(own.locator(".toast")).to_contain_text("1 picture added · 1 was there already")
    own.get_by_role("button", name="Undo").click()
    expect(own.get_by_text("1 picture taken back")).to_be_visible()
    assert count(own_served) == before


def test_undo_that_fails_says_so(own, own_served, folder, own_visit):
    before = count(own_served)
    add(own, folder / "one.png")
    own.context.set_offline(True)
    own.get_by_role("button", name="Undo").click()
    expect(own.locator(".toast")).to_contain_text(
        "1 picture was not taken back. The server does not answer."
    )
    own.context.set_offline(False)
    own_visit.watch(own).expect("ERR_INTERNET_DISCONNECTED")
    assert count(own_served) == before + 1


def test_escape_stops_and_the_dialog_says_what_was_not_sent(own, own_served, folder):
    before = count(own_served)
    held, going_on = [], threading.Event()

    def hold(route):
        held.append(route)
        if going_on.is_set():
            route.continue_()

    own.route("**/v1/items", hold)
    dialog = add(own, folder / "one.png", folder / "two.png", folder / "three.png")
    expect(dialog.get_by_role("listitem")).to_have_count(2)
    own.keyboard.press("Escape")
    own.keyboard.press("Escape")
    expect(dialog.get_by_role("status")).to_contain_text("Stopped: 1 was not sent.")
    going_on.set()
    for route in held:
        route.continue_()
    expect(dialog.get_by_role("button", name="Undo")).to_be_visible()
    assert count(own_served) == before + 2
    own.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(own.locator(".toast")).to_contain_text("2 pictures added")


@pytest.mark.parametrize("visitor", [PHONE, KOREAN], ids=["phone", "korean"])
def test_adding_can_be_read_by_everybody(own_visit, folder, visitor, screenshot, request):
    page = own_visit(**visitor)
    page.goto("/")
    page.locator("#add").click()
    page.locator("dialog input[type=file]").first.set_input_files(sorted(folder.iterdir()))
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text(re.compile("3.*1"))
    expect(page.get_by_role("dialog").locator(".main")).to_be_visible()
    check_accessible(page)
    screenshot(page, f"adding-{request.node.callspec.id}")


def test_what_runs_has_the_colour_of_the_page(own, folder):
    dialog = add(own, folder / "wrong.jpg")
    colours = dialog.get_by_role("progressbar").evaluate(
        "bar => [getComputedStyle(bar).accentColor, getComputedStyle(document.documentElement).getPropertyValue('--accent')]"
    )
    assert colours[0] not in {"", "auto"}, colours
