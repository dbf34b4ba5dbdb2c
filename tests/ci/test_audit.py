"""The audit fails for a vulnerable package, and only says so where nothing can be known."""

import importlib.util
import json
import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT

SCRIPT = ROOT / ".ci" / "audit.py"


@pytest.fixture(scope="module")
def judge():
    spec = importlib.util.spec_from_file_location("audit", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.judge


def report(*packages):
    return json.dumps({"dependencies": packages, "fixes": []})


SOUND = {"name": "sound", "version": "1", "vulns": []}
HOLED = {"name": "holed", "version": "2", "vulns": [{"id": "CVE-1"}, {"id": "CVE-2"}]}
UNKNOWN = {"name": "unknown", "skip_reason": "Dependency not found on PyPI"}


def test_a_vulnerable_package_fails_whatever_else_is_known(judge):
    code, told = judge(report(SOUND, HOLED, UNKNOWN), "")
    assert code == 1
    assert "holed 2: CVE-1, CVE-2" in told
    assert "sound" not in told


def test_sound_packages_pass_and_unknown_ones_are_named(judge):
    assert judge(report(SOUND), "") == (0, "1 packages, none known to be vulnerable")
    code, told = judge(report(SOUND, UNKNOWN), "")
    assert code == 0
    assert told.endswith("without advisories: unknown")


def test_knowing_nothing_is_not_called_sound(judge):
    code, told = judge(report(UNKNOWN, UNKNOWN), "")
    assert code == 0
    assert "NOT AUDITED" in told


def test_other_failures_fail(judge):
    code, told = judge("", "ERROR:pip_audit._cli:requirement file has an invalid specifier")
    assert code == 1
    assert "invalid specifier" in told


def test_a_machine_without_a_network_says_so_and_goes_on():
    nowhere = dict.fromkeys(("HTTPS_PROXY", "https_proxy"), "http://127.0.0.1:9")
    done = subprocess.run(
        [sys.executable, SCRIPT],
        cwd=ROOT,
        env=os.environ | nowhere | {"NO_PROXY": "", "no_proxy": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "NOT AUDITED: the advisories cannot be reached" in done.stdout
