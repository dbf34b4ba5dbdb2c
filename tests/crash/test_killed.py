"""An adding process is killed at a random moment; what it acknowledged is there."""

from __future__ import annotations

import random
import time
from pathlib import Path

from tests.crash.conftest import check_folder, start


def test_what_was_acknowledged_survives_a_kill(folder: Path, long: bool) -> None:
    acknowledged: set[str] = set()
    moments = random.Random(1)
    for turn in range(500 if long else 40):
        process = start("add", folder, f"r{turn}-")
        assert process.stdout is not None
        acknowledged.add(process.stdout.readline().strip())  # it has begun to add
        time.sleep(moments.uniform(0, 0.25))
        process.kill()
        said, errors = process.communicate(timeout=60)
        acknowledged.update(line for line in said.split("\n")[:-1] if line)
        assert "Traceback" not in errors, errors
        if turn % 10 == 9 or turn < 3:
            collection = check_folder(folder)
            kept = {Path(i.path or "").stem for i in collection.catalogue.list_items(limit=10**6)}
            assert acknowledged <= kept
            assert all(
                item.captions == (f"about {Path(item.path or '').stem}",)
                for item in collection.catalogue.list_items(limit=10**6)
            )
            collection.close()
