"""A server and others on one data folder."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from index.exceptions import SnapshotBusy, SnapshotInterrupted
from index.snapshots.store import SnapshotStore
from tests.conftest import PIXWORD, ServerProcess, make_picture, weightless
from tests.crash.conftest import check_against_the_catalogue, check_folder, start
from tests.crash.workload import opened
from tests.index.builders import picture_item, request

pytestmark = pytest.mark.alone


def wait_until(condition, seconds: float = 1.0) -> float:
    """Waits until something is true, and returns how long it took."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < seconds, "it did not become true"
        time.sleep(0.02)
    return time.monotonic() - started


def test_only_one_writes_a_snapshot_at_a_time(folder: Path) -> None:
    ours, theirs = opened(folder), opened(folder)
    ours.add_items([picture_item(f"{at}") for at in range(100)])
    with SnapshotStore(folder / "index").locked(), pytest.raises(SnapshotBusy):
        theirs.upkeep.tidy(force=True)
    assert theirs.upkeep.tidy(force=True)
    ours.close()
    theirs.close()


def test_each_goes_on_from_the_others_snapshot(folder: Path) -> None:
    first, second = opened(folder), opened(folder)
    for turn in range(6):
        writer, other = (first, second) if turn % 2 else (second, first)
        writer.add_items([picture_item(f"{turn}-{at}") for at in range(70)])
        assert writer.upkeep.tidy(force=True)
        other.refresh()
        check_against_the_catalogue(other)
        check_against_the_catalogue(writer)
    assert len(SnapshotStore(folder / "index").names()) == 2
    first.close()
    second.close()


def test_a_collection_that_serves_follows_and_tidies(folder: Path) -> None:
    collection = opened(folder)
    with collection.serving():
        adder = start("add", folder, "x")
        assert adder.stdout is not None
        for _ in range(30):
            name = adder.stdout.readline().strip()
        adder.send_signal(signal.SIGKILL)  # in the middle of adding or saving
        adder.communicate()

        def is_found() -> bool:
            hits = collection.search(request(name, k=1)).hits
            return bool(hits) and hits[0].score > 0.9999

        wait_until(is_found)
        collection.add_items([picture_item(f"mine{at}") for at in range(1200)])
        wait_until(lambda: collection.upkeep.indexes.base is not None, 20)
    check_against_the_catalogue(collection)
    collection.close()
    check_folder(folder).close()


def test_an_interrupted_tidying_changes_nothing(folder: Path) -> None:
    collection = opened(folder)
    collection.add_items([picture_item(f"{at}") for at in range(100)])
    with pytest.raises(SnapshotInterrupted):
        collection.upkeep.tidy(force=True, interrupted=lambda: True)
    assert [path.name for path in (folder / "index").iterdir() if path.name.startswith(".")] == []
    check_against_the_catalogue(collection)
    assert collection.upkeep.tidy(force=True)
    collection.close()


def test_a_command_beside_a_server(tmp_path: Path) -> None:
    settings = weightless(tmp_path) | {"PIXWORD_INDEX": "ivf"}
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for at in range(200):
        (pictures / f"{at:03}.png").write_bytes(make_picture(f"#{at:02x}40{255 - at:02x}"))
    server = ServerProcess(settings, tmp_path / "log")
    try:
        adding = [PIXWORD, "add", str(pictures)]
        with subprocess.Popen(adding, env=os.environ | settings, stderr=subprocess.PIPE) as killed:
            wait_until(lambda: server.http.get("/readyz").json()["items"] > 0, 60)
            killed.kill()
        partly = server.http.get("/readyz").json()["items"]
        assert 0 < partly <= 200
        subprocess.run(adding, env=os.environ | settings, check=True, capture_output=True)
        ready = lambda: server.http.get("/readyz").json()  # noqa: E731
        took = wait_until(lambda: ready()["index"]["images"]["vectors"] == 200)
        assert took < 1
        added = server.http.post(
            "/v1/items", files={"pictures": ("late.png", make_picture("green"), "image/png")}
        )
        assert added.status_code == 200, added.text
        listed = subprocess.run(
            [PIXWORD, "search", "green", "-k", "1", "--json"],
            env=os.environ | settings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert listed.returncode == 0, listed.stderr
        number = added.json()["outcomes"][0]["item"]["id"]
        assert f'"id": {number},' in listed.stdout
        assert ready()["index"]["problems"] == []
    finally:
        assert server.stop() == 0
