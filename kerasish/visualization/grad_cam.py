"""Where in a sample a convolutional network sees a class: Grad-CAM."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base.errors import fail
from kerasish.base.settings import image_data_format
from kerasish.visualization.class_scores import ClassScores
from kerasish.visualization.layer_outputs import outputs_inside


def grad_cam(
    model, x, classes=None, layer=None, resize=True, batch_size=32
) -> np.ndarray:
    """relu(sum_k a[k] A[k]), a[k] = mean over places of d score[class] / d A[k].

    A[k] are the feature maps of a layer, score is that before a last softmax or
    sigmoid.

    Args:
        model: a `Sequential` or functional model with one float input and one output
            (samples, classes); a lone output is the score of class 1.
        x: (samples, ..., channels) series, images or volumes.
        classes: a class, or one for each sample; the class that is predicted when None.
        layer: a layer of the model or its name; when None the last convolution, with
            what follows in the same shape, such as its normalization and activation.
        resize: whether the map is brought to the size of x, by linear interpolation.
        batch_size: how many samples run at a time.

    Returns:
        (samples, ...) without channels, not negative, not scaled.

    Raises:
        ArgumentError: several inputs or outputs, no such class or layer, a layer
            without places.

    Source:
        Selvaraju et al. 2017, "Grad-CAM: Visual Explanations from Deep Networks via
        Gradient-based Localization", arXiv:1610.02391, equations 1 and 2.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> from kerasish import layers
        >>> model = kerasish.Sequential([
        ...     kerasish.Input((8, 8, 1)), layers.Conv2D(4, 3),
        ...     layers.GlobalAveragePooling2D(), layers.Dense(3, "softmax")])
        >>> kerasish.visualization.grad_cam(model, np.ones((2, 8, 8, 1))).shape
        (2, 8, 8)
    """
    if not getattr(model, "outputs", None):
        fail(
            "grad_cam: the model has no graph of layers",
            {"model": type(model).__name__},
            "use a functional or Sequential model that knows its input",
        )
    chosen, is_first = _layer_of(model, layer)
    outputs = outputs_inside(model, chosen)
    if len(outputs) != 1 or len(outputs[0].shape) < 3:
        fail(
            "grad_cam: the layer must give one tensor (samples, places, channels)",
            {chosen.name: [list(t.shape) for t in outputs]},
            "choose a convolutional layer of the model",
        )
    scores = ClassScores("grad_cam", model, outputs)
    x = scores.checked_inputs(x).astype("float32", copy=False)
    classes = scores.chosen_classes(x, classes, batch_size)

    @graph.function
    def weighted(x, classes):
        (features,), found = scores(x)
        (d,) = graph.gradients(scores.of_classes(found, classes), [features])
        channels = 1 if is_first else len(features.shape) - 1
        places = [i for i in range(1, len(features.shape)) if i != channels]
        weights = graph.mean(d, axis=places, keepdims=True)
        return graph.relu(graph.sum(weights * features, axis=channels))

    rows = [slice(i, i + batch_size) for i in range(0, len(x), batch_size)]
    found = np.concatenate([np.asarray(weighted(x[r], classes[r])) for r in rows])
    if not resize:
        return found
    return _resized(found, x.shape[2:] if is_first else x.shape[1:-1])


def _layer_of(model, layer):
    """The layer whose feature maps are weighted, and whether its channels are first."""
    if layer is not None:
        found = model.get_layer(layer) if isinstance(layer, str) else layer
        return found, _is_channels_first(found)
    order = model.layers
    convolutions = [i for i, x in enumerate(order) if hasattr(x, "kernel_size")]
    if not convolutions:
        fail(
            "grad_cam: the model itself has no convolution",
            {"layers": ", ".join(x.name for x in order)},
            "name a layer; of a model inside, give that model's input and output",
        )
    last = order[convolutions[-1]]
    after = order[convolutions[-1] :]
    same = [x for x in after if _shapes(model, x) == _shapes(model, last)]
    return same[-1], _is_channels_first(last)


def _is_channels_first(layer) -> bool:
    return getattr(layer, "data_format", image_data_format()) == "channels_first"


def _shapes(model, layer) -> list[tuple]:
    return [tuple(tensor.shape) for tensor in outputs_inside(model, layer)]


def _resized(maps: np.ndarray, sizes) -> np.ndarray:
    """Maps by linear interpolation between the centres of places, axis by axis."""
    for axis, size in enumerate(sizes, 1):
        old = maps.shape[axis]
        places = (np.arange(size) + 0.5) * old / size - 0.5
        rows = [np.interp(places, np.arange(old), unit) for unit in np.eye(old)]
        matrix = np.stack(rows).astype(maps.dtype)
        maps = np.moveaxis(np.tensordot(maps, matrix, (axis, 0)), -1, axis)
    return maps
