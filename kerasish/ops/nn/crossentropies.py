"""How far predicted probabilities are from the true ones."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.base.settings import epsilon
from kerasish.base.tensors import convert_to_tensor, to_float


def binary_crossentropy(target, output, from_logits=False) -> graph.Tensor:
    """-(t ln(p) + (1 - t) ln(1 - p)), for each element.

    Exact where the logits are given, or found behind a symbolic sigmoid.

    Args:
        target: 0 to 1, of the shape of output.
        output: probabilities, or logits.
        from_logits: whether output are logits.

    Raises:
        ShapeError: the shapes differ.

    Example:
        >>> from kerasish import ops
        >>> ops.binary_crossentropy([1.0, 0.0], [0.5, 0.25]).numpy().round(4)
        array([0.6931, 0.2877], dtype=float32)
    """
    target, output = _alike("binary_crossentropy", target, output)
    logits = output if from_logits else graph.sigmoid_logits(output)
    if logits is not None:
        return graph.softplus(logits) - target * logits
    p = graph.clip(output, epsilon(), 1.0 - epsilon())
    return -(target * graph.log(p) + (1.0 - target) * graph.log(1.0 - p))


def categorical_crossentropy(
    target, output, from_logits=False, axis=-1
) -> graph.Tensor:
    """-sum(t ln(p)) along the axis of the classes.

    Exact where the logits are given, or found behind a symbolic softmax.

    Args:
        target: one-hot or probabilities, of the shape of output.
        output: probabilities (scaled to sum 1), or logits.
        from_logits: whether output are logits.
        axis: of the classes.

    Raises:
        ShapeError: the shapes differ, or are those of scalars.

    Example:
        >>> from kerasish import ops
        >>> ops.categorical_crossentropy([[0.0, 1.0]], [[0.5, 0.5]]).numpy().round(4)
        array([0.6931], dtype=float32)
    """
    target, output = _alike("categorical_crossentropy", target, output, least_rank=1)
    logits = output if from_logits else graph.softmax_logits(output, axis)
    if logits is not None:
        logarithms = graph.log_softmax(logits, axis)
    else:
        logarithms = graph.log(class_probabilities(output, axis))
    return -graph.sum(target * logarithms, axis)


def sparse_categorical_crossentropy(
    target, output, from_logits=False, axis=-1
) -> graph.Tensor:
    """-ln(p[t]) along the axis of the classes.

    Exact where the logits are given, or found behind a symbolic softmax.

    Args:
        target: indices of classes, of the shape of output without the axis (or with
            size 1 there).
        output: probabilities (scaled to sum 1), or logits.
        from_logits: whether output are logits.
        axis: of the classes.

    Raises:
        ShapeError: shapes that do not fit.
        ValueError: a target that is no class (ExecutionError when a graph runs).

    Example:
        >>> from kerasish import ops
        >>> ops.sparse_categorical_crossentropy([1], [[0.5, 0.5]]).numpy().round(4)
        array([0.6931], dtype=float32)
    """
    output = to_float(output)
    labels = class_labels(target, output, axis, "sparse_categorical_crossentropy")
    logits = output if from_logits else graph.softmax_logits(output, axis)
    return label_losses(labels, output, logits, axis)


@internal
def label_losses(labels, output, logits, axis):
    """-ln(p[label]), from the logits if they are known."""
    if logits is None:
        output = graph.clip(output, epsilon(), 1.0 - epsilon())
        picked = graph.pick_class(output, labels, axis)
        return -graph.log(picked / graph.sum(output, axis))
    # written like softmax, with which a graph shares all but the last line
    peak = graph.stop_gradient(graph.max(logits, axis, keepdims=True))
    logits = logits - peak
    total = graph.sum(graph.exp(logits), axis)
    return graph.log(total) - graph.pick_class(logits, labels, axis)


@internal
def class_labels(target, output, axis, name):
    """Integer labels without the axis of the classes.

    Raises:
        ShapeError: they do not fit the output.
    """
    labels = convert_to_tensor(target)
    if labels.ndim == output.ndim and labels.spec.shape[axis] == 1:
        labels = graph.squeeze(labels, axis)
    if labels.ndim != output.ndim - 1:
        fail(
            f"{name}: labels and predictions do not fit",
            {"y_true": labels.spec, "y_pred": output.spec},
            "labels are class indices with one axis less; for one-hot labels use "
            "categorical_crossentropy",
            graph.ShapeError,
        )
    return graph.cast(labels, "int64")


@internal
def class_probabilities(output, axis):
    """Predictions scaled to sum 1 along the axis, kept away from 0 and 1."""
    output = output / graph.sum(output, axis, keepdims=True)
    return graph.clip(output, epsilon(), 1.0 - epsilon())


def _alike(name, target, output, least_rank=0):
    """Both as floats of one shape."""
    output = to_float(output)
    target = to_float(target, output.dtype)
    pairs = list(zip(target.shape, output.shape))
    fit = all(a == b or None in (a, b) for a, b in pairs)
    if target.ndim == output.ndim >= least_rank and fit:
        return target, output
    fail(
        f"{name}: target and output must have one shape",
        {"target": target.spec, "output": output.spec},
        "give the target the shape of the output"
        if output.ndim >= least_rank
        else "the classes need an axis",
        graph.ShapeError,
    )
