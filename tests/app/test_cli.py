"""The command line, as processes: what it prints and which exit code it ends with."""

import json
import os
import signal
import subprocess
import time

import pytest

from tests.conftest import PIXWORD, make_picture


def test_adding_what_is_not_there_fails(pixword, tmp_path):
    result = pixword("add", tmp_path / "nowhere")
    assert result.returncode == 1
    assert "there is no file or folder" in result.stderr
    (tmp_path / "empty").mkdir()
    result = pixword("add", tmp_path / "empty")
    assert result.returncode == 1
    assert "there are no pictures" in result.stderr


def test_bad_usage_and_bad_settings_exit_otherwise(pixword):
    assert pixword("add").returncode == 2
    assert pixword("list", "-k", "many").returncode == 2
    wrong = pixword("list", PIXWORD_MAX_K="0")
    assert wrong.returncode == 1
    assert "max_k" in wrong.stderr
    space = pixword("list", PIXWORD_SPACE="moon")
    assert space.returncode == 1
    assert "no space is called 'moon'" in space.stderr
    assert "Traceback" not in wrong.stderr + space.stderr


def test_bad_pictures_are_reported_and_never_stop_the_rest(pixword, pictures):
    (pictures / "a.jpg").write_bytes(b"")
    (pictures / "b.png").write_bytes(make_picture("red")[:50])
    (pictures / "notes.txt").write_text("not looked at")
    result = pixword("add", pictures)
    assert result.returncode == 1
    assert "added 3, known 0, refused 2" in result.stdout
    assert "a.jpg: the picture has no bytes" in result.stderr
    assert "b.png: the picture is damaged" in result.stderr
    again = pixword("add", pictures)
    assert "added 0, known 3, refused 2" in again.stdout


def test_manifest_brings_captions_tags_and_metadata(pixword, pictures):
    rows = [
        {"image": "red.png", "captions": ["a red wall"], "tags": ["wall"], "year": 2020},
        {"image": "gone.png"},
        {"image": "blue.png", "caption": "the blue sea", "tags": ["sea"], "year": 2024},
    ]
    manifest = pictures / "rows.jsonl"
    manifest.write_text("\n".join(map(json.dumps, rows)))
    result = pixword("add", manifest)
    assert result.returncode == 1
    assert "added 2, known 0, refused 1" in result.stdout
    assert "rows.jsonl, line 2" in result.stderr
    listed = [json.loads(line) for line in pixword("list", "--json").stdout.splitlines()]
    assert [item["captions"] for item in listed] == [["a red wall"], ["the blue sea"]]
    assert [item["metadata"] for item in listed] == [{"year": 2020}, {"year": 2024}]
    found = pixword("search", "blue", "--tag", "wall", "--json")
    assert [hit["id"] for hit in json.loads(found.stdout)["hits"]] == [1]


def test_texts_without_a_picture_are_added_once(pixword, tmp_path):
    rows = [{"captions": ["a red wall"], "year": year} for year in (2020, 2024, 2020)]
    manifest = tmp_path / "rows.jsonl"
    manifest.write_text("\n".join(map(json.dumps, rows)))
    assert "added 2, known 1, refused 0" in pixword("add", manifest).stdout
    assert "added 0, known 3, refused 0" in pixword("add", manifest).stdout
    assert len(pixword("list", "--json").stdout.splitlines()) == 2


def test_csv_manifest(pixword, pictures):
    (pictures / "rows.csv").write_text(
        "image,captions,tags,year,place\nred.png,a red wall;red paint,wall; paint,2020,Oslo\n"
    )
    assert pixword("add", pictures / "rows.csv").returncode == 0
    item = json.loads(pixword("info", "1").stdout)
    assert item["captions"] == ["a red wall", "red paint"]
    assert item["tags"] == ["wall", "paint"]
    assert item["metadata"] == {"year": 2020, "place": "Oslo"}
    assert item["path"] == str(pictures / "red.png")


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"captions": 5, "image": "red.png"}', "{}", '{"image": 5}']
)
def test_manifest_that_cannot_be_read_says_where(pixword, pictures, line):
    (pictures / "rows.jsonl").write_text('{"image": "red.png"}\n' + line)
    result = pixword("add", pictures / "rows.jsonl")
    assert result.returncode == 1
    assert "rows.jsonl, line 2" in result.stderr
    assert "Traceback" not in result.stderr


def test_remove_and_info(pixword, pictures):
    pixword("add", pictures)
    unknown = pixword("remove", "1", "99")
    assert unknown.returncode == 1
    assert "#99" in unknown.stderr
    assert json.loads(pixword("info").stdout)["items"] == 3
    assert "removed 2" in pixword("remove", "1", "2").stdout
    assert json.loads(pixword("info").stdout)["items"] == 1
    assert (pictures / "red.png").exists()
    assert "added 2, known 1" in pixword("add", pictures).stdout


def test_search_with_a_file_and_a_mistake(pixword, pictures):
    pixword("add", pictures)
    found = pixword("search", f"{pictures}/red.png - red + blue", "--json")
    hits = json.loads(found.stdout)["hits"]
    item = json.loads(pixword("info", str(hits[0]["id"])).stdout)
    assert item["path"].endswith("blue.png")
    assert all(
        not json.loads(pixword("info", str(h["id"])).stdout)["path"].endswith("red.png")
        for h in hits
    )
    mistake = pixword("search", "red - - blue")
    assert mistake.returncode == 1
    assert mistake.stderr.splitlines()[1:] == ["  red - - blue", "        ^"]
    missing = pixword("search", "nowhere.jpg")
    assert missing.returncode == 1
    assert "nowhere.jpg" in missing.stderr


def test_captions_that_look_like_markup_are_printed_as_they_are(pixword, pictures):
    row = {"image": "red.png", "captions": ["[/b] a [red] wall :cat:"]}
    (pictures / "rows.jsonl").write_text(json.dumps(row))
    assert pixword("add", pictures / "rows.jsonl").returncode == 0
    for command in (("list",), ("search", "red"), ("search", "red", "--target", "captions")):
        shown = pixword(*command)
        assert shown.returncode == 0, shown.stderr
        assert {"[/b]", "[red]", ":cat:"} <= set(shown.stdout.split())


def test_tag_and_vocabulary(pixword, pictures):
    assert pixword("tag", pictures / "green.png", "-k", "1").stdout.split()[1:] == ["green"]
    assert "added 1, known 0" in pixword("tags", "add", "green brick").stdout
    listed = pixword("tags", "list", "-k", "1000", "--after", "2000").stdout
    assert "green brick\tuser" in listed.splitlines()
    assert pixword("tags", "remove", "green brick").returncode == 0
    assert pixword("tags", "remove", "green brick").returncode == 1


def test_interrupted_add_goes_on_where_it_stopped(environment, pixword, tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(400):
        (folder / f"{number:03}.png").write_bytes(make_picture("red", (number + 1, 300)))
    process = subprocess.Popen(
        [PIXWORD, "add", folder], env=os.environ | environment, stderr=subprocess.DEVNULL
    )
    catalogue = tmp_path / "data" / "catalogue.sqlite"
    deadline = time.monotonic() + 60
    while not catalogue.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.6)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = json.loads(pixword("info").stdout)["items"]
    result = pixword("add", folder)
    assert result.returncode == 0
    assert f"added {400 - before}, known {before}, refused 0" in result.stdout
    assert json.loads(pixword("info").stdout)["items"] == 400


def test_two_adds_at_once_add_everything_once(environment, pixword, tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(120):
        (folder / f"{number:03}.png").write_bytes(make_picture("red", (number + 1, 200)))
    adding = [
        subprocess.Popen(
            [PIXWORD, "add", folder],
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    printed = [process.communicate(timeout=120)[0] for process in adding]
    assert [process.returncode for process in adding] == [0, 0]
    added = [int(text.split("added ")[1].split(",")[0]) for text in printed]
    assert sum(added) == 120
    assert json.loads(pixword("info").stdout)["items"] == 120


def test_adding_beside_a_server_is_seen_within_a_second(server_process, pixword, pictures):
    server = server_process
    assert server.http.get("/v1/search", params={"q": "red"}).json()["hits"] == []
    assert pixword("add", pictures).returncode == 0
    deadline = time.monotonic() + 1
    hits = []
    while not hits and time.monotonic() < deadline:
        hits = server.http.get("/v1/search", params={"q": "red", "k": 1}).json()["hits"]
    assert hits[0]["score"] > 0.9
    assert pixword("remove", str(hits[0]["id"])).returncode == 0
    left = server.http.get("/v1/search", params={"q": "red"}).json()["hits"]
    assert len(left) == 2
    assert server.stop() == 0


def test_another_space_on_the_same_data_is_refused(pixword, pictures, shared_cache):
    pixword("add", pictures)
    result = pixword("list", PIXWORD_SPACE="default", PIXWORD_CACHE=str(shared_cache))
    assert result.returncode == 1
    assert "colour-names" in result.stderr
    assert "Traceback" not in result.stderr


def test_data_folder_that_is_a_file_is_a_clear_error(pixword, tmp_path):
    (tmp_path / "file").write_text("")
    result = pixword("list", PIXWORD_DATA=str(tmp_path / "file"))
    assert result.returncode == 1
    assert "the data folder" in result.stderr


def test_catalogue_that_is_none_is_a_clear_error(pixword, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "catalogue.sqlite").write_bytes(b"something else " * 100)
    result = pixword("list")
    assert result.returncode == 1
    assert "the file is not a catalogue" in result.stderr


def test_odd_files_never_stop_the_rest(pixword, pictures):
    os.mkfifo(pictures / "pipe.jpg")
    (pictures / "loop.jpg").symlink_to(pictures / "loop.jpg")
    (pictures / "folder.jpg").mkdir()
    (pictures / "device.jpg").symlink_to("/dev/zero")
    name = os.fsdecode(bytes(pictures / "red-") + b"\xff.png")
    (pictures / "green.png").rename(name)
    (pictures / "new\nline.png").write_bytes(make_picture("green", (9, 9)))
    result = pixword("add", pictures)
    assert result.returncode == 1
    assert "added 3, known 0, refused 4" in result.stdout
    assert result.stderr.count("ordinary file") == 2
    (pictures / "rows.jsonl").write_text(
        f'{{"image": "{"../" * 30}etc/passwd"}}\n{{"image": "pipe.jpg"}}'
    )
    manifest = pixword("add", pictures / "rows.jsonl")
    assert "added 0, known 0, refused 2" in manifest.stdout
    assert "not a picture" in manifest.stderr
