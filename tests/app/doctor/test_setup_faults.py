"""Set-ups that would start, and then not do what was meant."""

import math
import sys
from pathlib import Path

import pytest

from app.access.key_file import KeyFile
from app.access.scopes import Scope
from app.doctor.choices import check_choices
from app.doctor.control_group import ControlGroup
from app.doctor.examination import examine
from app.doctor.exposure import check_exposure
from app.doctor.findings import Verdict
from app.doctor.folders import check_folders
from app.doctor.processor import check_threads
from app.doctor.setup import Setup
from app.doctor.uploads import check_files, check_temporary_folder
from tests.app.doctor.test_doctor import Imagined, found_by, settings_of
from tests.conftest import ServerProcess

EVERYWHERE = "0.0.0.0"  # noqa: S104


def told_by(check, settings, machine=None):
    """Verdicts and sentences."""
    return [(f.verdict, f.says) for f in check(Setup(settings, machine or Imagined()))]


def test_folders_that_may_not_be_entered(environment, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "exists", refuse)  # as Python 3.11 does beneath such a folder
    found = found_by(check_folders, settings_of(environment))
    assert [finding.verdict for finding in found.values()] == [Verdict.WRONG] * 2
    assert "give this user the right" in found["data folder"].says


def test_any_check_that_may_not_read_says_so(environment, monkeypatch):
    def refuse(_setup):
        raise PermissionError(13, "Permission denied", "/closed")
        yield

    monkeypatch.setattr("app.doctor.examination.CHECKS", (refuse,))
    [finding] = examine(Setup(settings_of(environment), Imagined()))
    assert finding.verdict is Verdict.WRONG
    assert "/closed cannot be read (Permission denied)" in finding.says


@pytest.mark.parametrize("host", [EVERYWHERE, "127.0.0.1"], ids=["everywhere", "loopback"])
def test_with_a_key_nobody_does_everything(environment, host):
    settings = settings_of(environment, host=host, open=True, proxies="10.0.0.1")
    settings.data.mkdir()
    KeyFile(settings.keys_file).add("laptop", Scope.ADMIN, None)
    [(verdict, says)] = told_by(check_exposure, settings)
    assert verdict is Verdict.NOTE
    assert "needs a key" in says


@pytest.mark.parametrize("named", [{"proxies": "10.0.0.1"}, {"hosts": "pictures.example.org"}])
def test_a_proxy_without_a_key(environment, named):
    [(verdict, says)] = told_by(check_exposure, settings_of(environment, **named))
    assert verdict is Verdict.WRONG
    assert "pixword keys add" in says
    [(verdict, says)] = told_by(check_exposure, settings_of(environment, open=True, **named))
    assert (verdict, "everything" in says) == (Verdict.NOTE, True)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"image_url": "hosts"}, "PIXWORD_REMOTE_HOSTS"),
        ({"heads": "/no/such/folder"}, "PIXWORD_HEADS names /no/such/folder"),
        ({"token_vocabulary": "/no/such/file"}, "PIXWORD_TOKEN_VOCABULARY names /no/such/file"),
    ],
    ids=["hosts", "heads", "vocabulary"],
)
def test_settings_that_ask_for_what_is_not_there(environment, changes, says):
    [(verdict, said)] = told_by(check_choices, settings_of(environment, **changes))
    assert verdict is Verdict.WRONG
    assert says in said


def test_extras_that_are_not_installed(environment, monkeypatch):
    monkeypatch.setitem(sys.modules, "mcp", None)
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    for name in [own for own in sys.modules if own.startswith(("mcp.", "opentelemetry."))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr("app.doctor.choices.find_spec", refusing_spec)
    settings = settings_of(environment, mcp=True, otlp_endpoint="http://127.0.0.1:4318/")
    said = [says for _, says in told_by(check_choices, settings)]
    assert ["pixword[mcp]" in said[0], "pixword[otel]" in said[1]] == [True, True]


def refusing_spec(name):
    if "." in name:
        raise ModuleNotFoundError(name)


def test_misspelt_settings(environment):
    machine = Imagined(variables=("PIXWORD_MAX_PIXEL", "pixword_max_k", "PIXWORD_Q", "HOME"))
    told = told_by(check_choices, settings_of(environment), machine)
    assert [verdict for verdict, _ in told] == [Verdict.WRONG] * 2
    assert "do you mean PIXWORD_MAX_PIXELS?" in told[0][1]
    assert "PIXWORD_Q is no setting" in told[1][1]


def test_a_server_warns_of_misspelt_settings(environment, tmp_path):
    server = ServerProcess(environment | {"PIXWORD_MAX_PIXEL": "5"}, tmp_path / "log")
    server.stop()
    assert "do you mean PIXWORD_MAX_PIXELS?" in server.log.read_text()


def test_too_few_open_files(environment):
    settings = settings_of(environment)
    [(verdict, says)] = told_by(check_files, settings, Imagined(files=1023))
    assert (verdict, "ulimit -n 1024" in says) == (Verdict.WRONG, True)
    [(verdict, _)] = told_by(check_files, settings, Imagined(files=1024))
    assert verdict is Verdict.GOOD


@pytest.mark.parametrize(
    ("free", "expected"),
    [(127, Verdict.WRONG), (4095, Verdict.NOTE), (4096, Verdict.GOOD)],
    ids=["two", "most", "all"],
)
def test_room_for_uploads(environment, free, expected):
    machine = Imagined(free=free * 2**20)
    [(verdict, _)] = told_by(check_temporary_folder, settings_of(environment), machine)
    assert verdict is expected


def test_threads_of_a_container(environment):
    [(verdict, says)] = told_by(
        check_threads, settings_of(environment), Imagined(cores=2, counted=64)
    )
    assert (verdict, "PIXWORD_THREADS to 2" in says) == (Verdict.NOTE, True)


def test_a_container_has_what_its_group_and_those_above_leave(tmp_path):
    own, inner = tmp_path / "own", tmp_path / "outer" / "inner"
    inner.mkdir(parents=True)
    own.write_text("0::/outer/inner\n")
    assert (ControlGroup(tmp_path, own).free_memory(), ControlGroup(tmp_path, own).cores()) == (
        math.inf,
        math.inf,
    )
    (inner / "memory.max").write_text("max\n")
    (inner / "cpu.max").write_text("max 100000\n")
    (inner.parent / "memory.max").write_text("1000\n")
    (inner.parent / "memory.current").write_text("900\n")
    (inner.parent / "memory.stat").write_text("anon 500\ninactive_file 300\n")
    (inner.parent / "cpu.max").write_text("150000 100000\n")
    group = ControlGroup(tmp_path, own)
    assert (group.free_memory(), group.cores()) == (400, 1.5)
