"""The query of the page as a command: what is copied runs, and finds the same."""

import os
import re
import shlex
import shutil
import subprocess

import pytest
from playwright.sync_api import expect

from benchmarks.load.served import PIXWORD
from tests.conftest import ROOT

PICTURES = ROOT / "samples/pictures"
# As somebody may call a file, or send one: whatever a shell, a form or a terminal would obey.
HOSTILE = (
    "a \"b\" 'c' $(touch hacked) `touch hacked`; touch hacked, \\ & \\n %22 #1.jpg",
    "-T line\nend\x1b[201~\u009b.jpg",
    "- 2*brown - cow.jpg",
    "without an ending",
)


def ids(page):
    return page.eval_on_selector_all(
        "pw-gallery li", "own => own.slice(0, 12).map(li => li.dataset.id)"
    )


def copied(page):
    """Returns the query for curl, for Python and for the command line."""
    page.get_by_role("button", name="Copy as …").click()
    return page.get_by_role("dialog").locator("pre").all_text_contents()


def run(command, folder, **environment):
    """Runs what was copied in a folder; returns what it prints."""
    path = f"{PIXWORD.parent}:{os.environ['PATH']}"
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
        env=os.environ | {"PATH": path, "PYTHONPATH": str(ROOT)} | environment,
    )
    assert done.returncode == 0, f"{done.stderr}{done.stdout}"
    return done.stdout


def check_commands(page, folder, data):
    """Runs all three, which find what the page has found."""
    expect(page.locator("pw-gallery li").first).to_be_visible()
    curl, python, command = copied(page)
    first = ids(page)[0]
    assert f'"id":{first},' in run(["/bin/bash", "-c", curl], folder)
    assert run([PIXWORD.parent / "python", "-c", python], folder).startswith(f"{first} ")
    table = run(["/bin/bash", "-c", command], folder, PIXWORD_DATA=str(data))
    assert re.search(r"#\d+", table)[0] == f"#{first}"
    return curl, python, command


def choose(page, *files):
    page.locator("pw-sum input[type=file]").set_input_files(list(files))
    terms = page.get_by_role("list", name="Terms of the sum").get_by_role("listitem")
    expect(terms).to_have_count(len(files))
    expect(page).to_have_url(re.compile(r"_[0-9a-f]{8}\.\w+(?=\+|$)" + ".*\\+" * (len(files) - 1)))
    page.wait_for_load_state("networkidle")


@pytest.fixture
def data(sample_folder, tmp_path_factory):
    """A data folder of the command line's own."""
    return shutil.copytree(sample_folder, tmp_path_factory.mktemp("own") / "data")


def test_a_command_that_is_refused_says_so(page, tmp_path):
    shutil.copy(PICTURES / "zebra.jpg", tmp_path / "brown-cow.jpg")
    page.goto("/")
    choose(page, tmp_path / "brown-cow.jpg")
    curl, *_ = copied(page)
    (tmp_path / "brown-cow.jpg").write_text("no picture")
    refused = subprocess.run(
        ["/bin/bash", "-c", curl], check=False, capture_output=True, text=True, cwd=tmp_path
    )
    assert refused.returncode != 0
    assert "415" in refused.stderr
    assert "picture" in refused.stdout


def test_where_nothing_may_be_copied_it_is_selected_and_said(unprotected):
    unprotected.goto("/?q=zebra")
    *_, command = copied(unprotected)
    assert not unprotected.evaluate("isSecureContext")
    unprotected.get_by_role("button", name="Copy: Command line").click()
    expect(unprotected.get_by_role("dialog").get_by_role("status").last).to_contain_text("Ctrl+C")
    assert unprotected.evaluate("getSelection().toString()") == command


def test_a_click_copies(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/?q=zebra")
    *_, command = copied(page)
    page.get_by_role("button", name="Copy: Command line").click()
    expect(page.get_by_role("dialog").get_by_role("status").last).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == command


def test_the_query_is_copied_as_commands_that_find_the_same(page, data, tmp_path):
    page.goto("/?q=zebra+-+stripes+%2B+0.5*horse&tag=mammal")
    *_, command = check_commands(page, tmp_path, data)
    assert shlex.split(command)[:2] == ["pixword", "search"]
    assert shlex.split(command)[-1] == "zebra - stripes + 0.5*horse"
    assert '{"tag":"mammal"}' in shlex.split(command)


def test_what_is_still_being_typed_is_left_out_of_every_command(page, data, tmp_path):
    page.goto("/")
    page.get_by_role("searchbox").press_sequentially("zebra - ")
    *_, command = check_commands(page, tmp_path, data)
    assert shlex.split(command)[-1] == "zebra"


def test_a_picture_is_copied_as_the_file_that_it_is(page, data, tmp_path, screenshot):
    shutil.copy(PICTURES / "zebra.jpg", tmp_path / "brown-cow.jpg")
    page.goto("/")
    choose(page, tmp_path / "brown-cow.jpg")
    curl, _, command = check_commands(page, tmp_path, data)
    assert re.search(r"-F 'pictures=@brown-cow\.jpg;filename=brown_cow_\w+\.jpg'", curl)
    assert shlex.split(command)[-1] == "brown-cow.jpg"
    expect(page.get_by_role("dialog")).to_contain_text("where the file lies: brown-cow.jpg")
    screenshot(page, "copied-picture")
    page.reload()
    page.get_by_role("searchbox").fill(f"{page.get_by_role('searchbox').input_value()} - stripes")
    expect(page.get_by_role("listitem").filter(has_text="stripes").first).to_be_visible()
    *_, command = check_commands(page, tmp_path, data)
    assert shlex.split(command)[-1] == "brown-cow.jpg - stripes"


def test_files_of_any_name_are_quoted_so_that_they_are_found_and_nothing_else_runs(
    page, data, tmp_path
):
    pictures = ("zebra.jpg", *sorted(own.name for own in PICTURES.glob("*.jpg"))[:3])
    for name, picture in zip(HOSTILE, pictures, strict=True):
        shutil.copy(PICTURES / picture, tmp_path / name)
    page.goto("/")
    choose(page, *(tmp_path / name for name in HOSTILE))
    texts = check_commands(page, tmp_path, data)
    assert not (tmp_path / "hacked").exists()
    assert not any("\x1b" in text or "\u009b" in text for text in texts)
