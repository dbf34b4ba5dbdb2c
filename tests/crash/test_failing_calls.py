"""Every call that writes fails once; everything before it stays, everything after it works."""

from __future__ import annotations

import errno
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.crash.conftest import check_folder, start
from tests.crash.workload import opened
from tests.index.builders import picture_item

SOURCE = Path(__file__).with_name("failing_calls.c")


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that makes calls fail."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("there is no C compiler to build the library that makes calls fail")
    library = tmp_path_factory.mktemp("shim") / "failing_calls.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", SOURCE, "-o", library, "-ldl"], check=True)
    return library


@pytest.fixture
def prepared(folder: Path) -> Path:
    """A data folder with items and a snapshot."""
    collection = opened(folder)
    collection.add_items([picture_item(f"old{at}", ("old",)) for at in range(100)])
    collection.upkeep.tidy(force=True)
    collection.close()
    return folder


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC])
def test_every_failing_call_is_got_over(
    prepared: Path, shim: Path, number: int, long: bool
) -> None:
    process = start("fail", prepared, str(number), "1" if long else "3", LD_PRELOAD=str(shim))
    assert process.stdout is not None
    refusals = trials = 0
    for line in process.stdout:
        trial = json.loads(line)
        refusals += check_trial(trial["at"], trial["outcome"], Path(trial["copy"]))
        trials += 1
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in errors) == (0, False), errors
    assert trials > 30
    assert refusals > trials // 3


def check_trial(at: int, outcome: list[str], copy: Path) -> int:
    """Checks what one failing call left behind, and returns how much it had refused."""
    refused = [line for line in outcome if line.startswith("refused: ")]
    allowed = ("refused: StorageFailed: ", "refused: SnapshotFailed: ")
    assert all(line.startswith(allowed) for line in refused), f"call {at}: {refused}"
    assert len(refused) <= (0 if at == 0 else 2), f"call {at}: {refused}"
    collection = check_folder(copy)
    added, removed = "done 0" in outcome, "done 3" in outcome
    assert collection.catalogue.count() == 100 + 30 * added - 3 * removed, f"call {at}: {outcome}"
    assert (collection.catalogue.find_word("word") is not None) == ("done 2" in outcome)
    collection.close()
    shutil.rmtree(copy)
    return len(refused)
