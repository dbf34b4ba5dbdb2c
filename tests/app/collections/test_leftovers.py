"""What a killed command leaves is cleared away, and nothing that is still being made."""

import os
import signal
import subprocess
import sys

from app.config import Settings
from app.library.leftovers import clear_leftovers, held
from tests.conftest import running

_MAKING = """
import sys, time
from pathlib import Path
from app.library.leftovers import held
with held(Path(sys.argv[1])):
    (Path(sys.argv[1]) / "catalogue.sqlite").touch()
    print("made", flush=True)
    time.sleep(60)
"""


def test_a_draft_is_spared_until_its_maker_is_gone(tmp_path):
    settings = Settings(data=tmp_path)
    draft = tmp_path / "collections" / ".made-0"
    command = [sys.executable, "-c", _MAKING, draft]
    with subprocess.Popen(command, env=os.environ, stdout=subprocess.PIPE) as maker:
        assert maker.stdout.readline() == b"made\n"
        clear_leftovers(settings)
        assert draft.is_dir()
        maker.send_signal(signal.SIGKILL)
    clear_leftovers(settings)
    assert not draft.exists()


def test_a_server_clears_what_was_left_when_it_starts(environment, tmp_path):
    left = tmp_path / "data" / "collections"
    for name in (".made-0", ".removed-0"):
        (left / name).mkdir(parents=True)
    with running(environment):
        assert list(left.iterdir()) == []


def test_a_finished_draft_leaves_its_folder_where_it_was_put(tmp_path):
    settings = Settings(data=tmp_path)
    with held(tmp_path / "collections" / ".made-1"):
        (tmp_path / "collections" / ".made-1").rename(tmp_path / "collections" / "done")
    clear_leftovers(settings)
    assert (tmp_path / "collections" / "done").is_dir()
