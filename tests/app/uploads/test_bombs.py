"""Small and damaged files are answered at once, by a server that stays as it was."""

import threading
import time
from collections import Counter

import psutil
import pytest

from tests.app.uploads.bombs import bombs, many_scans
from tests.app.uploads.mutations import mutated
from tests.app.uploads.ways import WAYS, tag
from tests.conftest import make_picture

pytestmark = pytest.mark.alone

ALLOWED = {200, 400, 413, 415, 422}
LONGEST = 2.0  # seconds
MOST_GROWTH = 64 * 2**20  # bytes


class Watched:
    """The resident memory of a process, looked at a hundred times a second."""

    def __init__(self, pid):
        self._process = psutil.Process(pid)
        self._over = threading.Event()
        self.start = self.highest = self._process.memory_info().rss
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def _watch(self):
        while not self._over.wait(0.01):
            self.highest = max(self.highest, self._process.memory_info().rss)

    @property
    def growth(self):
        return self.highest - self.start


def crowding():
    """How many times longer than alone a process takes, because others want the processor."""
    started, worked = time.monotonic(), time.thread_time()
    while time.thread_time() - worked < 0.1:
        pass
    return (time.monotonic() - started) / 0.1


def send_all(guarded, files):
    """Sends named files, each another way, and returns how often each status was answered."""
    ways, statuses = list(WAYS.values()), Counter()
    with Watched(guarded.process.pid) as memory:
        for i, (name, content) in enumerate(files):
            started = time.monotonic()
            answer = ways[i % len(ways)](guarded.http, content)
            taken = time.monotonic() - started
            assert answer.status_code in ALLOWED, (i, name, answer.text)
            assert taken < LONGEST or taken < LONGEST * crowding(), (i, name, taken)
            statuses[answer.status_code] += 1
    assert memory.growth < MOST_GROWTH
    assert tag(guarded.http, make_picture("blue")).json()["tags"][0]["tag"] == "blue"
    return statuses


def test_bombs(guarded):
    made = bombs()
    assert len(made) >= 15
    statuses = send_all(guarded, made.items())
    assert statuses[413] >= 5
    assert statuses[422] >= 1


def test_mutated_uploads(guarded, request):
    count = 10_000 if request.config.getoption("--long") else 500
    statuses = send_all(guarded, mutated(count))
    assert statuses[415] > count / 10


def test_a_bomb_among_items_is_refused_alone(guarded):
    files = [
        ("pictures", ("slow.jpg", many_scans(800, 50_000))),
        ("pictures", ("green.png", make_picture("green"))),
    ]
    outcomes = guarded.http.post("/v1/items", files=files).json()["outcomes"]
    assert [outcome["outcome"] for outcome in outcomes] == ["refused", "added"]
    assert outcomes[0]["error"] == "PictureTooSlow"
