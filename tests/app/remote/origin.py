"""A server whose answers are good, bad or endless, and networks that lead to it."""

import gzip
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from httpcore2 import AnyIOBackend, AsyncNetworkBackend, ConnectError

from tests.app.uploads.bombs import png
from tests.conftest import make_picture

RED = make_picture("red")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        path = urlsplit(self.path)
        query = parse_qs(path.query)
        self.close_connection = True
        getattr(self, "on_" + path.path.strip("/").partition(".")[0])(query)

    def answer(self, content, status=200, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def on_red(self, _):
        self.answer(RED, Content_Type="text/html")  # what it says of itself does not count

    def on_text(self, _):
        self.answer(b"<html>secret</html>", Content_Type="image/png")

    def on_bomb(self, _):
        self.answer(png(60_000, 60_000))

    def on_empty(self, _):
        self.answer(b"")

    def on_status(self, query):
        self.answer(RED, int(query["code"][0]))

    def on_to(self, query):
        self.answer(b"", int(query.get("code", ["302"])[0]), Location=query["url"][0])

    def on_nowhere(self, _):
        self.answer(b"", 302)

    def on_gzip(self, _):
        self.answer(gzip.compress(RED), Content_Encoding="gzip")

    def on_gzipbomb(self, _):
        self.answer(gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")

    def on_cookie(self, _):
        self.answer(b"", 302, Location="/red.png", Set_Cookie="a=b")

    def on_endless(self, _):
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(bytes(65_536))

    def on_slow(self, _):
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"x")
                time.sleep(0.05)
        finally:
            self.server.left.set()

    def on_silent(self, _):
        time.sleep(5)

    def on_headers(self, _):
        self.send_response(200)
        for i in range(3000):
            self.send_header(f"X-{i}", "y" * 100)
        self.end_headers()

    def on_early(self, _):
        while True:
            self.wfile.write(b"HTTP/1.1 103 Early Hints\r\n\r\n")
            time.sleep(0.01)

    def on_nonsense(self, _):
        self.wfile.write(b"220 ready\r\n")

    def on_short(self, _):
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        self.wfile.write(RED)

    def on_chunks(self, _):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"FFFFFFFFFFFFFFFFF\r\n" + RED)

    def log_message(self, *_):
        pass


class Origin(ThreadingHTTPServer):
    """The server; `asked` has what it was asked for, `left` says that a slow answer was left."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked = []
        self.left = threading.Event()

    @property
    def port(self):
        return self.server_address[1]

    def handle_error(self, *_):
        """Does nothing: clients that had enough go away."""


@contextmanager
def serving(tls=None):
    origin = Origin()
    if tls is not None:
        origin.socket = tls.wrap_socket(origin.socket, server_side=True)
    thread = threading.Thread(target=origin.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield origin
    finally:
        origin.shutdown()
        thread.join()
        origin.server_close()


class RecordingNetwork(AsyncNetworkBackend):
    """Writes down every dial; public addresses lead to a server of the test, others nowhere."""

    def __init__(self, leads_to):
        self.dialled = []
        self._leads_to = leads_to
        self._network = AnyIOBackend()

    async def connect_tcp(self, host, port, timeout=None, *_):  # noqa: ASYNC109
        self.dialled.append((host, port))
        if (host, port) not in self._leads_to:
            raise ConnectError("nothing listens there")
        return await self._network.connect_tcp("127.0.0.1", self._leads_to[host, port], timeout)
