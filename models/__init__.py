"""Everything that turns pictures and words into vectors, and its training and evaluation.

A space in three lines:

    from models import Compute, load_space, open_picture
    space = load_space("default", Compute(cache=Path("cache")))
    scores = space.encode_texts(["a dog"]) @ space.encode_pictures([open_picture(path).image]).T
"""

from models.exceptions import ModelFault, UnreadablePicture
from models.pictures import PICTURE_EXTENSIONS, Picture, open_picture
from models.runtime import Compute, Device, Precision
from models.space import DEFAULT as DEFAULT_SPACE
from models.space import Space, load_space

__all__ = [
    "DEFAULT_SPACE",
    "PICTURE_EXTENSIONS",
    "Compute",
    "Device",
    "ModelFault",
    "Picture",
    "Precision",
    "Space",
    "UnreadablePicture",
    "load_space",
    "open_picture",
]
