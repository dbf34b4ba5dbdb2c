"""What `/metrics` tells, and what its labels never are."""

import re
import time

import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.observing.stages import STAGES, Stage, collected_stages
from tests.conftest import ROOT, make_picture, running


def scraped(http):
    """Values of the metrics by name and sorted labels."""
    answer = http.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def counted(http, route, method="GET", status="2xx"):
    labels = (("method", method), ("route", route), ("status", status))
    return scraped(http).get(("pixword_request_seconds_count", *labels), 0)


def stage_counts(values):
    return {name: values["pixword_stage_seconds_count", ("stage", name)] for name in STAGES}


def test_unknown_paths_and_methods_are_one_label_each(server):
    for number in range(20):
        server.http.get(f"/v1/nothing/{number}")
    for method in ("PROPFIND", "MKCOL", "PURGE"):
        assert server.http.request(method, "/livez").status_code == 405
    values = scraped(server.http)
    routes = {dict(key[1:])["route"] for key in values if key[0] == "pixword_request_seconds_count"}
    assert routes == {"unmatched", "/livez"}
    assert counted(server.http, "unmatched", status="4xx") == 20
    assert counted(server.http, "/livez", "other", "4xx") == 3
    assert values["pixword_refused_requests_total", ("status", "405")] == 3


@pytest.mark.parametrize(
    ("path", "route", "status"),
    [
        ("/v1/items/999", "/v1/items/{item_id}", "4xx"),
        ("/v1/items/x/image", "/v1/items/{item_id}/image", "4xx"),
        ("/openapi.json", "/openapi.json", "2xx"),
        ("/docs", "/docs", "2xx"),
        ("/static-offline-docs/swagger-ui.css", "/static-offline-docs", "2xx"),
    ],
)
def test_requests_are_counted_by_the_template_of_their_route(shared_server, path, route, status):
    before = counted(shared_server.http, route, status=status)
    shared_server.http.get(path)
    deadline = time.monotonic() + 10  # a file is closed after its last byte was sent
    while counted(shared_server.http, route, status=status) == before:
        assert time.monotonic() < deadline
    assert counted(shared_server.http, route, status=status) == before + 1


def test_a_body_refused_before_its_route_is_counted_for_the_route(environment):
    with running(environment | {"PIXWORD_MAX_REQUEST_BYTES": "1024"}) as server:
        assert server.http.post("/v1/search", content=b"x" * 2000).status_code == 413
        assert counted(server.http, "/v1/search", "POST", "4xx") == 1


def test_stages_are_timed_where_they_happen(server):
    files = {"pictures": ("red.png", make_picture("red"))}
    before = stage_counts(scraped(server.http))
    assert set(before.values()) == {0}
    server.http.post("/v1/items", files=files).raise_for_status()
    added = stage_counts(scraped(server.http))
    assert added["decode"] == 1
    assert added["encode_picture"] == 1
    assert (added["encode_text"], added["search"]) == (0, 0)
    server.http.post("/v1/items", files=files).raise_for_status()
    assert stage_counts(scraped(server.http)) == added, "a known picture is not decoded again"
    embedded = server.http.post("/v1/embeddings", json={"input": "cat"})
    embedded.raise_for_status()
    added |= {"encode_text": 1}
    assert stage_counts(scraped(server.http)) == added
    server.http.get("/v1/search", params={"q": "red"}).raise_for_status()
    words = stage_counts(scraped(server.http))
    assert {name: words[name] - added[name] for name in STAGES} == {
        "fetch": 0, "decode": 0, "encode_picture": 0, "encode_text": 1, "search": 1, "metadata": 1, "render": 1,
    }  # fmt: skip
    server.http.post("/v1/search", files=files).raise_for_status()
    pictured = stage_counts(scraped(server.http))
    assert {name: pictured[name] - words[name] for name in STAGES} == {
        "fetch": 0, "decode": 1, "encode_picture": 1, "encode_text": 0, "search": 1, "metadata": 1, "render": 1,
    }  # fmt: skip


def test_sizes_of_index_and_process_are_told(server):
    files = [("pictures", (f"{c}.png", make_picture(c))) for c in ("red", "blue")]
    server.http.post("/v1/items", files=files).raise_for_status()
    values = scraped(server.http)
    images = (("collection", "default"), ("modality", "images"))
    assert values["pixword_items", ("collection", "default")] == 2
    assert values["pixword_index_vectors", *images] == 2
    assert values["pixword_index_recent", *images] == 2
    assert values["pixword_index_removed", *images] == 0
    assert values["pixword_index_sequence", ("collection", "default")] > 2
    assert values["pixword_index_snapshot_bytes", ("collection", "default")] > 0
    assert values["pixword_open_collections",] == 1
    assert values["pixword_requests_in_flight",] == 1
    assert values["pixword_stages_in_flight", ("stage", "search")] == 0
    assert values["pixword_admitted_requests_limit",] >= 1
    assert values["pixword_event_loop_lag_seconds",] >= 0
    assert 10e6 < values["process_resident_memory_bytes",] < 100e9
    assert values["process_threads",] >= 2
    assert values["process_open_fds",] >= 3
    server.http.delete("/v1/items/1")
    after = scraped(server.http)
    assert after["pixword_items", ("collection", "default")] == 1
    assert (
        after["pixword_index_sequence", ("collection", "default")]
        > values["pixword_index_sequence", ("collection", "default")]
    )


def test_two_servers_of_one_process_do_not_mix(server, shared_server):
    shared_server.http.get("/livez")
    assert counted(server.http, "/livez") == 0


def test_a_stage_that_nobody_collects_costs_next_to_nothing():
    started = time.perf_counter()
    for _ in range(20_000):
        with Stage("search"):
            pass
    each_s = (time.perf_counter() - started) / 20_000
    assert each_s < 2e-6 * 5, "2 µs on an idle machine; five times that where it is busy"


def test_a_failing_stage_is_timed_and_its_error_passes():
    told = []
    collecting = collected_stages(lambda *change: told.append(change))
    with collecting as times, pytest.raises(ZeroDivisionError), Stage("decode"):
        raise ZeroDivisionError
    assert told == [("decode", 1), ("decode", -1)]
    assert [time.name for time in times] == ["decode"]
    assert times[0].duration_s >= 0
    with Stage("decode"):
        pass
    assert len(times) == 1, "outside the block nobody collects"


def test_every_metric_is_in_the_docs(server):
    server.http.get("/v1/nothing")
    page = (ROOT / "docs" / "operations.md").read_text()
    families = list(text_string_to_metric_families(server.http.get("/metrics").text))
    names = {family.name.removesuffix("_created") for family in families}
    own = {name for name in names if name.startswith("pixword_")}
    assert len(own) > 15
    for name in own:
        short = f"`{name.removeprefix('pixword_index')}`"
        assert f"`{name}`" in page or f"`{name}_total`" in page or short in page, name
    asked = re.findall(r"pixword_[a-z_]+", page.partition("```promql")[2].partition("```")[0])
    samples = {sample.name for family in families for sample in family.samples}
    assert set(asked) <= samples, "a query in the docs asks for what there is not"
