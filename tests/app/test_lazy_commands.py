"""Commands are imported when they are asked for, and are all there when they are."""

import subprocess
import sys

import pytest

from app.cli.evaluate import EVALUATED
from app.cli.lazy import load_command
from app.cli.main import COMMANDS
from app.cli.train import TRAINED
from tests.conftest import PIXWORD

ALL = {
    **{(name,): home for name, home in COMMANDS.items()},
    **{("train", name): home for name, home in TRAINED.items()},
    **{("evaluate", name): home for name, home in EVALUATED.items()},
}
HEAVY = {"torch", "faiss", "sqlalchemy", "openvino", "matplotlib", "gensim"}


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        (("serach",), "Did you mean 'search'"),
        (("versoin",), "Did you mean 'version'"),
        (("train", "wrods"), "Did you mean 'words'"),
        (("evaluate", "aid"), "Did you mean 'aids'"),
        (("xyzzy",), "No such command 'xyzzy'"),
        (("train", "xyzzy"), "No such command 'xyzzy'"),
    ],
)
def test_an_unknown_command_is_refused_and_the_nearest_one_suggested(pixword, typed, suggested):
    failed = pixword(*typed)
    assert (failed.returncode, failed.stdout) == (2, "")
    assert suggested in failed.stderr


@pytest.mark.parametrize("typed", ALL, ids=" ".join)
def test_every_command_can_be_loaded_and_says_what_it_does(pixword, typed):
    command = load_command(typed[-1], ALL[typed])
    assert command.name == typed[-1]
    assert command.get_short_help_str(), "it has no help"
    undescribed = [p.name for p in command.params if not getattr(p, "help", None)]
    assert undescribed == []
    shown = pixword(*typed, "--help")
    assert shown.returncode == 0
    assert f"pixword {' '.join(typed)}" in shown.stdout
    assert "--install-completion" not in shown.stdout, "that is the business of `pixword` alone"


@pytest.mark.parametrize(
    ("group", "names"),
    [((), [*COMMANDS, "version"]), (("train",), [*TRAINED]), (("evaluate",), [*EVALUATED])],
)
def test_the_help_lists_every_command_in_order(pixword, group, names):
    shown = pixword(*group, "--help")
    rows = [line.split() for line in shown.stdout.partition("Commands")[2].splitlines()]
    listed = [row[1] for row in rows if len(row) > 2 and row[1] in names]
    assert list(dict.fromkeys(listed)) == names


def imported(*arguments: str) -> set[str]:
    """What a process of its own imports, of the top-level packages that take long."""
    ended = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments], capture_output=True, text=True, check=True
    )
    found = {line.rpartition("|")[2].strip() for line in ended.stderr.splitlines()}
    assert "app.cli" in found, "nothing of the command line was imported"
    return found & HEAVY


def test_a_command_imports_nothing_that_it_does_not_need():
    assert imported(str(PIXWORD), "version") == set()
    assert imported("-c", "import app.cli.train.words") == set()
    assert "torch" not in imported("-c", "import app.cli.words")
    assert "torch" in imported("-c", "import app.cli.train.chars"), "it would have been seen"
