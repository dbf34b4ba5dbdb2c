"""Real pictures and texts, encoders by name, and a small open_clip model."""

import json

import pytest
import torch
from safetensors.torch import save_file

from models import Compute, Device, Precision, open_picture
from models.encoders import torchvision_operators  # noqa: F401 - before open_clip
from tests.conftest import ROOT

import open_clip  # isort: skip

ARCHITECTURE = "ViT-S-32-alt"


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


@pytest.fixture(scope="session")
def open_clip_weights(tmp_path_factory):
    """Weights of a small open_clip model: random, and the same in every run."""
    path = tmp_path_factory.mktemp("open_clip") / "weights.safetensors"
    torch.manual_seed(0)
    model = open_clip.create_model(ARCHITECTURE)
    save_file({k: v.contiguous() for k, v in model.state_dict().items()}, path)
    return path


@pytest.fixture(scope="session")
def open_clip_name(open_clip_weights):
    return f"open_clip:{ARCHITECTURE}/{open_clip_weights}"


@pytest.fixture(scope="session")
def worst_cosine():
    """The smallest cosine between the rows of two arrays `[n, d]`."""

    def worst(first, second):
        assert first.shape == second.shape
        lengths = (first**2).sum(axis=1) ** 0.5 * (second**2).sum(axis=1) ** 0.5
        return float(((first * second).sum(axis=1) / lengths).min())

    return worst


@pytest.fixture(scope="session")
def real_picture():
    """Opens a picture of the sample corpus by its name."""
    return lambda stem: open_picture(ROOT / "samples" / "pictures" / f"{stem}.jpg").image
