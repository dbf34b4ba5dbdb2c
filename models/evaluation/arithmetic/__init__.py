"""Judging the arithmetic of a space: this picture - dog + cat.

`docs/arithmetic.md` says what is asked and what counts as found.
"""

from models.evaluation.arithmetic.fitting import ArithmeticFit, fit_arithmetic_weight
from models.evaluation.arithmetic.judging import ArithmeticJudgement, judge_arithmetic
from models.evaluation.arithmetic.recall import Recall
from models.evaluation.arithmetic.settings import ArithmeticSettings

__all__ = [
    "ArithmeticFit",
    "ArithmeticJudgement",
    "ArithmeticSettings",
    "Recall",
    "fit_arithmetic_weight",
    "judge_arithmetic",
]
