"""What can go wrong between a picture or a text and its vector."""

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


class UnreadablePicture(ModelFault):
    """The bytes are not a picture, or a damaged one, or of a format that is not read."""


class PictureTooLarge(ModelFault):
    """The picture has more pixels than the limit; it was not decoded."""


class NothingToLearn(ModelFault):
    """The data cannot train or judge heads: too few pairs, or a split without any."""


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
