"""What a container leaves of its machine: control groups, version 2."""

import math
from pathlib import Path

_ROOT = Path("/sys/fs/cgroup")
_OWN = Path("/proc/self/cgroup")


class ControlGroup:
    """The group of this process, with all those above it: each may limit it."""

    def __init__(self, root: Path = _ROOT, own: Path = _OWN) -> None:
        """Finds the group; where the system has none nothing is limited.

        Args:
            root: Where the groups are mounted.
            own: The file that says in which of them this process is.
        """
        lines = _text(own).splitlines()
        path = next((line.removeprefix("0::/") for line in lines if line.startswith("0::/")), "")
        inner = root / path
        above = [folder for folder in inner.parents if folder.is_relative_to(root)]
        self._folders = [inner, *above]

    def free_memory(self) -> float:
        """Returns how many bytes are left; infinity where there is no limit."""
        return min(map(_free_memory, self._folders), default=math.inf)

    def cores(self) -> float:
        """Returns how many cores' time there is; infinity where there is no limit."""
        return min(map(_cores, self._folders), default=math.inf)


def _free_memory(group: Path) -> float:
    limit, used = _text(group / "memory.max"), _text(group / "memory.current")
    if not limit.strip().isdigit() or not used.strip().isdigit():
        return math.inf
    # Pages of files count as used, and are given up when somebody needs memory.
    return max(0, int(limit) - int(used) + _given_up(group))


def _given_up(group: Path) -> int:
    pairs = dict(line.split(maxsplit=1) for line in _text(group / "memory.stat").splitlines())
    return int(pairs.get("inactive_file", 0))


def _cores(group: Path) -> float:
    quota, _, period = _text(group / "cpu.max").partition(" ")
    return int(quota) / int(period) if quota.isdigit() else math.inf


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError:
        return ""
