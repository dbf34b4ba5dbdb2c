"""Rates over HTTP, and whose they are."""

import pytest

from app.access import Scope
from app.access.key_file import KeyFile
from tests.conftest import assert_error, running

ITEMS = "/v1/items"


@pytest.fixture
def file(tmp_path):
    return KeyFile(tmp_path / "data" / "keys.json")


def statuses(http, count, path=ITEMS, **arguments):
    return [http.get(path, **arguments).status_code for _ in range(count)]


def test_an_address_without_a_key_has_a_rate(environment):
    with running(environment | {"PIXWORD_RATE_PER_MINUTE": "3"}) as server:
        assert statuses(server.http, 5) == [200, 200, 200, 429, 429]
        answer = server.http.get(ITEMS)
    assert "3 requests in a minute" in assert_error(answer, 429, "TooManyRequests")
    assert 15 <= int(answer.headers["retry-after"]) <= 20


def test_each_key_has_a_rate_of_its_own(environment, file):
    first, second = (file.add(name, Scope.READ, None) for name in ("first", "second"))
    with running(environment | {"PIXWORD_RATE_PER_MINUTE": "2"}) as server:
        assert statuses(server.http, 3, headers={"X-API-Key": first}) == [200, 200, 429]
        assert statuses(server.http, 3, headers={"X-API-Key": second}) == [200, 200, 429]
        assert statuses(server.http, 3, "/openapi.json") == [200, 200, 429]
        assert statuses(server.http, 3, "/livez") == [200, 200, 200]
        assert statuses(server.http, 3, "/readyz") == [200, 200, 200]


def test_what_is_refused_counts_too(environment, file):
    with running(environment | {"PIXWORD_RATE_PER_MINUTE": "2"}) as server:
        assert statuses(server.http, 3, headers={"Host": "evil.example"}) == [421, 421, 429]
    key = file.add("laptop", Scope.READ, None)
    with running(environment | {"PIXWORD_RATE_PER_MINUTE": "2"}) as server:
        headers = {"X-API-Key": key}
        removals = [server.http.delete(f"{ITEMS}/1", headers=headers) for _ in range(3)]
        assert [answer.status_code for answer in removals] == [403, 403, 429]


def test_wrong_keys_have_a_rate_and_do_not_shut_out_the_right_one(environment, file):
    key = file.add("laptop", Scope.READ, None)
    with running(environment | {"PIXWORD_FAILURES_PER_MINUTE": "2"}) as server:
        assert statuses(server.http, 3, headers={"X-API-Key": key[:-1]}) == [401, 401, 429]
        assert statuses(server.http, 2) == [429, 429]
        assert statuses(server.http, 2, headers={"X-API-Key": key}) == [200, 200]


@pytest.mark.parametrize(
    ("proxies", "expected"),
    [
        ("", [200, 429, 429]),
        ("192.0.2.0/24", [200, 429, 429]),
        ("127.0.0.0/8", [200, 200, 429]),
    ],
)
def test_forwarded_addresses_are_believed_of_named_proxies_alone(environment, proxies, expected):
    settings = {"PIXWORD_RATE_PER_MINUTE": "1", "PIXWORD_PROXIES": proxies}
    with running(environment | settings) as server:
        seen = [
            server.http.get(ITEMS, headers={"X-Forwarded-For": address}).status_code
            for address in ("198.51.100.1", "198.51.100.2", "203.0.113.9, 198.51.100.2")
        ]
    assert seen == expected


@pytest.mark.parametrize(("proxies", "told"), [("", False), ("127.0.0.1", True)])
def test_browsers_stay_with_tls_once_they_came_with_it(environment, proxies, told):
    with running(environment | {"PIXWORD_PROXIES": proxies}) as server:
        answer = server.http.get("/livez", headers={"X-Forwarded-Proto": "https"})
    assert ("strict-transport-security" in answer.headers) == told
