"""Set-up installs a browser where there is none, and says so where it cannot."""

import shutil
import subprocess

import pytest

from tests.browser.chromium import browser_or_skip
from tests.conftest import ROOT

INSTALL = ROOT / "tests" / "browser" / "install.sh"
FONT = "echo /usr/share/fonts/nanum.ttf"


class Machine:
    """A machine with these commands and no others; `calls` is what it was asked to install."""

    def __init__(self, folder, **commands):
        self.folder, self.log = folder, folder / "calls"
        # What the script itself is made of.
        for name in ("sh", "grep", "env"):
            (folder / name).symlink_to(shutil.which(name))
        for name, does in {"id": "echo 0", "apt-get": "exit 0", **commands}.items():
            command = folder / name.replace("_", "-")
            command.write_text(f'#!/bin/sh\necho "{name} $*" >> {self.log}\n{does}\n')
            command.chmod(0o755)

    def set_up(self, **environment):
        return subprocess.run(
            [INSTALL],
            env={"PATH": str(self.folder), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def installed(self):
        calls = self.log.read_text().splitlines()
        return [call for call in calls if call.startswith(("apt", "sudo"))]


@pytest.mark.parametrize(("environment", "code"), [({}, 0), ({"CI": "true"}, 1)])
@pytest.mark.parametrize("refusal", [{"apt-get": "exit 100"}, {"id": "echo 1000"}])
def test_what_cannot_be_installed_is_named_and_fails_in_ci(tmp_path, refusal, environment, code):
    done = Machine(tmp_path, **refusal).set_up(**environment)
    assert done.returncode == code
    assert "Debian's packages chromium fonts-nanum" in done.stderr


def test_what_is_there_is_not_installed(tmp_path):
    machine = Machine(tmp_path, chromium="", **{"fc-list": FONT})
    assert machine.set_up(CI="true").returncode == 0
    assert machine.installed == []


def test_only_what_is_missing_is_installed(tmp_path):
    machine = Machine(tmp_path, other="", **{"fc-list": "exit 0"})
    assert machine.set_up(CI="true", CHROMIUM="other").returncode == 0
    (call,) = machine.installed
    assert call.endswith("install --yes --no-install-recommends fonts-nanum")


def test_a_machine_that_knows_no_packages_asks_for_them_first(tmp_path):
    knows = f'case "$*" in *update*) : > {tmp_path}/known;; *) [ -e {tmp_path}/known ];; esac'
    machine = Machine(tmp_path, **{"apt-get": knows})
    assert machine.set_up(CI="true").returncode == 0
    assert [call.split()[2] for call in machine.installed] == ["install", "update", "install"]


def test_others_than_root_ask_without_waiting_for_a_password(tmp_path):
    machine = Machine(tmp_path, id="echo 1000", sudo='[ "$1" = -n ] && shift && "$@"')
    assert machine.set_up(CI="true").returncode == 0
    assert machine.installed[0].startswith("sudo -n env")


@pytest.mark.parametrize(
    ("ci", "outcome"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)]
)
def test_tests_without_a_browser_are_skipped_but_not_in_ci(monkeypatch, ci, outcome):
    monkeypatch.setenv("CHROMIUM", "no-such-browser")
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="no-such-browser"), browser_or_skip():
        pass
