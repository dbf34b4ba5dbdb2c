"""Real pictures and texts, and encoders by name."""

import json

import pytest

from models import Compute, Device, Precision, open_picture
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def real_pictures():
    """Twenty pictures of the sample corpus, of many shapes and sizes."""
    paths = sorted((ROOT / "samples" / "pictures").glob("*.jpg"))[::13][:20]
    return [open_picture(path).image for path in paths]


@pytest.fixture(scope="session")
def real_texts():
    """Twenty captions of the sample corpus, and longer ones made of several."""
    lines = (ROOT / "samples" / "samples.jsonl").read_text().splitlines()[::13][:20]
    captions = [json.loads(line)["captions"][0] for line in lines]
    return captions[:15] + [", ".join(captions[:n]) for n in range(2, 7)]


@pytest.fixture(scope="session")
def compute(shared_cache):
    """Makes a `Compute` with the run's cache."""

    def make(device: Device = Device.CPU, precision: Precision = Precision.FLOAT32) -> Compute:
        return Compute(cache=shared_cache, device=device, precision=precision)

    return make
