"""A server process over the sample corpus, and what it uses."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psutil

from benchmarks.serve import await_port

ROOT = Path(__file__).parent.parent.parent
SAMPLES = (ROOT / "samples/samples.jsonl", ROOT / "samples/recipes/recipes.jsonl")
_FEW = 5
_AS_USUAL = 3.0  # times: the machine has others to serve
PIXWORD = Path(sys.executable).parent / "pixword"


@dataclass(frozen=True)
class Usage:
    """What a process holds.

    Attributes:
        memory_mb: Resident memory.
        files: Open file descriptors.
        threads: Threads.
    """

    memory_mb: float
    files: int
    threads: int


@dataclass(frozen=True)
class Served:
    """A server that is running.

    Attributes:
        process: Its process.
        address: Where it listens.
    """

    process: subprocess.Popen[bytes]
    address: str

    def usage(self) -> Usage:
        """Looks at what the process, and those that it started, hold now."""
        server = psutil.Process(self.process.pid)
        family = [server, *server.children(recursive=True)]
        memory = sum(member.memory_info().rss for member in family)
        files = sum(member.num_fds() for member in family)
        return Usage(memory / 2**20, files, sum(member.num_threads() for member in family))

    def query_ms(self) -> float:
        """Asks a few queries one after the other; returns the median time of an answer.

        Raises:
            httpx2.HTTPError: One was not answered.
        """
        times = []
        with httpx2.Client(base_url=self.address, timeout=30) as http:
            for _ in range(_FEW):
                started = time.perf_counter()
                http.get("/v1/search?q=red").raise_for_status()
                times.append((time.perf_counter() - started) * 1000)
        return statistics.median(times)

    def has_recovered(self, seconds: float, usual_ms: float) -> bool:
        """Says whether queries are answered within that time as they usually are.

        Args:
            seconds: How long to wait for it.
            usual_ms: What one takes while nobody else asks.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with suppress(httpx2.HTTPError):
                if self.query_ms() < _AS_USUAL * usual_ms:
                    return time.monotonic() < deadline
        return False


@contextmanager
def serving(folder: Path, settings: Mapping[str, str]) -> Iterator[Served]:
    """Starts a server, and ends it.

    Args:
        folder: Of its log.
        settings: Environment variables.
    """
    log = folder / "server.log"
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [PIXWORD, "serve", "--port", "0"],
            env=os.environ | settings,
            stdout=output,
            stderr=output,
        ) as process,
    ):
        try:
            yield Served(process, f"http://127.0.0.1:{await_port(process, log)}")
        finally:
            process.terminate()


def add_samples(settings: Mapping[str, str]) -> None:
    """Fills a data folder with the sample corpus."""
    command = [PIXWORD, "add", *SAMPLES]
    subprocess.run(command, env=os.environ | settings, check=True, stdout=subprocess.DEVNULL)
