"""What can go wrong between a picture or a text and its vector."""


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


class UnreadablePicture(ModelFault):
    """The bytes are not a picture, or a damaged one, or of a format that is not read."""


class PictureTooLarge(ModelFault):
    """The picture has more pixels than the limit; it was not decoded."""


class NothingToLearn(ModelFault):
    """The data cannot train or judge heads: too few pairs, or a split without any."""
