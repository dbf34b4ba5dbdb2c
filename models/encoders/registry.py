"""Encoders by the name a user types."""

from models.encoders import colour_names, efficientnet, minilm, word_vectors
from models.encoders.protocols import ImageEncoder, TextEncoder
from models.exceptions import UnknownEncoder
from models.runtime import Compute

OPEN_CLIP = "open_clip:"


def load_image_encoder(name: str, compute: Compute) -> ImageEncoder:
    """Starts an image encoder.

    Args:
        name: `efficientnet-lite0`, `efficientnet-lite2`, `open_clip:NAME/PRETRAINED` or
            `colour-names`.
        compute: Where and how precisely it runs.

    Raises:
        UnknownEncoder: There is none of that name.
        WeightsMissing: Its weights are not installed or cannot be fetched.
        WeightsCorrupt: Its weights have another hash than they must have.
    """
    if name in efficientnet.VARIANTS:
        return efficientnet.EfficientNetEncoder(name, compute)
    if name == colour_names.NAME:
        return colour_names.ColourNamesImageEncoder()
    if name.startswith(OPEN_CLIP):
        from models.encoders import open_clip  # noqa: PLC0415 - its import takes five seconds

        return open_clip.OpenClipImageEncoder(open_clip.OpenClipModel.parse(name), compute)
    known = [*efficientnet.VARIANTS, colour_names.NAME, OPEN_CLIP + "NAME/PRETRAINED"]
    raise UnknownEncoder(f"no image encoder is called {name!r}; there are {', '.join(known)}")


def load_text_encoder(name: str, compute: Compute) -> TextEncoder:
    """Starts a text encoder.

    Args:
        name: `minilm-l6-v2`, `open_clip:NAME/PRETRAINED`, `word2vec:FILE`, `char-cnn:FILE` or
            `colour-names`.
        compute: Where and how precisely it runs.

    Raises:
        UnknownEncoder: There is none of that name.
        WeightsMissing: Its weights are not installed or cannot be fetched.
        WeightsCorrupt: Its weights have another hash than they must have.
        UnreadableWords: Its word vectors are missing, cut short or of another form.
    """
    if name == minilm.NAME:
        return minilm.MiniLmEncoder(compute)
    if name == colour_names.NAME:
        return colour_names.ColourNamesTextEncoder()
    if name.startswith(OPEN_CLIP):
        from models.encoders import open_clip  # noqa: PLC0415 - its import takes five seconds

        return open_clip.OpenClipTextEncoder(open_clip.OpenClipModel.parse(name), compute)
    if name.startswith(word_vectors.WORD2VEC):
        return word_vectors.WordVectorEncoder(name.removeprefix(word_vectors.WORD2VEC))
    if name.startswith(word_vectors.CHAR_CNN):
        return word_vectors.CharacterCnnEncoder(name.removeprefix(word_vectors.CHAR_CNN))
    known = [
        minilm.NAME,
        colour_names.NAME,
        OPEN_CLIP + "NAME/PRETRAINED",
        word_vectors.WORD2VEC + "FILE",
        word_vectors.CHAR_CNN + "FILE",
    ]
    raise UnknownEncoder(f"no text encoder is called {name!r}; there are {', '.join(known)}")
