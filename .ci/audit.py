"""Asks pip-audit about every locked package: `make audit`.

A package with a known vulnerability fails. Where the advisories cannot be reached nothing is known
of any package: that is said, and does not fail.
"""

import json
import subprocess
import sys
from collections.abc import Sequence

_LOCKS = ("requirements.lock", "tests/requirements.lock", "benchmarks/requirements.lock")
# What pip-audit, and requests below it, end with when nobody answers.
_UNREACHABLE = ("requests.exceptions.", "ConnectionError", "Could not connect", "ServiceError")
_PATIENCE_S = 240


def main() -> int:
    """Audits the locks of the repository, and returns the exit code."""
    code, sentence = judge(*_ask(_LOCKS))
    print(f"audit: {sentence}")
    return code


def judge(output: str, problem: str) -> tuple[int, str]:
    """Returns an exit code and what to say.

    Args:
        output: JSON of pip-audit; empty if it failed.
        problem: What it wrote beside it.
    """
    if not output:
        last = problem.strip().rpartition("\n")[2]
        if any(sign in problem for sign in _UNREACHABLE):
            return 0, f"NOT AUDITED: the advisories cannot be reached ({last})"
        return 1, f"pip-audit failed: {last}"
    packages = json.loads(output)["dependencies"]
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    found = [_describe(package) for package in packages if package.get("vulns")]
    if found:
        return 1, "\n  ".join(["vulnerable packages:", *found])
    if len(unknown) == len(packages):
        return 0, f"NOT AUDITED: there are advisories for none of {len(packages)} packages here"
    passed = f"{len(packages) - len(unknown)} packages, none known to be vulnerable"
    return 0, f"{passed}; without advisories: {', '.join(unknown)}" if unknown else passed


def _describe(package: dict[str, object]) -> str:
    vulns = package["vulns"]
    assert isinstance(vulns, list)
    return f"{package['name']} {package['version']}: {', '.join(vuln['id'] for vuln in vulns)}"


def _ask(locks: Sequence[str]) -> tuple[str, str]:
    command = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip"]
    command += ["--progress-spinner=off", "--format=json", "--timeout=5"]
    for lock in locks:
        command += ["-r", lock]
    try:
        done = subprocess.run(  # noqa: S603 - its own words alone
            command, capture_output=True, text=True, timeout=_PATIENCE_S, check=False
        )
    except subprocess.TimeoutExpired:
        return "", f"ConnectionError: no answer in {_PATIENCE_S} s"
    return done.stdout, done.stderr


if __name__ == "__main__":
    sys.exit(main())
