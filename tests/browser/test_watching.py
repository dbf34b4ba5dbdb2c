"""Nothing that goes wrong in a page passes unseen."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.browser.visits import WITHOUT_SCRIPTS, visiting

# Each with what is told of it.
BROKEN = {
    "<script>console.error('no such thing')</script>": "console error: no such thing",
    "<script>console.warn('soon gone')</script>": "console warning: soon gone",
    "<script>console.assert(1 > 2, 'sums')</script>": "sums",
    "<script>throw new TypeError('none')</script>": "uncaught: none",
    "<script>Promise.reject(new Error('broken word'))</script>": "uncaught: broken word",
    "<script>fetch('/missing')</script>": "status of 404",
    "<img src='/missing.png' alt=''>": "status of 404",
    "<script>fetch('http://127.0.0.1:9/')</script>": "asked elsewhere: http://127.0.0.1:9/",
    "<img src='http://pictures.invalid/a.png' alt=''>": "failed: http://pictures.invalid/a.png",
}
SOUND = "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=' alt=''><script>console.log(1)</script>"


class Given(BaseHTTPRequestHandler):
    """Answers with the page and the policy of the address; knows nothing below it."""

    def do_GET(self):
        asked = urlsplit(self.path)
        given = parse_qs(asked.query)
        self.send_response(200 if asked.path == "/" else 404)
        self.send_header("Content-Type", "text/html")
        for policy in given.get("policy", []):
            self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(f"<!doctype html>{given.get('body', [''])[0]}".encode())

    def log_message(self, *_):
        """Stays silent."""


@pytest.fixture(scope="module")
def address():
    with ThreadingHTTPServer(("127.0.0.1", 0), Given) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def troubles_of(browser, address):
    """Opens a page with that body; returns what its watch has seen."""

    def find(body, policy="default-src * data: 'unsafe-inline'", **options):
        with visiting(browser, address) as visit:
            page = visit(**options)
            page.goto("/?" + urlencode({"body": body, "policy": policy}), wait_until="networkidle")
            watch = visit.watch(page)
            troubles, watch.troubles = watch.troubles, []
            return troubles

    return find


@pytest.mark.parametrize("body", BROKEN)
def test_what_goes_wrong_is_told(troubles_of, body):
    assert any(BROKEN[body] in trouble for trouble in troubles_of(body))


@pytest.mark.parametrize("options", [{}, WITHOUT_SCRIPTS], ids=["scripts", "no scripts"])
def test_what_the_policy_of_a_page_forbids_is_told(troubles_of, options):
    told = troubles_of("<style>p { color: red }</style>", "default-src 'none'", **options)
    assert any("Content Security Policy" in trouble for trouble in told)


def test_nothing_is_told_of_a_sound_page(troubles_of):
    assert troubles_of(SOUND) == []


def test_an_answer_that_a_page_gives_up_is_no_trouble(troubles_of):
    given_up = "<script>const c = new AbortController(); fetch('/', {signal: c.signal}).catch(() => 0); c.abort()</script>"
    assert troubles_of(given_up) == []


def test_visits_fail_in_the_end(browser, address):
    with pytest.raises(AssertionError, match="no such thing"), visiting(browser, address) as visit:
        visit().evaluate("console.error('no such thing')")


def test_what_is_expected_must_have_happened(browser, address):
    with visiting(browser, address) as visit:
        page = visit()
        with pytest.raises(AssertionError, match="did not happen"):
            visit.watch(page).expect("no such thing")
        page.evaluate("console.error('no such thing')")
        visit.watch(page).expect("no such thing")
