"""Sessions of browsers: forged ones, old ones, those of others, and what they let do."""

from datetime import timedelta

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access import Scope
from app.access.credentials import SESSION_COOKIE
from app.access.exceptions import TooManyRequests, Unauthorised
from app.access.key_file import KeyFile
from app.access.key_ring import KeyRing
from app.access.rates import Rate
from app.access.sessions import LIFETIME_S, Sessions
from tests.conftest import assert_error, make_picture, running

ITEMS = "/v1/items"
HERE = "192.0.2.1"


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def file(tmp_path):
    return KeyFile(tmp_path / "keys.json")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def sessions(file, clock):
    return Sessions(KeyRing(file), Rate(0, 10), clock)


def sign_in(http, key, then="/"):
    return http.post("/sign-in", data={"key": key, "then": then}, follow_redirects=False)


def cookie(http, key):
    """The cookie that a browser has after signing in; this client forgets it."""
    value = sign_in(http, key).cookies[SESSION_COOKIE]
    http.cookies.clear()
    return {"Cookie": f"{SESSION_COOKIE}={value}"}


def test_a_wrong_key_begins_no_session(sessions, file):
    file.add("laptop", Scope.READ, None)
    expired = file.add("old", Scope.READ, timedelta(seconds=-1))
    for key in ("", "pxw_", "pxw_000000000000_" + "A" * 43, expired):
        with pytest.raises(Unauthorised):
            sessions.begin(key, HERE)


def test_whoever_tries_keys_is_told_to_wait(file):
    sessions = Sessions(KeyRing(file), Rate(3, 10))
    key = file.add("laptop", Scope.READ, None)
    for _ in range(3):
        with pytest.raises(Unauthorised):
            sessions.begin("wrong", HERE)
    with pytest.raises(TooManyRequests):
        sessions.begin("wrong", HERE)
    with pytest.raises(Unauthorised):
        sessions.begin("wrong", "192.0.2.2")
    assert sessions.find(sessions.begin(key, HERE)).name == "laptop"


def test_a_session_ends_with_its_key(sessions, file):
    session = sessions.begin(file.add("laptop", Scope.READ, None), HERE)
    assert sessions.find(session).scope is Scope.READ
    file.remove("laptop")
    assert sessions.find(session) is None


def test_a_session_ends_with_its_time(sessions, file, clock):
    session = sessions.begin(file.add("laptop", Scope.READ, None), HERE)
    clock.now += LIFETIME_S - 1
    assert sessions.find(session)
    clock.now += 1
    assert sessions.find(session) is None


def test_a_session_ends_with_its_server(sessions, file):
    session = sessions.begin(file.add("laptop", Scope.READ, None), HERE)
    assert Sessions(KeyRing(file), Rate(0, 10)).find(session) is None


def test_no_other_key_can_be_had_with_a_session(sessions, file, clock):
    reading = file.add("reader", Scope.READ, None)
    file.add("admin", Scope.ADMIN, None)
    admin = file.read()[1].id
    session = sessions.begin(reading, HERE)
    key_id, ends, signature = session.split(".")
    assert reading.partition("_")[2].partition("_")[2] not in session
    assert sessions.find(f"{admin}.{ends}.{signature}") is None
    assert sessions.find(f"{key_id}.{int(ends) + 1}.{signature}") is None
    assert sessions.find(f"{key_id}.{ends}.") is None
    assert sessions.find(f"{key_id}.{ends}") is None


@given(st.text())
def test_what_was_not_signed_is_no_session(tmp_path_factory, text):
    sessions = Sessions(KeyRing(KeyFile(tmp_path_factory.getbasetemp() / "none.json")), Rate(0, 10))
    assert sessions.find(text) is None


@pytest.mark.parametrize("value", ["", "x", "a.b.c", "a.1.", "..", "%00", "é", '"', "x" * 8000])
def test_a_forged_cookie_does_not_count(locked, value):
    headers = {"Cookie": f"{SESSION_COOKIE}={value}".encode()}
    assert_error(locked.http.get(ITEMS, headers=headers), 401, "Unauthorised")
    assert 'action="/sign-in"' in locked.http.get("/", headers=headers).text


def test_the_key_itself_is_no_session(locked):
    headers = {"Cookie": f"{SESSION_COOKIE}={locked.keys[Scope.ADMIN]}"}
    assert_error(locked.http.get(ITEMS, headers=headers), 401, "Unauthorised")


def test_a_wrong_key_is_told_in_the_page(locked):
    for key in ("", "wrong", locked.expired):
        answer = sign_in(locked.http, key, "/map")
        assert answer.status_code == 422
        assert "wrong, has expired" in answer.text
        assert 'name="then" value="/map"' in answer.text
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("then", "shown"),
    [
        ("/?q=red+dog&min_relevance=0.5", "/?q=red+dog&min_relevance=0.5"),
        ("//evil.example/", "/"),
        ("///evil.example/", "/"),
        ("https://evil.example", "/"),
        ("https://evil.example/map", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("http://[", "/"),
        ("", "/"),
        ("/\r\nX-Injected: 1", "/"),
    ],
)
def test_whoever_signs_in_stays_on_this_server(locked, then, shown):
    answer = sign_in(locked.http, locked.keys[Scope.READ], then)
    locked.http.cookies.clear()
    assert answer.status_code == 303
    assert "x-injected" not in answer.headers
    assert answer.headers["location"] == shown


def test_no_script_reads_the_cookie_and_no_other_site_makes_it_sent(locked):
    answer = sign_in(locked.http, locked.keys[Scope.READ])
    locked.http.cookies.clear()
    parts = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")}
    assert {"httponly", "samesite=strict", "path=/", f"max-age={LIFETIME_S}"} <= parts
    assert "secure" not in parts
    assert answer.headers["cache-control"] == "no-store"


def test_the_cookie_stays_on_encrypted_ways(environment, tmp_path):
    with running(environment | {"PIXWORD_PROXIES": "127.0.0.1"}) as server:
        key = KeyFile(tmp_path / "data" / "keys.json").add("laptop", Scope.READ, None)
        answer = server.http.post(
            "/sign-in", data={"key": key}, headers={"X-Forwarded-Proto": "https"}
        )
        assert "secure" in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize("origin", [None, "null", "http://127.0.0.1:1", "https://evil.example"])
def test_pages_of_others_change_nothing_with_a_session(locked, origin):
    headers = cookie(locked.http, locked.keys[Scope.ADMIN]) | ({"Origin": origin} if origin else {})
    files = [("pictures", ("red.png", make_picture("red")))]
    for method, path in (("POST", ITEMS), ("DELETE", f"{ITEMS}/1"), ("POST", "/sign-out")):
        answer = locked.http.request(
            method, path, headers=headers, files=files if path == ITEMS else None
        )
        assert_error(answer, 403, "ForeignOrigin")
    assert locked.http.get(ITEMS, headers=headers).status_code == 200


def test_a_session_lets_do_what_its_key_lets_do(locked):
    own = {"Origin": str(locked.http.base_url).rstrip("/")}
    files = [("pictures", ("red.png", make_picture("red")))]
    for scope, status in ((Scope.READ, 403), (Scope.WRITE, 200)):
        headers = cookie(locked.http, locked.keys[scope]) | own
        assert locked.http.get(ITEMS, headers=headers).status_code == 200
        added = locked.http.post(ITEMS, headers=headers, files=files)
        assert added.status_code == status, added.text
        if status == 200:
            item = added.json()["outcomes"][0]["item"]["id"]
            assert locked.http.delete(f"{ITEMS}/{item}", headers=headers).status_code == 204


def test_a_key_in_a_header_counts_before_a_session(locked):
    headers = cookie(locked.http, locked.keys[Scope.ADMIN])
    wrong = locked.http.get(ITEMS, headers=headers | {"X-API-Key": "wrong"})
    assert_error(wrong, 401, "Unauthorised")


def test_a_browser_forgets_the_session(locked):
    with httpx2.Client(base_url=locked.http.base_url) as browser:
        assert sign_in(browser, locked.keys[Scope.READ]).status_code == 303
        assert "Sign out (read)" in browser.get("/").text
        own = {"Origin": str(browser.base_url).rstrip("/")}
        assert browser.post("/sign-out", headers=own).status_code == 303
        assert SESSION_COOKIE not in browser.cookies
        assert 'action="/sign-in"' in browser.get("/").text


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", None])
def test_a_body_that_is_no_form_begins_no_session(locked, content_type):
    headers = {"Content-Type": content_type} if content_type else {}
    answer = locked.http.post("/sign-in", content=b'{"key": 1}', headers=headers)
    assert 400 <= answer.status_code < 500
    assert "set-cookie" not in answer.headers
