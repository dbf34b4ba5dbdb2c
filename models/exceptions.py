"""What can go wrong between a picture or a text and its vector."""

from collections.abc import Sequence
from pathlib import Path


class ModelFault(Exception):
    """Base of every error of this package; its message is one sentence for a person."""


class UnknownEncoder(ModelFault):
    """No encoder, space or head of that name exists."""


class WeightsMissing(ModelFault):
    """The weights of an encoder are not on this machine and could not be fetched."""


class WeightsCorrupt(ModelFault):
    """A file of weights does not have the hash it must have; it was not opened."""


class HeadsMismatch(ModelFault):
    """Heads were trained on other encoders than the ones they are to be used with."""


class UnknownAid(ModelFault):
    """No aid to ranking is called that, or it does not fit the space."""


class UnreadableWords(ModelFault):
    """A file of word vectors is missing, cut short, or of another form than its name says."""


class UnknownWords(ModelFault):
    """Words have no vector, and nothing that could make one from their spelling."""

    def __init__(self, words: Sequence[str], collection: str) -> None:
        """Names the words."""
        named = ", ".join(repr(word) for word in words)
        super().__init__(f"{collection} has no vector for {named}")
        self.words = tuple(words)


class WordsCancel(ModelFault):
    """The words of a sum add up to nothing."""

    def __init__(self) -> None:
        """Says what happened."""
        super().__init__("these words cancel each other: nothing is left to look for")


class UnreadablePicture(ModelFault):
    """The bytes are not a picture, or a damaged one, or of a format that is not read."""


class PictureTooLarge(ModelFault):
    """The picture has more pixels than the limit; it was not decoded."""


class NothingToLearn(ModelFault):
    """The data cannot train or judge heads: too few pairs, or a split without any."""


class TrainingDiverged(ModelFault):
    """A training ran away: its loss or its weights are no numbers any more."""

    def __init__(self) -> None:
        """Says what to do."""
        super().__init__(
            "the training ran away, its weights are no numbers any more: train with a lower "
            "learning rate; nothing was saved"
        )


class UnfitSettings(ModelFault):
    """Settings of a training that do not go together."""


class BlankRecipe(ModelFault):
    """A recipe or an ingredient says nothing, or nothing that a recipe space knows."""


class NoStates(ModelFault):
    """An encoder that gives one vector was asked for those of places or tokens."""

    def __init__(self, encoder: str) -> None:
        """Says what the encoder cannot be used with."""
        super().__init__(
            f"{encoder} gives one vector a picture or text; heads with attention need the vectors "
            "of its places or tokens"
        )


class OtherRunUnfinished(ModelFault):
    """An unfinished run lies where another one would keep its own."""

    def __init__(self, path: Path) -> None:
        """Says what to do with it."""
        super().__init__(
            f"{path} is an unfinished run with other settings or data: repeat its command to "
            "finish it, or start anew with --restart"
        )


class GaveUp(ModelFault):
    """Work was left because its result would come too late."""


class TooSlow(GaveUp):
    """The time that a request may take is over."""

    def __init__(self, seconds: float) -> None:
        """Says how long it was."""
        super().__init__(
            f"this was not done within {seconds:g} s: the server is busy, or it is too much"
        )


class Interrupted(GaveUp):
    """The server ends."""

    def __init__(self) -> None:
        """Says so."""
        super().__init__("the server is stopping, and this was not done yet: ask again")


class Abandoned(GaveUp):
    """The one who asked has gone."""

    def __init__(self) -> None:
        """Says so."""
        super().__init__("nobody waits for the answer any more")
