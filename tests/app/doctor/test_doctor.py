"""`pixword doctor` finds what is broken, says what to do, and changes nothing."""

import json
import os
import shutil
import socket
import sqlite3
from pathlib import Path

import pytest

from app.cli.main import COMMANDS
from app.config import Settings
from app.doctor import packages
from app.doctor.examination import CHECKS, examine
from app.doctor.findings import Verdict
from app.doctor.folders import check_folders
from app.doctor.machine import Machine
from app.doctor.processor import check_memory, check_processor, check_threads
from app.doctor.setup import Setup
from index.snapshots.store import SnapshotStore
from tests.conftest import COLOURS, make_picture, running, weightless


class Imagined(Machine):
    """A machine on which some things are as a test wants them."""

    def __init__(self, **answers):
        self._answers = answers

    def free_bytes(self, folder):
        return self._answers.get("free", 2**40)

    def may_write(self, folder):
        return self._answers.get("writable", True)

    def available_memory(self):
        return self._answers.get("memory", 2**35)

    def cores(self):
        return self._answers.get("cores", 4)

    def counted_cores(self):
        return self._answers.get("counted", self.cores())

    def most_open_files(self):
        return self._answers.get("files", 2**16)

    def variables(self):
        return self._answers.get("variables", ())


def settings_of(environment, **changes):
    fields = {name.removeprefix("PIXWORD_").lower(): value for name, value in environment.items()}
    return Settings(**fields | {"port": 0} | changes)


def found_by(check, settings, machine=None):
    return {f.subject: f for f in check(Setup(settings, machine or Machine()))}


def wrongs(settings, machine=None):
    """What must be done, by subject."""
    return {
        finding.subject: finding.says
        for finding in examine(Setup(settings, machine or Imagined()))
        if finding.verdict is Verdict.WRONG
    }


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A data folder with three pictures and a snapshot."""
    settings = weightless(tmp_path_factory.mktemp("kept"))
    with running(settings) as server:
        files = [("pictures", (f"{name}.png", make_picture(name))) for name in COLOURS]
        server.http.post("/v1/items", files=files).raise_for_status()
    return settings["PIXWORD_DATA"]


@pytest.fixture
def healthy(environment, kept):
    """Settings of a copy of that folder."""
    shutil.copytree(kept, environment["PIXWORD_DATA"])
    return settings_of(environment)


def contents(folder):
    return {
        str(path): (path.read_bytes() if path.is_file() else None, path.stat().st_mtime_ns)
        for path in sorted(Path(folder).rglob("*"))
    }


def test_a_damaged_snapshot(healthy, tmp_path):
    store = SnapshotStore(healthy.index_folder)
    newest = store.folder / store.names()[0]
    victim = next(
        path for path in newest.iterdir() if path.suffix != ".json" and path.stat().st_size
    )
    content = bytearray(victim.read_bytes())
    content[-1] ^= 1
    victim.write_bytes(content)
    found = wrongs(healthy)
    assert victim.name in found["index of default"]
    assert "pixword index build" in found["index of default"]


def test_a_damaged_catalogue(healthy):
    content = bytearray(healthy.catalogue_file.read_bytes())
    content[8192:16384] = os.urandom(8192)
    healthy.catalogue_file.write_bytes(content)
    assert "damaged" in wrongs(healthy)["collection default"]


def test_a_file_that_is_no_catalogue(healthy):
    healthy.catalogue_file.write_bytes(b"no database at all " * 500)
    assert "not a catalogue" in wrongs(healthy)["collection default"]


def test_a_catalogue_of_a_newer_version(healthy):
    with sqlite3.connect(healthy.catalogue_file) as catalogue:
        catalogue.execute("UPDATE meta SET value = '999' WHERE key = 'schema_version'")
    catalogue.close()
    assert "update Pixword" in wrongs(healthy)["collection default"]


def test_a_space_that_is_not_the_collections(healthy, environment):
    other = settings_of(environment, space="colour-names@8")
    said = wrongs(other)["space of default"]
    assert "colour-names@8" in said
    assert "pixword reembed" in said


def test_missing_and_damaged_heads(environment, tmp_path):
    nowhere = settings_of(environment, space=str(tmp_path / "none.safetensors"))
    assert "there are no heads" in wrongs(nowhere)["space"]
    heads = Path(environment["PIXWORD_RECIPE_SPACE"])
    content = bytearray(heads.read_bytes())
    content[-1] ^= 1
    heads.write_bytes(content)
    assert heads.name in wrongs(settings_of(environment))["recipe space"]
    no_words = settings_of(environment, words=str(tmp_path / "none.vec"))
    assert "none.vec" in wrongs(no_words)["words"]


def test_a_port_that_is_taken(environment):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = wrongs(settings_of(environment, port=port))["port"]
    assert str(port) in said
    assert "PIXWORD_PORT" in said


def test_a_port_that_pixword_has(environment):
    with running(environment) as server:
        port = server.http.base_url.port
        settings = settings_of(environment, port=port)
        [finding] = [f for f in examine(Setup(settings, Imagined())) if f.subject == "port"]
    assert finding.verdict is Verdict.NOTE
    assert "is running" in finding.says


def test_an_address_that_others_reach_without_keys(environment):
    assert "pixword keys add" in wrongs(settings_of(environment, host="0.0.0.0"))["exposure"]  # noqa: S104


@pytest.mark.parametrize(
    ("machine", "says"),
    [
        (Imagined(free=2**20), "1 MB left"),
        (Imagined(writable=False), "right to write it"),
    ],
    ids=["full", "read-only"],
)
def test_folders_that_cannot_be_filled(environment, machine, says):
    found = found_by(check_folders, settings_of(environment), machine)
    assert [finding.verdict for finding in found.values()] == [Verdict.WRONG] * 2
    assert all(says in finding.says for finding in found.values())


def test_a_file_in_the_place_of_a_folder(environment, tmp_path):
    (tmp_path / "file").write_text("")
    settings = settings_of(environment, data=tmp_path / "file" / "data")
    finding = found_by(check_folders, settings)["data folder"]
    assert "is not a folder" in finding.says


def test_too_little_memory_and_too_many_threads(environment):
    small = Imagined(memory=2**28, cores=2)
    assert "256 MB" in found_by(check_memory, settings_of(environment), small)["memory"].says
    settings = settings_of(environment, threads=3)
    assert found_by(check_threads, settings, small)["threads"].verdict is Verdict.WRONG
    settings = settings_of(environment, threads=2)
    assert found_by(check_threads, settings, small)["threads"].verdict is Verdict.GOOD


def test_the_processor_is_told_by_what_encoders_calculate_in(environment):
    settings = settings_of(environment, precision="float32", device="cpu")
    finding = found_by(check_processor, settings)["processor"]
    assert finding.verdict is Verdict.GOOD
    assert "float32" in finding.says


def test_packages_of_other_versions_are_named(monkeypatch, tmp_path):
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        "numpy==0.0.1 \\\n    --hash=sha256:aa\nno-such-package==1.0 \\\n    --hash=sha256:bb\n"
        "other-system==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:cc\n"
    )
    monkeypatch.setattr(packages, "LOCK", lock)
    [finding] = packages.check_packages(None)
    assert finding.verdict is Verdict.WRONG
    assert "not 0.0.1" in finding.says
    assert "no-such-package is missing" in finding.says
    assert "other-system" not in finding.says
    lock.unlink()
    [finding] = packages.check_packages(None)
    assert finding.verdict is Verdict.NOTE


def test_all_is_well_and_nothing_was_changed(healthy, pixword, tmp_path):
    before = contents(tmp_path)
    found = pixword("doctor", "--json", PIXWORD_PORT="0")
    told = json.loads(found.stdout)
    wrong = [f for f in told["findings"] if f["verdict"] == "wrong"]
    assert (found.returncode, told["wrong"]) == (0, 0), wrong
    assert {"python", "memory", "space", "collection default", "index of default"} <= {
        finding["subject"] for finding in told["findings"]
    }
    assert contents(tmp_path) == before


def test_an_empty_machine_is_well_and_stays_empty(environment, tmp_path):
    before = contents(tmp_path)
    assert wrongs(settings_of(environment)) == {}
    assert contents(tmp_path) == before


def test_something_to_be_done_is_exit_code_1(environment, pixword, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "catalogue.sqlite").write_bytes(b"no database at all " * 500)
    found = pixword("doctor", PIXWORD_PORT="0")
    assert found.returncode == 1
    assert "wrong  collection default:" in found.stdout
    assert "1 to be done" in found.stdout
    assert "doctor" in COMMANDS
    assert len(CHECKS) == len(set(CHECKS))
