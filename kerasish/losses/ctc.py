"""The loss of label sequences without positions: connectionist classification."""

from __future__ import annotations

import graph
from kerasish.base.errors import fail
from kerasish.base.tensors import convert_to_tensor, to_float
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper


class CTC(LossFunctionWrapper):
    """-ln(the probability that the logits, read step by step, spell the labels).

    Args:
        reduction, name, dtype: see `Loss`.

    Source:
        Graves et al. (2006), "Connectionist temporal classification".

    Example:
        >>> from kerasish import losses
        >>> loss = losses.CTC()
        >>> round(float(loss([[1]], [[[0.0, 0.0], [0.0, 0.0]]])), 4)
        0.2877
    """

    def __init__(self, reduction="sum_over_batch_size", name="ctc", dtype=None):
        super().__init__(ctc, reduction, name, dtype)


def ctc(y_true, y_pred):
    """-ln(the probability of the labels) for each sample.

    Args:
        y_true: class indices (batch, labels); 0 is the blank and fills up.
        y_pred: logits (batch, steps, classes).

    Raises:
        ShapeError: targets or predictions of another rank.
    """
    labels = graph.cast(convert_to_tensor(y_true), "int64")
    logits = to_float(y_pred)
    if labels.ndim != 2 or logits.ndim != 3:
        fail(
            "ctc: targets are (batch, labels), predictions (batch, steps, classes)",
            {"y_true": labels.spec, "y_pred": logits.spec},
            "pad the targets with 0 to one length",
            graph.ShapeError,
        )
    batch, steps = graph.shape(logits)[:2]
    lengths = graph.sum(graph.cast(labels != 0, "int64"), axis=-1)
    return graph.ctc_loss(labels, logits, lengths, graph.full((batch,), steps))
