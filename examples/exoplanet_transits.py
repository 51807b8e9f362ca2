"""Finds planets in light curves: a convolutional network in the manner of AstroNet.

A planet that crosses its star dims it a little, once an orbit; so do pairs of stars
that eclipse each other, spots, and faults of the camera. The stars here are simulated,
and their signals are as strong as those that Kepler found: see light_curves.py. Each
candidate is folded at its period and seen twice: as a whole orbit, and near the dip.

Run: python examples/exoplanet_transits.py [picture.png]
Expected: area under the ROC curve of at least 0.97, in half a minute on 2 cores
Source: C. Shallue and A. Vanderburg (2018), "Identifying Exoplanets with Deep
Learning".
"""

import sys

import numpy as np
from light_curves import KINDS, candidates

import kerasish
from kerasish import layers


def column(view, filters, blocks):
    """Pairs of convolutions, each followed by pooling."""
    x = layers.Reshape((view.shape[1], 1))(view)
    for block in range(blocks):
        for _ in range(2):
            x = layers.Conv1D(filters << block, 5, padding="same", activation="relu")(x)
        x = layers.MaxPooling1D(3, 2)(x)
    return layers.Flatten()(x)


def build_model(orbit, dip):
    inputs = [
        kerasish.Input((orbit,), name="orbit"),
        kerasish.Input((dip,), name="dip"),
    ]
    x = layers.Concatenate()([column(inputs[0], 8, 4), column(inputs[1], 8, 2)])
    for _ in range(2):
        x = layers.Dropout(0.3)(layers.Dense(64, activation="relu")(x))
    return kerasish.Model(
        inputs, layers.Dense(1, activation="sigmoid", name="planet")(x)
    )


def main(picture=None, stars=5000, epochs=8, verbose=2):
    kerasish.utils.set_random_seed(1)
    views, kinds = candidates(stars, seed=1)
    labels = (kinds == KINDS.index("planet")).astype("float32")
    train, test = slice(0, stars * 4 // 5), slice(stars * 4 // 5, None)
    model = build_model(*(v.shape[1] for v in views))
    model.compile(
        kerasish.optimizers.Adam(1e-3, epsilon=1e-8),
        "binary_crossentropy",
        metrics=["accuracy", kerasish.metrics.AUC(name="auc")],
    )
    history = model.fit(
        [v[train] for v in views],
        labels[train],
        batch_size=64,
        epochs=epochs,
        validation_split=0.1,
        verbose=verbose,
    )
    seen = [v[test] for v in views]
    _, accuracy, auc = model.evaluate(seen, labels[test], verbose=0)
    print(f"test: accuracy {accuracy:.3f}, area under the ROC curve {auc:.3f}")
    if picture is not None:
        draw(picture, history, seen, kinds[test], model.predict(seen, verbose=0)[:, 0])
    return auc


def draw(path, history, views, kinds, scores):
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 6), layout="constrained")
    places = figure.subplots(2, 3).ravel()
    clear = np.argsort(np.median(np.abs(views[0]), axis=1))
    for axes, (number, kind) in zip(places, enumerate(KINDS)):
        alike = clear[kinds[clear] == number]
        chosen = alike[len(alike) // 5]
        phase = np.linspace(-0.5, 0.5, views[0].shape[1])
        axes.plot(phase, views[0][chosen], ".", markersize=3)
        axes.set_title(f"{kind}: p(planet) = {scores[chosen]:.2f}", fontsize=10)
        axes.set(xlabel="phase of the orbit", ylabel="brightness (dip = -1)")
    order = np.argsort(-scores)
    is_planet = kinds[order] == KINDS.index("planet")
    found = np.cumsum(is_planet) / is_planet.sum()
    wrong = np.cumsum(~is_planet) / (~is_planet).sum()
    places[4].plot(wrong, found)
    places[4].set(xlabel="false positives", ylabel="planets found", title="ROC curve")
    kerasish.utils.plot_history(history, "loss", axes=places[5])
    figure.savefig(path, dpi=90)


if __name__ == "__main__":
    main(sys.argv[1] if sys.argv[1:] else "exoplanet_transits.png")
