"""Everything that turns pictures and words into vectors, and its training and evaluation.

A space in three lines:

    from models import Compute, load_space, open_picture
    space = load_space("default", Compute(cache=Path("cache")))
    scores = space.encode_texts(["a dog"]) @ space.encode_pictures([open_picture(path).image]).T

One of your own in two; `docs/training.md` says what `data` is:

    from models import JointSettings, train_joint
    train_joint(data, Path("mine.safetensors"), Compute(cache=Path("cache")), JointSettings())
"""

from models.calibration import Calibration, fit_calibration
from models.evaluation.arithmetic import fit_arithmetic_weight, judge_arithmetic
from models.evaluation.retrieval import Retrieval, judge_retrieval
from models.exceptions import ModelFault, UnreadablePicture
from models.pictures import PICTURE_EXTENSIONS, Picture, open_picture
from models.runtime import Compute, Device, Precision
from models.space import DEFAULT as DEFAULT_SPACE
from models.space import Space, load_space
from models.training.captioned import CaptionedPictures
from models.training.encoding import JointData
from models.training.joint import train_joint
from models.training.settings import JointSettings

__all__ = [
    "DEFAULT_SPACE",
    "PICTURE_EXTENSIONS",
    "Calibration",
    "CaptionedPictures",
    "Compute",
    "Device",
    "JointData",
    "JointSettings",
    "ModelFault",
    "Picture",
    "Precision",
    "Retrieval",
    "Space",
    "UnreadablePicture",
    "fit_arithmetic_weight",
    "fit_calibration",
    "judge_arithmetic",
    "judge_retrieval",
    "load_space",
    "open_picture",
    "train_joint",
]
