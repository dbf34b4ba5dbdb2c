"""The place of a collection: when it is opened, and where what was replaced is closed."""

import threading

import pytest

from app.library import shelf as shelf_module
from app.library.shelf import Shelf
from index.exceptions import StorageFailed


class Opened:
    """Stands for a workspace: what happens to it is seen."""

    opened_collections = ()

    def __init__(self):
        self.closed = threading.Event()
        self.closed_by = None

    def close(self):
        self.closed_by = threading.current_thread()
        self.closed.set()


def test_what_was_replaced_is_closed_by_a_thread_of_its_own():
    workspace = Opened()
    shelf = Shelf(lambda: workspace, None)
    shelf.open()
    loan = shelf.take()
    shelf.close()
    assert not workspace.closed.is_set()
    shelf.give_back(loan)
    assert workspace.closed.wait(10)
    assert workspace.closed_by is not threading.current_thread()


def test_what_cannot_be_opened_is_not_tried_again_at_once(monkeypatch):
    tries = []

    def fail():
        tries.append(1)
        raise StorageFailed("the catalogue is damaged")

    shelf = Shelf(fail, None)
    for _ in range(5):
        with pytest.raises(StorageFailed, match="damaged"):
            shelf.open()
    assert len(tries) == 1
    monkeypatch.setattr(shelf_module, "FAILED_S", 0.0)
    with pytest.raises(StorageFailed):
        shelf.open()
    assert len(tries) == 2
