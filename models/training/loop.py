"""Training heads until they no longer get better, and going on where that was interrupted."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor

from models.evaluation.retrieval import judge_retrieval
from models.exceptions import OtherRunUnfinished
from models.training.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from models.training.hardware import Hardware
from models.training.judgement import Judgement, is_stale
from models.training.material import Material
from models.training.run import Heads, JointRun
from models.training.settings import JointSettings

Report = Callable[[Judgement], None]


@dataclass(frozen=True)
class Unfinished:
    """Where a run keeps what it needs to go on.

    Attributes:
        path: The file.
        started_with: Hash of settings, data and encoders, which a run that goes on must share.
    """

    path: Path
    started_with: str


@dataclass(frozen=True)
class TrainedHeads:
    """The best heads of a run.

    Attributes:
        heads: Of the image encoder and of the text encoder.
        best: The judgement they were chosen by.
        history: Every judgement, in order.
    """

    heads: Heads
    best: Judgement
    history: list[Judgement]


def train_heads(
    material: Material,
    settings: JointSettings,
    hardware: Hardware,
    report: Report,
    unfinished: Unfinished | None = None,
) -> TrainedHeads:
    """Trains heads on features of frozen encoders.

    Args:
        material: What they learn from and are judged on.
        settings: How.
        hardware: Where.
        report: Told of every judgement.
        unfinished: Where to go on if it was interrupted, or None to start anew and keep nothing.

    Raises:
        OtherRunUnfinished: The file belongs to a run with other settings or data.
        WeightsCorrupt: The file is damaged.
    """
    with torch.random.fork_rng():
        torch.manual_seed(settings.seed)
        run = JointRun(material, settings, hardware)
        progress = _Progress(run, unfinished)
        while not progress.is_over(settings):
            progress.add(_train_on(run, progress.epoch, material, settings))
            report(progress.history[-1])
        return progress.trained()


def _train_on(run: JointRun, epoch: int, material: Material, settings: JointSettings) -> Judgement:
    """Trains until the next judgement, or the end, and judges."""
    until = min(epoch + settings.judge_every, settings.epochs)
    losses = [run.epoch() for _ in range(epoch, until)]
    image, text = run.heads()
    images, texts = image.project(material.dev.images), text.project(material.dev.texts)
    judged = judge_retrieval(images, texts, material.dev.owners)
    return Judgement(until, sum(losses) / len(losses), *judged)


class _Progress:
    """Judgements so far and the best heads; on disk after every judgement, if asked for."""

    def __init__(self, run: JointRun, unfinished: Unfinished | None) -> None:
        self._run = run
        self._unfinished = unfinished
        self._best = run.heads()
        self.history: list[Judgement] = []
        if unfinished is not None:
            self._resume(unfinished)

    @property
    def epoch(self) -> int:
        return self.history[-1].epoch if self.history else 0

    def is_over(self, settings: JointSettings) -> bool:
        if not self.history:
            return False
        return self.epoch >= settings.epochs or is_stale(self.history, settings.patience)

    def add(self, judgement: Judgement) -> None:
        better = all(judgement.merit > earlier.merit for earlier in self.history)
        self.history.append(judgement)
        if better:
            self._best = self._run.heads()
        if self._unfinished is not None:
            self._save(self._unfinished)

    def trained(self) -> TrainedHeads:
        best = max(self.history, key=lambda judgement: judgement.merit)
        return TrainedHeads(self._best, best, self.history)

    def _save(self, unfinished: Unfinished) -> None:
        best = {
            f"best:{side}.{name}": tensor
            for side, head in zip(("image", "text"), self._best, strict=True)
            for name, tensor in head.state_dict().items()
        }
        notes = {
            "started_with": unfinished.started_with,
            "history": [asdict(judgement) for judgement in self.history],
        }
        save_checkpoint(unfinished.path, Checkpoint(self._run.state() | best, notes))

    def _resume(self, unfinished: Unfinished) -> None:
        checkpoint = load_checkpoint(unfinished.path)
        if checkpoint is None:
            return
        if checkpoint.notes["started_with"] != unfinished.started_with:
            raise OtherRunUnfinished(unfinished.path)
        self._run.restore(checkpoint.tensors)
        self.history = [Judgement.from_dict(values) for values in checkpoint.notes["history"]]
        for side, head in zip(("image", "text"), self._best, strict=True):
            head.load_state_dict(_named(checkpoint.tensors, f"best:{side}."))


def _named(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {n.removeprefix(prefix): t for n, t in tensors.items() if n.startswith(prefix)}
