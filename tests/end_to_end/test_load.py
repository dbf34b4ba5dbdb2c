"""Many users at once, with the real encoders and a real server process."""

import shutil

import pytest

from benchmarks.load.asking import Asker
from benchmarks.load.served import serving
from benchmarks.load.soak import soak
from benchmarks.load.users import ask_as_users, ask_at_once

pytestmark = pytest.mark.alone

MOST_LAG_MS = 50
QUEUE = 64


@pytest.fixture(scope="module")
def served(tmp_path_factory, sample_folder, shared_cache):
    """A server over the sample corpus, which has been asked everything once."""
    folder = tmp_path_factory.mktemp("load")
    settings = {
        "PIXWORD_DATA": str(folder / "data"),
        "PIXWORD_CACHE": str(shared_cache),
        "PIXWORD_MAX_REQUESTS": str(QUEUE),
    }
    shutil.copytree(sample_folder, folder / "data")
    with serving(folder, settings) as served:
        warm = ask_as_users(served.address, users=4, requests=100, seed=1)
        assert not warm.wrong
        yield served


@pytest.mark.timeout(3600)
def test_twenty_users_get_all_they_ask_for(served, long):
    answered = ask_as_users(served.address, users=20, requests=10_000 if long else 2_000)
    assert answered.wrong == []
    assert set(answered.statuses) == {200}
    assert answered.lag_ms < MOST_LAG_MS


def test_five_hundred_at_once_are_answered_or_told_to_come_again(served):
    asker, usual_ms = Asker(seed=2), served.query_ms()
    answered = ask_at_once(served.address, [asker.text() for _ in range(500)])
    assert set(answered.statuses) <= {200, 429, 503}
    assert answered.statuses[200] >= QUEUE
    assert answered.statuses[503] > 0
    assert served.has_recovered(seconds=5, usual_ms=usual_ms)


@pytest.mark.timeout(3600)
def test_a_long_run_keeps_nothing(served, long):
    if not long:
        pytest.skip("takes half an hour: make test-long")
    soaked = soak(served, seconds=1800)
    assert soaked.failures == []
    growth = {held: soaked.growth(held) for held in ("memory_mb", "files", "threads")}
    assert max(growth.values()) < 0.02, growth
