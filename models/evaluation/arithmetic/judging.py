"""Judging the arithmetic of a space on captioned pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.encoders.protocols import Vectors
from models.evaluation.arithmetic.fitting import Curve, recall_curve
from models.evaluation.arithmetic.questions import EncodeTexts, ask
from models.evaluation.arithmetic.recall import (
    Ranks,
    Recall,
    macro_recall,
    mean_recall,
    recall_interval,
)
from models.evaluation.arithmetic.settings import ArithmeticSettings

_RIVALS = ("image", "word")


@dataclass(frozen=True)
class ArithmeticJudgement:
    """How well `x + λ (t_b - t_a)` finds the same scene with b in it.

    Attributes:
        weight: λ.
        arithmetic: Recall, macro-averaged over swaps.
        interval: Both ends of its 95 % interval.
        baselines: The same for the picture alone (`image`), the word alone (`word`), and a caption
            with the word swapped (`swapped_caption`).
        means: Recall averaged over queries, of `arithmetic` and of each baseline.
        curve: Recall for other weights.
        n_queries: Pictures times words asked with.
        n_transformations: Swaps (a → b).
    """

    weight: float
    arithmetic: Recall
    interval: tuple[Recall, Recall]
    baselines: Mapping[str, Recall]
    means: Mapping[str, Recall]
    curve: Curve
    n_queries: int
    n_transformations: int

    def ratio(self, cut: str) -> float | None:
        """Returns arithmetic over the better of picture and word alone, for `r1`, `r5` or `r10`.

        None where both find nothing.
        """
        best = max(float(getattr(self.baselines[rival], cut)) for rival in _RIVALS)
        return round(float(getattr(self.arithmetic, cut)) / best, 3) if best > 0 else None


def judge_arithmetic(
    images: Vectors,
    captions: Sequence[Sequence[str]],
    encode_texts: EncodeTexts,
    weight: float,
    settings: ArithmeticSettings | None = None,
) -> ArithmeticJudgement:
    """Judges *(picture that shows a) - a + b*, after Couairon et al. 2022 (arXiv 2112.03162).

    The protocol, which `docs/arithmetic.md` tells at length:

    - A spelling is a whole word in lower case; listed forms and synonyms (`kinds.txt`) are one
      word, and so are other words with their plural or -ing form if the captions use both.
    - A picture *says* a word that two of its captions have, or all of them where it has fewer. It
      *shows* a word that it says and no other of the kind. A property is a word with its thing.
    - A swap a → b takes two terms of one kind that one picture in 200 shows. Its sources show a and
      never mention b. Relevant are pictures that show b, never mention a, and say at least half of
      the source's scene and two words of it. The scene is what the source says, without function
      words, bare properties, and words of the kind of a and b.
    - The source is no candidate. Queries without a relevant picture are left out. A query is right
      at k if a relevant picture is among the first k; the mean over the queries of a swap is
      averaged over swaps.

    Args:
        images: Unit vectors of the pictures, `[n, d]`.
        captions: Captions of each picture.
        encode_texts: Turns texts into unit vectors of the same space.
        weight: λ, which must not have been fitted on these pictures if the figures are to count.
        settings: How strict to be; the defaults are those above.

    Raises:
        NothingToLearn: No two words can be swapped, or no query has an answer.
    """
    questions = ask(images, captions, encode_texts, settings or ArithmeticSettings())
    ranks: dict[str, list[Ranks]] = {
        "arithmetic": questions.arithmetic_ranks([weight])[0],
        "image": questions.picture_ranks(),
        "word": questions.word_ranks(),
        "swapped_caption": questions.caption_ranks(encode_texts),
    }
    macro = {name: macro_recall(own) for name, own in ranks.items()}
    return ArithmeticJudgement(
        weight=weight,
        arithmetic=macro.pop("arithmetic"),
        interval=recall_interval(ranks["arithmetic"]),
        baselines=macro,
        means={name: mean_recall(own) for name, own in ranks.items()},
        curve=recall_curve(questions),
        n_queries=int(np.sum([len(own) for own in ranks["image"]])),
        n_transformations=len(questions.swaps),
    )
