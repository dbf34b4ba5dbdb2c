"""What the processes do that are killed, starved of disk, or set beside each other.

    python -m tests.crash.workload TASK FOLDER ...

Everything that was acknowledged is printed, a line each, before the next thing is done.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

from index.collection import Collection
from index.exceptions import IndexFault
from tests.index.builders import SPACE, picture_item, text_vectors

KIND = "ivf"


def url_of(folder: Path) -> str:
    """Returns the address of the catalogue in a folder."""
    return f"sqlite:///{folder / 'catalogue.sqlite'}"


def opened(folder: Path) -> Collection:
    """Opens the collection in a folder, with codes as soon as there can be any."""
    return Collection.open(url_of(folder), SPACE, KIND, folder / "index")


def add(folder: Path, prefix: str) -> None:
    """Adds items for ever, three at a time, and tidies the indexes now and then."""
    collection = opened(folder)
    at = 0
    while True:
        names = [f"{prefix}{at + step}" for step in range(3)]
        collection.add_items([picture_item(name, (f"about {name}",)) for name in names])
        say(*names)
        if at % 15 == 0:
            collection.upkeep.tidy(force=True)
        at += 3


def fail(folder: Path, number: str, step: str) -> None:
    """Does `change` again and again to copies of a folder, and each time another call fails.

    Prints a line of JSON a trial; the copy is left for whoever reads it.
    """
    library = ctypes.CDLL(os.environ["LD_PRELOAD"])
    os.environ["FAIL_ERRNO"] = number
    at, calls = 0, 1
    while at <= calls:
        copy = folder.with_name(f"copy-{at}")
        shutil.copytree(folder, copy)
        os.environ.update(FAIL_BELOW=str(copy), FAIL_AT=str(at))
        library.count_calls_anew()
        outcome = change(copy)
        calls = max(calls, library.count_calls_anew())
        del os.environ["FAIL_BELOW"]
        say(json.dumps({"at": at, "copy": str(copy), "calls": calls, "outcome": outcome}))
        at += int(step) if at else 1


def change(folder: Path) -> list[str]:
    """Does a little of everything; after a refusal the next thing is done."""
    try:
        collection = opened(folder)
    except IndexFault as error:
        return [f"refused: {type(error).__name__}: {error}"]
    steps: tuple[Callable[[], object], ...] = (
        lambda: collection.add_items([picture_item(f"new{at}", ("c",)) for at in range(30)]),
        lambda: collection.upkeep.tidy(force=True),
        lambda: collection.add_words(["word"], text_vectors("word"), "user"),
        lambda: collection.remove_items([1, 2, 3]),
        lambda: collection.upkeep.tidy(force=True, compact=True),
    )
    outcome = []
    for number, step in enumerate(steps):
        try:
            step()
        except IndexFault as error:
            outcome.append(f"refused: {type(error).__name__}: {error}")
        else:
            outcome.append(f"done {number}")
    collection.close()
    return outcome


def once(folder: Path) -> None:
    """Does `change` once and prints the outcome."""
    say(*change(folder))


def add_aloud(folder: Path, prefix: str, told: Path) -> None:
    """Does `add`, and prints into a new file."""
    with told.open("x", encoding="utf-8") as file, redirect_stdout(file):
        add(folder, prefix)


def say(*lines: str) -> None:
    """Prints lines at once."""
    print(*lines, sep="\n", flush=True)


if __name__ == "__main__":
    task, place, *rest = sys.argv[1:]
    {"add": add, "fail": fail, "once": once}[task](Path(place), *rest)
