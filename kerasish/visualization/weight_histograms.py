"""How the numbers in the weights of a model are distributed."""

from __future__ import annotations

import numpy as np

from kerasish.base.discovery import internal
from kerasish.base.rules import positive_int


def weight_histograms(
    model, bins=50, trainable_only=False
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """counts[i] = how many numbers of a weight lie between edges[i] and edges[i + 1].

    Args:
        model: a model or layer that has weights.
        bins: how many intervals, equally wide from the smallest number to the largest.
        trainable_only: whether weights that training does not change are left out.

    Returns:
        By the path of each weight in the model: (counts, edges). Numbers that are not
        finite do not count, weights that hold no numbers are left out.

    Raises:
        ArgumentError: bins is no positive integer.

    Example:
        >>> import kerasish
        >>> model = kerasish.Sequential([kerasish.Input((3,)),
        ...                              kerasish.layers.Dense(2, name="last")])
        >>> found = kerasish.visualization.weight_histograms(model, bins=4)
        >>> {name: int(counts.sum()) for name, (counts, _) in found.items()}
        {'last/kernel': 6, 'last/bias': 2}
    """
    bins = positive_int.check("weight_histograms", "bins", bins)
    weights = model.trainable_weights if trainable_only else model.weights
    start = f"{model.name}/"
    arrays = {w.path.removeprefix(start): np.asarray(w.numpy()) for w in weights}
    return {
        path: histogram(array, bins)
        for path, array in arrays.items()
        if array.dtype.kind not in "OSUT" and array.size
    }


@internal
def histogram(array: np.ndarray, bins: int) -> tuple[np.ndarray, np.ndarray]:
    """Counts and edges of the finite numbers of an array."""
    values = np.asarray(array, "float64").ravel()
    return np.histogram(values[np.isfinite(values)], bins)
