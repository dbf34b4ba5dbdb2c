"""Pages of others can neither read nor change a server that asks for no key."""

import base64
import hashlib
import re
import socket

import pytest
from pydantic import ValidationError

from app.access import Scope
from app.config import Settings
from tests.conftest import assert_error, make_picture, running, weightless

ITEMS = "/v1/items"


@pytest.fixture(scope="module")
def lax(tmp_path_factory):
    """An open server with a name and an origin that it allows."""
    settings = {
        "PIXWORD_HOSTS": "Pictures.example.",
        "PIXWORD_CORS_ORIGINS": "https://App.example:443",
    }
    with running(weightless(tmp_path_factory.mktemp("lax")) | settings) as server:
        yield server.http


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "",
        "[",
    ],
)
@pytest.mark.parametrize("path", ["/v1/items", "/", "/livez"])
def test_foreign_host_names_are_refused_while_there_are_no_keys(shared_server, host, path):
    answer = shared_server.http.get(path, headers={"Host": host})
    assert "PIXWORD_HOSTS" in assert_error(answer, 421, "ForeignHost")


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8000", "localhost.", "127.0.0.1", "192.0.2.1:80", "[::1]:8000"]
)
def test_own_host_names_and_addresses_are_served(shared_server, host):
    assert shared_server.http.get(ITEMS, headers={"Host": host}).status_code == 200


def test_a_named_host_is_served(lax):
    assert lax.get(ITEMS, headers={"Host": "Pictures.example:8000"}).status_code == 200
    assert lax.get(ITEMS, headers={"Host": "x.pictures.example"}).status_code == 421


def test_with_keys_any_host_name_is_served(locked):
    headers = {"Host": "anything.example", "X-API-Key": locked.keys[Scope.READ]}
    assert locked.http.get(ITEMS, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://localhost", "http://127.0.0.1:1", "file://", "", "["],
)
def test_forms_of_foreign_pages_change_nothing(shared_server, origin):
    before = shared_server.http.get(ITEMS).json()
    files = [("pictures", ("new.png", make_picture("yellow")))]
    for method, arguments in (("POST", {"files": files}), ("DELETE", {}), ("PATCH", {"json": {}})):
        path = ITEMS if method == "POST" else f"{ITEMS}/1"
        answer = shared_server.http.request(method, path, headers={"Origin": origin}, **arguments)
        assert_error(answer, 403, "ForeignOrigin")
    assert shared_server.http.get(ITEMS).json() == before


def test_own_pages_and_allowed_origins_may_post(lax):
    own = str(lax.base_url).rstrip("/")
    for origin in (own, "https://app.example", "https://pictures.example"):
        answer = lax.post("/v1/search", json={"q": "red"}, headers={"Origin": origin})
        assert answer.status_code == 200, origin


def test_there_is_no_cors_unless_it_is_asked_for(shared_server):
    asked = {"Origin": "https://app.example", "Access-Control-Request-Method": "GET"}
    for answer in (
        shared_server.http.get(ITEMS, headers=asked),
        shared_server.http.options(ITEMS, headers=asked),
    ):
        assert not [name for name in answer.headers if name.startswith("access-control")]


def test_cors_is_for_the_named_origins(lax):
    allowed = lax.get(ITEMS, headers={"Origin": "https://app.example"})
    assert allowed.headers["access-control-allow-origin"] == "https://app.example"
    assert "access-control-allow-credentials" not in allowed.headers
    other = lax.get(ITEMS, headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers


def test_browsers_may_ask_before_they_send_a_key(tmp_path_factory, environment):
    with running(environment | {"PIXWORD_CORS_ORIGINS": "https://app.example"}) as server:
        asked = {
            "Origin": "https://app.example",
            "Access-Control-Request-Method": "DELETE",
            "Access-Control-Request-Headers": "authorization",
        }
        answer = server.http.options(f"{ITEMS}/1", headers=asked)
    assert answer.status_code == 200
    assert "DELETE" in answer.headers["access-control-allow-methods"]
    assert "authorization" in answer.headers["access-control-allow-headers"].lower()


ASKED = {"Origin": "https://app.example", "Access-Control-Request-Method": "GET"}


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        ({"Origin": "https://evil.example"}, "origin"),
        ({"Access-Control-Request-Method": "TRACE"}, "method"),
        ({"Access-Control-Request-Headers": "cookie"}, "headers"),
    ],
)
def test_refused_preflights_have_the_shape_of_errors(lax, asked, refused):
    answer = lax.options(ITEMS, headers=ASKED | asked)
    assert refused in assert_error(answer, 400, "PreflightRefused")
    assert "access-control-allow-methods" not in answer.headers


def test_preflights_count_as_requests(environment):
    settings = {"PIXWORD_CORS_ORIGINS": "https://app.example", "PIXWORD_RATE_PER_MINUTE": "2"}
    with running(environment | settings) as server:
        answers = [server.http.options(ITEMS, headers=ASKED) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert_error(answers[-1], 429, "TooManyRequests")
        assert server.http.get(ITEMS).status_code == 429


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cors_origins", "*"),
        ("cors_origins", "app.example"),
        ("cors_origins", "https://app.example/"),
        ("cors_origins", "https://app.example/path"),
        ("cors_origins", "https://"),
        ("cors_origins", "https://app.example?"),
        ("cors_origins", "https://user@app.example"),
        ("cors_origins", "https://app.example:"),
        ("cors_origins", "https://app.example:65536"),
        ("cors_origins", "https://b\u00fccher.example"),
        ("cors_origins", "null"),
        ("hosts", "."),
        ("hosts", "a..b"),
        ("hosts", "a.example.."),
        ("hosts", "user@a"),
        ("hosts", "-a.example"),
        ("hosts", "b\u00fccher.example"),
        ("remote_hosts", "b\u00fccher.example"),
        ("remote_hosts", "*.example"),
        ("hosts", "*"),
        ("hosts", "http://a"),
        ("hosts", "a:80"),
        ("proxies", "*"),
        ("proxies", "proxy.example"),
        ("proxies", "10.0.0.0/99"),
    ],
)
def test_settings_that_would_let_everybody_in_are_refused(name, value):
    with pytest.raises(ValidationError, match=name):
        Settings(**{name: value})


def test_a_name_with_other_letters_is_told_how_to_be_written():
    with pytest.raises(ValidationError, match="write it in Punycode, xn--"):
        Settings(remote_hosts="b\u00fccher.example")


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("hosts", "Pictures.Example.", "pictures.example"),
        ("remote_hosts", "XN--Bcher-kva.example.", "xn--bcher-kva.example"),
        ("remote_hosts", "my_host,127.0.0.1", "my_host,127.0.0.1"),
        ("cors_origins", "https://App.example", "https://app.example"),
        ("cors_origins", "HTTPS://app.example:443", "https://app.example"),
        ("cors_origins", "http://app.example:443", "http://app.example:443"),
        ("cors_origins", "http://[::1]:3000", "http://[::1]:3000"),
    ],
)
def test_names_are_read_as_browsers_write_them(name, value, read):
    assert getattr(Settings(**{name: value}), name) == tuple(read.split(","))


def test_lists_are_read_from_the_environment(monkeypatch):
    monkeypatch.setenv("PIXWORD_PROXIES", "10.0.0.0/8, ::1")
    monkeypatch.setenv("PIXWORD_HOSTS", "")
    assert Settings().proxies == ("10.0.0.0/8", "::1")
    assert Settings().hosts == ()


ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.mark.parametrize(
    ("path", "policy", "cache"),
    [
        ("/v1/items", "default-src 'none'", "no-store"),
        ("/v1/items/0", "default-src 'none'", "no-store"),
        ("/nothing", "default-src 'none'", "no-store"),
        ("/", "script-src 'self';", "no-store"),
        ("/docs", "script-src 'self' 'sha256-", "no-store"),
        ("/openapi.json", "default-src 'none'", "no-store"),
        ("/metrics", "default-src 'none'", "no-store"),
        ("/v1/items/1/image", "default-src 'none'; sandbox", "private, max-age=3600"),
        ("/v1/items/1/thumbnail", "default-src 'none'; sandbox", "private, max-age=3600"),
        ("/static-offline-docs/swagger-ui.css", "default-src 'none'", None),
    ],
)
def test_every_answer_protects_browsers(shared_server, path, policy, cache):
    answer = shared_server.http.get(path)
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
    assert policy in answer.headers["content-security-policy"]
    assert "unsafe-eval" not in answer.headers["content-security-policy"]
    assert answer.headers.get("cache-control") == cache
    assert "server" not in answer.headers
    assert "strict-transport-security" not in answer.headers
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]


def test_scripts_of_the_documentation_are_allowed_by_their_hashes(shared_server):
    page = shared_server.http.get("/docs")
    policy = page.headers["content-security-policy"]
    scripts = re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL)
    assert scripts
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    [allowed] = re.findall("script-src ([^;]*)", policy)
    assert "unsafe" not in allowed
    # What the policy would keep from running.
    assert not re.findall(r"\son\w+=", page.text)


def test_requests_that_are_no_http_say_nothing_of_the_server(shared_server):
    address = shared_server.http.base_url
    with socket.create_connection((address.host, address.port), timeout=10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n")
        answer = connection.recv(65536).decode()
    assert answer.startswith("HTTP/1.1 400")
    for internal in ("Traceback", "uvicorn", "python", "/app/"):
        assert internal not in answer.lower()
