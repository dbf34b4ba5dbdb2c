"""What a check wants to know of the machine."""

import math
import os
import resource
import shutil
from collections.abc import Iterable
from pathlib import Path

import psutil

from app.doctor.control_group import ControlGroup

_BOUNDLESS = 2**31


class Machine:
    """This machine; a test puts another one in its place."""

    def free_bytes(self, folder: Path) -> int:
        """Returns how much may still be written to the disk of a folder that exists."""
        return shutil.disk_usage(folder).free

    def may_write(self, folder: Path) -> bool:
        """Says whether this user may make files in a folder that exists."""
        return os.access(folder, os.W_OK | os.X_OK)

    def available_memory(self) -> int:
        """Returns how many bytes of memory a new process can have, also in a container."""
        return int(min(psutil.virtual_memory().available, ControlGroup().free_memory()))

    def counted_cores(self) -> int:
        """Returns how many cores an encoder counts: a container's share is not among it."""
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else _count()

    def cores(self) -> int:
        """Returns how many cores this process may keep busy, also in a container."""
        return max(1, math.ceil(min(self.counted_cores(), ControlGroup().cores())))

    def most_open_files(self) -> int:
        """Returns how many files and connections a process may have open."""
        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        return _BOUNDLESS if limit == resource.RLIM_INFINITY else limit

    def variables(self) -> Iterable[str]:
        """Returns the names of the environment variables."""
        return os.environ

    def processor_flags(self) -> set[str]:
        """Returns the names of the processor's features, none where the system does not tell."""
        try:
            text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        except OSError:
            return set()
        lines = (line for line in text.splitlines() if line.startswith(("flags", "Features")))
        return set(next(lines, "").partition(":")[2].split())


def _count() -> int:
    return os.cpu_count() or 1
