"""Pictures of how the numbers in weights are distributed."""

from __future__ import annotations

from kerasish.visualization.histogram_figure import draw_histograms
from kerasish.visualization.weight_histograms import weight_histograms


def plot_weight_histograms(model, bins=50, trainable_only=False, path=None):
    """Draws `weight_histograms`, one picture beside the other.

    Args:
        model, bins, trainable_only: see `weight_histograms`.
        path: of a picture, such as "weights.png"; None for none.

    Returns:
        A list of matplotlib's axes.

    Raises:
        ArgumentError: bins is no positive integer, or there are no weights.
        MissingExtraError: matplotlib is not installed; it is the extra ``plot``.
    """
    found = weight_histograms(model, bins, trainable_only)
    return draw_histograms("plot_weight_histograms", found, path)
