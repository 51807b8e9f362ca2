"""Pictures of how the outputs of layers are distributed."""

from __future__ import annotations

from kerasish.visualization.activation_histograms import activation_histograms
from kerasish.visualization.histogram_figure import draw_histograms


def plot_activation_histograms(
    model, x, layers=None, bins=50, batch_size=32, path=None
):
    """Draws `activation_histograms`, one picture beside the other.

    Args:
        model, x, layers, bins, batch_size: see `activation_histograms`.
        path: of a picture, such as "activations.png"; None for none.

    Returns:
        A list of matplotlib's axes.

    Raises:
        ArgumentError: see `activation_histograms`.
        MissingExtraError: matplotlib is not installed; it is the extra ``plot``.
    """
    found = activation_histograms(model, x, layers, bins, batch_size)
    return draw_histograms("plot_activation_histograms", found, path)
