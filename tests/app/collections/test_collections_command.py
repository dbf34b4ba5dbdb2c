"""`pixword collections`, and `--collection` before every other command."""

import json

import pytest

from tests.conftest import running

SPACE = "colour-names@8"


@pytest.fixture
def short(pixword, environment):
    """A collection beside the default one."""
    assert pixword("collections", "add", "short", "--space", SPACE).returncode == 0
    return "short"


@pytest.mark.parametrize("name", ["..", "a/b", "A", "x" * 64])
def test_no_name_leads_out_of_the_folder(pixword, name):
    for command in (
        ["collections", "add", name],
        ["collections", "remove", name],
        ["--collection", name, "list"],
    ):
        refused = pixword(*command)
        assert refused.returncode == 1
        assert "collection" in refused.stderr


def test_what_does_not_exist_is_refused(pixword, short):
    for command in (
        ["--collection", "no", "list"],
        ["collections", "move", "no", SPACE],
        ["collections", "remove", "no"],
    ):
        assert "there is no collection 'no'" in pixword(*command).stderr
    assert "already" in pixword("collections", "add", "short", "--space", SPACE).stderr
    assert "cannot be removed" in pixword("collections", "remove", "default").stderr
    assert "PIXWORD_SPACE" in pixword("collections", "move", "default", SPACE).stderr
    assert "no space is called" in pixword("collections", "add", "x", "--space", "nothing").stderr


def test_commands_work_on_the_collection_that_is_named(pixword, short, pictures):
    assert pixword("--collection", short, "add", pictures).returncode == 0
    assert pixword("list", "--json").stdout == ""
    by_option = pixword("--collection", short, "search", "red", "--json").stdout
    by_setting = pixword("search", "red", "--json", PIXWORD_COLLECTION=short).stdout
    assert by_option == by_setting
    hit = json.loads(by_option)["hits"][0]
    assert hit["image"].endswith("?collection=short")
    assert json.loads(pixword("--collection", short, "info").stdout)["space"] == SPACE
    shown = json.loads(pixword("--collection", short, "index", "info").stdout)
    assert shown["images"]["vectors"] == 3
    assert "nothing to do" in pixword("--collection", short, "reembed").stdout


def test_moving_and_removing(pixword, short, pictures, tmp_path):
    pixword("--collection", short, "add", pictures)
    moved = pixword("collections", "move", short, "colour-names")
    assert "belongs to the space colour-names now" in moved.stdout
    listed = pixword("collections", "list").stdout.replace("│", " ").split()
    assert listed[listed.index(short) : listed.index(short) + 4] == [
        short,
        "colour-names",
        "64",
        "3",
    ]
    assert pixword("collections", "remove", short).returncode == 0
    assert short not in pixword("collections", "list").stdout
    assert len(list(pictures.iterdir())) == 3


def test_a_server_sees_what_commands_make_and_remove(pixword, environment, pictures):
    with running(environment) as server:
        assert server.http.get("/v1/items?collection=new").status_code == 404
        pixword("collections", "add", "new", "--space", SPACE)
        pixword("--collection", "new", "add", pictures)
        asked = {"q": "red", "collection": "new"}
        assert len(server.http.get("/v1/search", params=asked).json()["hits"]) == 3
        pixword("collections", "remove", "new")
        assert server.http.get("/v1/search", params=asked).status_code == 404
        pixword("collections", "add", "new", "--space", "colour-names")
        assert server.http.get("/v1/search", params=asked).json()["hits"] == []
