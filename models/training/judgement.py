"""How heads do on the dev split while they are trained."""

from dataclasses import dataclass

from models.evaluation.retrieval import Retrieval


@dataclass(frozen=True)
class Judgement:
    """How the heads did on the dev split after an epoch.

    Attributes:
        epoch: Passes over the pictures so far.
        loss: Mean training loss since the judgement before.
        i2t: Picture → text.
        t2i: Text → picture.
    """

    epoch: int
    loss: float
    i2t: Retrieval
    t2i: Retrieval

    @property
    def merit(self) -> float:
        """What early stopping compares: the sum of the six recalls, as VSE++ (1707.05612) does.

        R@1 alone moves by a point between two epochs that are equally good.
        """
        return sum(way.r1 + way.r5 + way.r10 for way in (self.i2t, self.t2i))

    @classmethod
    def from_dict(cls, values: dict[str, object]) -> "Judgement":
        """Reads what `dataclasses.asdict` made."""
        epoch, loss, i2t, t2i = (values[name] for name in ("epoch", "loss", "i2t", "t2i"))
        assert isinstance(epoch, int)
        assert isinstance(loss, float)
        assert isinstance(i2t, dict)
        assert isinstance(t2i, dict)
        return cls(epoch, loss, Retrieval(**i2t), Retrieval(**t2i))


def is_stale(history: list[Judgement], patience: int) -> bool:
    """Says whether so many judgements in a row were no better than one before them."""
    best = max(range(len(history)), key=lambda i: history[i].merit)
    return len(history) - 1 - best >= patience
