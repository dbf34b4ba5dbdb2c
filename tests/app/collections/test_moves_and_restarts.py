"""Moves of collections outlive a server, or are forgotten with it."""

import signal
import time

from tests.app.collections.moving import NEW, OLD, ended, hits, look, make, order, vectors_of
from tests.conftest import running


def test_the_default_collection_moves_where_no_setting_says_its_space(
    pixword, environment, pictures
):
    assert pixword("add", pictures).returncode == 0
    del environment["PIXWORD_SPACE"]
    with running(environment) as server:
        order(server, name="default")
        assert ended(server, "default")["state"] == "done"
    with running(environment) as server:
        assert look(server, "default")["space"] == NEW


def test_a_killed_server_forgets_the_move_but_not_what_was_encoded(server_process, environment):
    make(server_process)
    before = hits(server_process, {"q": "#1"})
    everything = vectors_of(server_process)
    order(server_process)
    while not look(server_process)["move"]["done"]:
        time.sleep(0.001)
    server_process.process.send_signal(signal.SIGKILL)
    server_process.process.wait()
    server_process.http.close()
    with running(environment) as server:
        kept = look(server)
        assert kept["move"] is None
        if kept["space"] == OLD:  # or it was over before it was killed
            assert hits(server, {"q": "#1"}) == before
        order(server)
        assert ended(server)["state"] == "done"
        assert look(server)["move"]["total"] < everything
        assert look(server)["space"] == NEW
        assert len(hits(server, {"q": "#1"})) == 2
