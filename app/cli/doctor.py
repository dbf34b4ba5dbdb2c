"""`pixword doctor`: will it serve, and if not, what to do."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console

from app.cli.printing import printable
from app.config import Settings
from app.doctor.examination import examine
from app.doctor.findings import Finding, Verdict
from app.doctor.machine import Machine
from app.doctor.setup import Setup

_STYLES = {Verdict.GOOD: "green", Verdict.NOTE: "yellow", Verdict.WRONG: "bold red"}


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Check the set-up, and say what to do; changes nothing.

    Exit code 1 if something must be done.
    """
    found: list[Finding] = []
    for finding in examine(Setup(Settings(), Machine())):
        found.append(finding)
        if not as_json:
            _show(finding)
    wrong = sum(finding.verdict is Verdict.WRONG for finding in found)
    if as_json:
        told = {"findings": [asdict(finding) for finding in found], "wrong": wrong}
        print(json.dumps(told, indent=2))
    else:
        print(f"\n{wrong} to be done" if wrong else "\nAll is well.")
    if wrong:
        raise typer.Exit(1)


def _show(finding: Finding) -> None:
    console = Console(soft_wrap=True, highlight=False)
    console.print(f"{finding.verdict:<5}", style=_STYLES[finding.verdict], end="  ")
    console.print(printable(f"{finding.subject}: {finding.says}"), markup=False)
