"""Plots hold the numbers they were given, with labels."""

import numpy as np

from models.evaluation.curves import RecallCurve
from models.evaluation.intervals import Difference
from models.evaluation.plots import difference_figure, recall_figure


def curve(level):
    recall = np.linspace(level, 90, 50)
    return RecallCurve(recall, recall - 3, recall + 3, np.linspace(1, 50, 50))


def test_recall_figure_shows_curves_bands_and_chance():
    figure = recall_figure({"picture → text": curve(30), "text → picture": curve(20)}, "A title")
    (axes,) = figure.axes
    assert axes.get_title() == "A title"
    assert axes.get_xlabel() == "K: hits looked at"
    assert axes.get_ylabel() == "recall@K in %"
    solid = [line for line in axes.lines if line.get_linestyle() == "-"]
    dashed = [line for line in axes.lines if line.get_linestyle() == "--"]
    assert [line.get_ydata()[0] for line in solid] == [30, 20]
    assert [line.get_ydata()[-1] for line in dashed] == [50, 50]
    assert solid[0].get_xdata().tolist() == list(range(1, 51))
    bands = [band.get_paths()[0].vertices[:, 1] for band in axes.collections]
    assert [(band.min(), band.max()) for band in bands] == [(27, 93), (17, 93)]
    assert [label.get_text() for label in axes.get_xticklabels()] == [
        "1",
        "2",
        "5",
        "10",
        "20",
        "50",
    ]
    legend = [text.get_text() for text in axes.get_legend().get_texts()]
    assert "picture → text, with 95 % interval" in legend
    assert "text → picture, by chance" in legend


def test_difference_figure_has_a_row_a_name():
    rows = [Difference(1.5, 0.5, 2.5), Difference(-2, -3, -1)]
    figure = difference_figure(["one", "two"], {"picture → text": rows}, "A title")
    (axes,) = figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["one", "two"]
    points = axes.lines[1]
    assert (points.get_xdata().tolist(), points.get_ydata().tolist()) == ([1.5, -2], [0, 1])
    (bars,) = axes.collections
    assert [segment[:, 0].tolist() for segment in bars.get_segments()] == [[0.5, 2.5], [-3, -1]]
    assert axes.yaxis_inverted(), "the first name stands on top"
