"""Pictures are drawn: what stands in them, and that files are written."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import kerasish
from kerasish import layers, visualization
from kerasish.base.errors import ArgumentError
from kerasish.base.extras import MissingExtraError
from kerasish.utils import plot_history

pytest.importorskip("matplotlib").use("Agg")

LOGGED = {"accuracy": [0.5, 0.7], "loss": [2.0, 1.0], "val_loss": [2.1, 1.5]}
IMAGES = np.random.default_rng(0).uniform(0, 255, (5, 6, 7, 3))
BOXES = {"boxes": np.full((5, 1, 4), [1, 1, 4, 5]), "labels": np.zeros((5, 1), int)}


def is_picture(path):
    return path.read_bytes().startswith(b"\x89PNG")


def test_history_has_axes_for_each_metric(tmp_path):
    axes = plot_history(LOGGED, path=tmp_path / "history.png")
    assert is_picture(tmp_path / "history.png")
    assert [a.get_ylabel() for a in axes] == ["loss", "accuracy"]
    training, validation = axes[0].lines
    np.testing.assert_array_equal(training.get_ydata(), [2.0, 1.0])
    np.testing.assert_array_equal(validation.get_ydata(), [2.1, 1.5])
    assert validation.get_label() == "validation" and len(axes[1].lines) == 1


def test_history_of_fit_counts_epochs_and_takes_axes():
    from matplotlib.figure import Figure

    model = kerasish.Sequential([kerasish.Input((2,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    x = np.ones((8, 2))
    history = model.fit(x, x[:, :1], epochs=5, initial_epoch=2, verbose=0)
    axes = Figure().subplots()
    assert plot_history(history, "loss", axes=axes) == [axes]
    np.testing.assert_array_equal(axes.lines[0].get_xdata(), [3, 4, 5])


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (({},), "nothing was logged"),
        ((LOGGED, ["f1"]), "among those that were logged"),
        ((LOGGED, []), "among those"),
        ((LOGGED, None, None, [1]), "axes of its own"),
    ],
)
def test_errors_of_histories(arguments, text):
    with pytest.raises(ArgumentError, match=text):
        plot_history(*arguments)


def test_confusion_matrix_has_numbers_and_names(tmp_path):
    path = tmp_path / "confusion.png"
    axes = visualization.plot_confusion_matrix(
        [0, 0, 1], [0, 1, 1], class_names=["cat", "dog"], path=path
    )
    assert is_picture(path)
    assert [t.get_text() for t in axes.texts] == ["1", "1", "1"]
    assert [t.get_text() for t in axes.get_yticklabels()] == ["cat", "dog"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("predicted", "true")
    with pytest.raises(ArgumentError, match="a name for each class"):
        visualization.plot_confusion_matrix([0], [1], class_names=["cat"], path=path)


def test_histograms(tmp_path):
    model = kerasish.Sequential([kerasish.Input((2,)), layers.Dense(3, name="d")])
    axes = visualization.plot_weight_histograms(model, 4, path=tmp_path / "w.png")
    assert [a.get_title() for a in axes] == ["d/kernel", "d/bias"]
    assert axes[0].patches[0].get_data().values.sum() == 6
    axes = visualization.plot_activation_histograms(
        model, np.ones((4, 2)), path=tmp_path / "a.png"
    )
    assert [a.get_title() for a in axes] == ["d"]
    assert is_picture(tmp_path / "w.png") and is_picture(tmp_path / "a.png")
    with pytest.raises(ArgumentError, match="nothing to draw"):
        visualization.plot_weight_histograms(layers.ReLU(), path=tmp_path / "w.png")


def test_heat_maps_lie_over_images(tmp_path):
    maps = np.zeros((5, 6, 7, 2))
    maps[:, 1, 2, 1], maps[:, 1, 2, 0] = -3.0, 2.0
    axes = visualization.plot_heat_maps(
        IMAGES, maps, list("abcde"), path=tmp_path / "maps.png"
    )
    assert is_picture(tmp_path / "maps.png")
    _, heat = axes[4].images
    assert heat.get_array()[1, 2] == 3.0 and heat.get_clim() == (0, 3)
    assert axes[1].get_title() == "b"
    for arguments, text in [
        ((IMAGES, maps[:, :3]), "same samples"),
        ((IMAGES, maps, ["one"]), "titles must be as many"),
        ((IMAGES, maps, None, 2), "alpha must be"),
    ]:
        with pytest.raises(ArgumentError, match=text):
            visualization.plot_heat_maps(*arguments, path=tmp_path / "maps.png")


def gallery(monkeypatch, function, *arguments, **options):
    """The axes of what a function would write."""
    from matplotlib.figure import Figure

    found = []
    monkeypatch.setattr(Figure, "savefig", lambda self, *a, **k: found.append(self))
    function(*arguments, path="gallery.png", **options)
    return found[0].axes, found[0]


def test_galleries_show_every_image_with_its_classes(monkeypatch):
    plot = visualization.plot_image_gallery
    names = {0: "cat", 1: "dog"}
    axes, _ = gallery(monkeypatch, plot, IMAGES, [0, 1, 1, 0, 7], [0] * 5, names)
    assert [a.get_title() for a in axes][1:] == [
        "Label: dog  Pred: cat",
        "Label: dog  Pred: cat",
        "Label: cat  Pred: cat",
        "Label: Unknown  Pred: cat",
        "",
    ]
    np.testing.assert_array_equal(axes[4].images[0].get_array(), IMAGES[4].astype("u1"))
    assert [len(a.images) for a in axes] == [1, 1, 1, 1, 1, 0]


def test_galleries_scale_values_and_take_channels_first(monkeypatch):
    plot = visualization.plot_image_gallery
    images = np.full((2, 1, 4, 6), 0.5)
    options = {"value_range": (0, 1), "rows": 2, "data_format": "channels_first"}
    axes, _ = gallery(monkeypatch, plot, images, **options)
    assert axes[1].images[0].get_array().shape == (4, 6)
    assert (axes[1].images[0].get_array() == 127).all() and len(axes) == 2


def test_galleries_of_boxes_and_masks(monkeypatch):
    plot = visualization.plot_bounding_box_gallery
    axes, figure = gallery(monkeypatch, plot, IMAGES, "xyxy", BOXES, legend=True)
    assert (axes[0].images[0].get_array()[1, 1] == [0, 188, 212]).all()
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == ["Ground Truth", "Prediction"]
    masks = np.ones((5, 6, 7), int)
    plot = visualization.plot_segmentation_mask_gallery
    axes, _ = gallery(monkeypatch, plot, IMAGES, 2, y_true=masks, y_pred=masks)
    assert len(axes) == 15
    drawn = visualization.draw_segmentation_masks(IMAGES, masks[..., None], 2)
    np.testing.assert_array_equal(axes[4].images[0].get_array(), drawn[1])


def test_galleries_write_and_show(tmp_path, monkeypatch):
    import matplotlib.pyplot as plt

    visualization.plot_image_gallery(IMAGES, path=tmp_path / "gallery.png")
    assert is_picture(tmp_path / "gallery.png")
    shown = []
    monkeypatch.setattr(plt, "show", lambda: shown.append(plt.get_fignums()))
    visualization.plot_image_gallery(IMAGES)
    assert len(shown[0]) == 1 and plt.get_fignums() == []


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda v: v.plot_image_gallery(IMAGES[0], path="a.png"), "rank 4"),
        (lambda v: v.plot_image_gallery(IMAGES, path="a.png", show=True), "not both"),
        (lambda v: v.plot_image_gallery(IMAGES, [1] * 5), "need label_map"),
        (lambda v: v.plot_image_gallery(IMAGES, rows=0), "rows must be"),
        (lambda v: v.plot_image_gallery(IMAGES, cols=1.5), "cols must be"),
        (lambda v: v.plot_segmentation_mask_gallery(IMAGES[0], 2), "rank 4"),
        (lambda v: v.plot_bounding_box_gallery(IMAGES[0], "xyxy"), "rank 4"),
        (
            lambda v: v.plot_bounding_box_gallery(
                IMAGES, "xyxy", legend=True, legend_handles=[]
            ),
            "not both",
        ),
    ],
)
def test_errors_of_galleries(call, text):
    with pytest.raises(ArgumentError, match=text):
        call(visualization)


@pytest.mark.parametrize(
    "call",
    [
        lambda path: plot_history(LOGGED, path=path),
        lambda path: visualization.plot_confusion_matrix([0], [0], path=path),
        lambda path: visualization.plot_image_gallery(IMAGES, path=path),
        lambda path: visualization.plot_heat_maps(IMAGES, IMAGES, path=path),
    ],
)
def test_plots_name_their_extra(call, monkeypatch):
    for name in ("matplotlib", "matplotlib.figure", "matplotlib.pyplot"):
        monkeypatch.setitem(sys.modules, name, None)
    for path in ("a.png", None):
        with pytest.raises(MissingExtraError, match=r"kerasish\[plot\]"):
            call(path)
