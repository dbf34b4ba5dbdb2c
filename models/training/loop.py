"""Training until it no longer gets better, and going on where that was interrupted."""

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from torch import Tensor, nn

from models.evaluation.retrieval import Retrieval
from models.exceptions import OtherRunUnfinished, TrainingDiverged
from models.finite import are_finite
from models.training.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from models.training.judgement import Judgement, is_stale

Report = Callable[[Judgement], None]
_BEST = "best:"


@dataclass(frozen=True)
class Unfinished:
    """Where a run keeps what it needs to go on.

    Attributes:
        path: The file.
        started_with: Hash of settings, data and encoders, which a run that goes on must share.
    """

    path: Path
    started_with: str


class Run(Protocol):
    """What is trained epoch by epoch, and can go on where it was interrupted."""

    def epoch(self) -> float:
        """Sees everything once, and returns the mean loss."""
        ...

    def judge(self) -> tuple[Retrieval, Retrieval]:
        """Judges what `averaged` returns on the dev split, picture → text and text → picture."""
        ...

    def averaged(self) -> nn.Module:
        """Returns a copy of what would be kept now."""
        ...

    def state(self) -> dict[str, Tensor]:
        """Returns what `restore` takes to go on from here; every name has a colon."""
        ...

    def restore(self, state: Mapping[str, Tensor]) -> None:
        """Goes on where another run like this one was."""
        ...


@dataclass(frozen=True)
class Course:
    """How long a run may take.

    Attributes:
        epochs: Passes over the training data at most.
        judge_every: Epochs between judgements.
        patience: Judgements in a row without a better one after which it stops.
    """

    epochs: int
    judge_every: int
    patience: int


@dataclass(frozen=True)
class Trained:
    """The best of a run.

    Attributes:
        module: Its weights.
        best: The judgement it was chosen by.
        history: Every judgement, in order.
    """

    module: nn.Module
    best: Judgement
    history: list[Judgement]

    def metrics(self) -> dict[str, Any]:
        """Returns the judgements for a card."""
        return {
            "best": asdict(self.best),
            "history": [asdict(judgement) for judgement in self.history],
        }


def train_until_stale(
    run: Run, course: Course, report: Report, unfinished: Unfinished | None = None
) -> Trained:
    """Trains until it no longer gets better, or the last epoch.

    Args:
        run: What is trained.
        course: How long.
        report: Told of every judgement.
        unfinished: Where to go on if it was interrupted, or None to start anew and keep nothing.

    Raises:
        OtherRunUnfinished: The file belongs to a run with other settings or data.
        WeightsCorrupt: The file is damaged.
        TrainingDiverged: The loss or the weights are no numbers any more; the file is gone.
    """
    progress = _Progress(run, unfinished)
    try:
        while not progress.is_over(course):
            progress.add(_train_on(run, progress.epoch, course))
            report(progress.history[-1])
    except TrainingDiverged:
        progress.forget()  # it would run away again from there
        raise
    return progress.trained()


def _train_on(run: Run, epoch: int, course: Course) -> Judgement:
    """Trains until the next judgement, or the end, and judges.

    Raises:
        TrainingDiverged: The loss or the weights are no numbers any more.
    """
    until = min(epoch + course.judge_every, course.epochs)
    losses = [_checked(run.epoch()) for _ in range(epoch, until)]
    if not are_finite(run.averaged().state_dict().values()):
        raise TrainingDiverged
    return Judgement(until, sum(losses) / len(losses), *run.judge())


def _checked(loss: float) -> float:
    if not math.isfinite(loss):
        raise TrainingDiverged
    return loss


class _Progress:
    """Judgements so far and the best weights; on disk after every judgement, if asked for."""

    def __init__(self, run: Run, unfinished: Unfinished | None) -> None:
        self._run = run
        self._unfinished = unfinished
        self._best = run.averaged()
        self.history: list[Judgement] = []
        if unfinished is not None:
            self._resume(unfinished)

    @property
    def epoch(self) -> int:
        return self.history[-1].epoch if self.history else 0

    def is_over(self, course: Course) -> bool:
        if not self.history:
            return False
        return self.epoch >= course.epochs or is_stale(self.history, course.patience)

    def add(self, judgement: Judgement) -> None:
        better = all(judgement.merit > earlier.merit for earlier in self.history)
        self.history.append(judgement)
        if better:
            self._best = self._run.averaged()
        if self._unfinished is not None:
            self._save(self._unfinished)

    def trained(self) -> Trained:
        best = max(self.history, key=lambda judgement: judgement.merit)
        return Trained(self._best, best, self.history)

    def forget(self) -> None:
        """Deletes what was kept to go on from."""
        if self._unfinished is not None:
            self._unfinished.path.unlink(missing_ok=True)

    def _save(self, unfinished: Unfinished) -> None:
        best = {f"{_BEST}{name}": tensor for name, tensor in self._best.state_dict().items()}
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
        self._best.load_state_dict(_named(checkpoint.tensors, _BEST))


def _named(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {n.removeprefix(prefix): t for n, t in tensors.items() if n.startswith(prefix)}
