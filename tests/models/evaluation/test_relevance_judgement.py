"""One cut-off for queries of several kinds, judged and drawn."""

import numpy as np
import pytest

from models.calibration import CaptionedVectors
from models.calibration.queries import QueryKind
from models.evaluation.calibration_plots import cut_off_figure, reliability_figure
from models.evaluation.relevance import judge_relevance
from models.evaluation.tags import judge_tags
from tests.calibrated import handmade_calibration


@pytest.fixture
def judged():
    """A query of each kind on ten pictures along the axes: one right at 0.6, one at 0.3."""
    images = np.eye(10, 64, dtype=np.float32)
    split = CaptionedVectors(images, images, np.arange(10), ["x"] * 10)
    kinds = []
    for name, score in (("first", 0.6), ("second", 0.3)):
        query = np.zeros((1, 64), np.float32)
        query[0, [0, 1, 63]] = score, score / 2, (1 - 1.25 * score**2) ** 0.5
        relevant = np.eye(10, dtype=bool)[:1]
        kinds.append(QueryKind(name, "images", query, relevant))
    return judge_relevance(handmade_calibration(), kinds, split)


def test_a_cut_off_that_was_not_chosen_here(judged):
    relevance = {own.name: own for own in judged}["relevance"]
    assert relevance.at(0.5) == {"macro_f1": 0.5, "micro_f1": 0.6667}
    assert relevance.at(1.0) == {"macro_f1": 0.0, "micro_f1": 0.0}


def test_one_cosine_cannot_serve_both(judged):
    """0.3 is the right one of the second kind and a wrong one of the first."""
    figures = {own.name: own.figures() for own in judged}
    assert list(figures) == ["cosine", "rank", "deviations", "relevance"]
    cosine = figures["cosine"]
    assert cosine["macro_f1_own_thresholds"] == 1.0
    assert cosine["macro_f1"] == pytest.approx((2 / 3 + 1) / 2, abs=1e-4)
    assert figures["rank"]["macro_f1"] == 1.0
    assert cosine["kinds"]["first"]["best_threshold"] > cosine["kinds"]["second"]["best_threshold"]


def test_figures_are_drawn_with_labels(judged, tmp_path):
    figure = cut_off_figure(judged, "title")
    assert [axes.get_xlabel() for axes in figure.axes] == [f"cut-off: {own.name}" for own in judged]
    figure.savefig(tmp_path / "x.png")
    truth = np.eye(3, dtype=bool)
    tags = reliability_figure(judge_tags(truth * 0.8, truth * 0.8, truth), "title")
    drawn = tags.axes[0].get_lines()[1]
    assert drawn.get_xydata().tolist() == pytest.approx(np.array([[0, 0], [0.8, 1]]))
    tags.savefig(tmp_path / "y.png")
    assert (tmp_path / "y.png").stat().st_size > 5000
