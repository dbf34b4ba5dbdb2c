"""Declares the operators that torchvision expects its compiled extension to have declared.

The registry's torchvision wheel is built for CUDA. Beside a CPU build of torch its extension does
not load, and `import torchvision` stops with "operator torchvision::nms does not exist" while it
registers the shapes of two box operators. Nothing here runs them: timm and open_clip only need
torchvision's picture transforms. A declaration without an implementation is enough.
"""

import torch

_SCHEMA = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"


def declare_missing_operators() -> "torch.library.Library | None":
    """Declares `nms` and `qnms`; the caller keeps what is returned alive.

    Returns:
        The library fragment, or None where torchvision's own extension declared them already.
    """
    if hasattr(torch.ops.torchvision, "nms"):
        return None
    fragment = torch.library.Library("torchvision", "FRAGMENT")
    for operator in ("nms", "qnms"):
        fragment.define(operator + _SCHEMA)
    return fragment


# Kept for the life of the process: a fragment takes its declarations with it when it goes.
FRAGMENT = declare_missing_operators()
