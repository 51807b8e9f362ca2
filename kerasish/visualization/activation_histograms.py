"""How the outputs of a model's layers are distributed over some samples."""

from __future__ import annotations

import numpy as np

from kerasish.base.errors import fail
from kerasish.base.rules import positive_int
from kerasish.layers import InputLayer
from kerasish.models import Model
from kerasish.visualization.layer_outputs import outputs_inside
from kerasish.visualization.weight_histograms import histogram


def activation_histograms(
    model, x, layers=None, bins=50, batch_size=32
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """counts[i] = how many outputs of a layer lie between edges[i] and edges[i + 1].

    A layer whose counts are nearly all at 0 after "relu", or at the ends after "tanh",
    learns little.

    Args:
        model: a `Sequential` or functional model.
        x: samples, as for ``predict``.
        layers: names of layers of the model; all but its inputs when None.
        bins: how many intervals, equally wide from the smallest number to the largest.
        batch_size: how many samples run at a time.

    Returns:
        By the name of the layer: (counts, edges); of a layer with several outputs, by
        "name/0", "name/1" ... A layer that was called several times counts where it was
        called first.

    Raises:
        ArgumentError: an unknown layer, or a model without a graph of layers.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> from kerasish import layers, visualization
        >>> model = kerasish.Sequential([kerasish.Input((3,)), layers.ReLU(name="r")])
        >>> x = np.array([[-1.0, -2.0, 4.0], [-3.0, 1.0, -5.0]], "float32")
        >>> visualization.activation_histograms(model, x, bins=4)["r"][0]
        array([4, 1, 0, 1])
    """
    bins = positive_int.check("activation_histograms", "bins", bins)
    tensors = _outputs(model, layers)
    part = Model(model.inputs, list(tensors.values()))
    values = part.predict(x, batch_size=batch_size, verbose=0)
    values = values if isinstance(values, list) else [values]
    return {name: histogram(array, bins) for name, array in zip(tensors, values)}


def _outputs(model, names) -> dict:
    """The outputs of layers as Keras tensors, by name."""
    if not getattr(model, "outputs", None):
        fail(
            "activation_histograms: the model has no graph of layers",
            {"model": type(model).__name__},
            "use a functional or Sequential model that knows its input",
        )
    if names is None:
        found = [x for x in model.layers if not isinstance(x, InputLayer)]
    else:
        found = [model.get_layer(n) for n in names]
    tensors: dict = {}
    for layer in found:
        outputs = outputs_inside(model, layer)
        if len(outputs) == 1:
            tensors[layer.name] = outputs[0]
        else:
            tensors |= {f"{layer.name}/{i}": t for i, t in enumerate(outputs)}
    return tensors
