"""What all tests share: a data folder, pictures, and a real server process."""

import asyncio
import io
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import hypothesis
import pytest
import uvicorn
from filelock import FileLock
from PIL import Image

from app.cli.main import main
from app.config import Settings
from app.connections.serving import uvicorn_config
from app.embeddings.errors import describe_to_openai_clients, is_for_openai_clients
from app.server import create_server
from benchmarks.load.served import add_samples
from index.map import keeping, making
from tests.weightless_recipes import save_weightless_recipes

ROOT = Path(__file__).parent.parent
PIXWORD = Path(sys.executable).parent / "pixword"
hypothesis.settings.register_profile("unhurried", deadline=None)  # other jobs share the machine
hypothesis.settings.load_profile("unhurried")
COLOURS = {"red": (220, 20, 20), "green": (20, 150, 20), "blue": (30, 60, 220)}


class ServerProcess:
    """`pixword serve` as a process of its own."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [PIXWORD, "serve", "--port", "0"],
                env=os.environ | environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self.http = httpx2.Client(base_url=self._await_address(), timeout=60)

    def _await_address(self) -> str:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            found = re.search(r"running on (http://[\d.:]+)", self.log.read_text())
            if found:
                return found[1]
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"the server did not start:\n{self.log.read_text()}")

    def stop(self) -> int:
        self.http.close()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)


class _PromptServer(uvicorn.Server):
    """Notices within ten milliseconds that it is to stop, where uvicorn looks every hundred."""

    async def main_loop(self) -> None:
        while not await self.on_tick(0):  # noqa: ASYNC110 - another thread stops it
            await asyncio.sleep(0.01)


class ServerThread:
    """The same service on a real socket, in this process: starts in a tenth of the time."""

    def __init__(self, environment: dict[str, str]) -> None:
        settings = Settings(**_fields(environment))
        config = uvicorn_config(create_server(settings), settings, port=0, log_level="warning")
        self._server = _PromptServer(config)
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        deadline = time.monotonic() + 60
        while not self._server.started:
            assert self._thread.is_alive(), "the server did not start"
            assert time.monotonic() < deadline
            time.sleep(0.01)
        self.listening = self._server.servers[0].sockets[0]
        port = self.listening.getsockname()[1]
        # No certificates: to read those of the machine takes longer than most requests.
        self.http = httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, verify=False)

    def stop(self) -> None:
        self.http.close()
        self._server.should_exit = True
        self._thread.join(timeout=30)
        assert not self._thread.is_alive()


def _fields(environment: dict[str, str]) -> dict[str, str]:
    return {name.removeprefix("PIXWORD_").lower(): value for name, value in environment.items()}


def make_picture(colour: str, size: tuple[int, int] = (40, 30), kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, COLOURS.get(colour, colour)).save(buffer, kind)
    return buffer.getvalue()


@pytest.fixture
def picture():
    """Makes the bytes of a picture of one colour."""
    return make_picture


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder of a red, a green and a blue picture."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name in COLOURS:
        (folder / f"{name}.png").write_bytes(make_picture(name))
    return folder


def weightless(folder: Path) -> dict[str, str]:
    """Settings for a data folder of its own and the weightless spaces."""
    return {
        "PIXWORD_DATA": str(folder / "data"),
        "PIXWORD_CACHE": str(folder / "cache"),
        "PIXWORD_SPACE": "colour-names",
        "PIXWORD_RECIPE_SPACE": save_weightless_recipes(folder / "heads" / "recipes.safetensors"),
    }


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Settings of a test's own data folder, as environment variables."""
    return weightless(tmp_path)


@pytest.fixture
def pixword(environment, monkeypatch, capsys):
    """Runs a command in this process; returns its exit code and what it printed."""

    def run(*arguments: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
        capsys.readouterr()
        with monkeypatch.context() as patched:
            for name, value in (environment | settings).items():
                patched.setenv(name, value)
            patched.setattr(sys, "argv", ["pixword", *map(str, arguments)])
            with pytest.raises(SystemExit) as ended:
                main()
                sys.exit(0)
        printed = capsys.readouterr()
        return subprocess.CompletedProcess([], int(ended.value.code or 0), printed.out, printed.err)

    return run


@contextmanager
def running(environment: dict[str, str]) -> Iterator[ServerThread]:
    server = ServerThread(environment)
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def server(environment: dict[str, str]) -> Iterator[ServerThread]:
    """A server over an empty data folder."""
    with running(environment) as started:
        yield started


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerThread]:
    """A server over three pictures, for tests that change nothing."""
    with running(weightless(tmp_path_factory.mktemp("shared"))) as started:
        files = [("pictures", (f"{n}.png", make_picture(n))) for n in COLOURS]
        started.http.post("/v1/items", files=files).raise_for_status()
        yield started


@pytest.fixture
def server_process(environment: dict[str, str], tmp_path: Path) -> Iterator[ServerProcess]:
    """A real server process over an empty data folder."""
    process = ServerProcess(environment, tmp_path / "server.log")
    try:
        yield process
    finally:
        if process.process.poll() is None:
            process.stop()


def assert_error(response: httpx2.Response, status: int, error: str) -> str:
    """Checks the one shape of errors, and returns the sentence."""
    assert response.status_code == status, response.text
    body = response.json()
    assert set(body) == {"error", "detail", "request_id"}
    if is_for_openai_clients(response.url.path):
        assert body["error"] == describe_to_openai_clients(error, body["detail"])
    else:
        assert body["error"] == error
    assert body["request_id"] == response.headers["x-request-id"]
    assert body["detail"]
    return body["detail"]


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the whole run, whichever process of it asks, or for several if RUN_FOLDER says so."""
    several = os.environ.get("RUN_FOLDER")
    if several:
        return Path(several)
    shared = "PYTEST_XDIST_WORKER" in os.environ  # its own folder lies in that of the whole run
    own = tmp_path_factory.getbasetemp()
    return own.parent if shared else own


@pytest.fixture(scope="session")
def shared_cache(run_folder: Path) -> Path:
    """Where converted encoders are kept for the whole run, or longer if PIXWORD_CACHE says so."""
    kept = os.environ.get("PIXWORD_CACHE")
    if kept:
        return Path(kept)
    folder = run_folder / "encoders"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def sample_folder(run_folder: Path, shared_cache: Path) -> Path:
    """A data folder with the sample corpus in the default space, which nobody changes."""
    folder, unfinished = run_folder / "samples", run_folder / "samples.unfinished"
    with FileLock(run_folder / "samples.lock"):
        if not folder.exists():
            add_samples({"PIXWORD_DATA": str(unfinished), "PIXWORD_CACHE": str(shared_cache)})
            unfinished.rename(folder)
    return folder


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--long", action="store_true", help="more rounds of the crash tests: half an hour"
    )


@pytest.fixture(scope="session")
def long(request: pytest.FixtureRequest) -> bool:
    """Whether the larger number of rounds is wanted (`make test-long`)."""
    return bool(request.config.getoption("--long"))


@pytest.fixture
def go_on(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """No map is laid out before it is set, and nobody waits for one."""
    allowed = threading.Event()
    lay_out = making.lay_out
    monkeypatch.setattr(keeping, "PATIENCE_S", 0.05)
    monkeypatch.setattr(making, "lay_out", lambda vectors: allowed.wait(60) and lay_out(vectors))
    yield allowed
    allowed.set()
