"""The circle loss of embeddings."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.tensors import convert_to_tensor, to_float
from kerasish.losses.loss_function_wrapper import LossFunctionWrapper

#: stands for minus infinity in logarithms of sums, without its NaN gradients
_NOTHING = -1e30


class Circle(LossFunctionWrapper):
    """ln(1 + sum(e**(gamma a_p (s_p - m))) * sum(e**(gamma a_n (s_n - m)))).

    The sums are over the embeddings of the same label (p) and of others (n), with
    cosines s, margins m and weights a that are larger for pairs that are further from
    where they should be.

    Args:
        gamma: scale, "Scale" of the paper.
        margin: how far cosines should be from 1 and from 0.
        remove_diagonal: whether an embedding is not compared with itself.
        reduction, name, dtype: see `Loss`.

    Source:
        Sun et al. (2020), https://arxiv.org/abs/2002.10857, equation 6.

    Example:
        >>> from kerasish import losses
        >>> loss = losses.Circle(gamma=1.0)
        >>> round(float(loss([0, 0], [[1.0, 0.0], [0.6, 0.8]])), 4)
        0.0
    """

    rules = {
        "gamma": rules.finite_number,
        "margin": rules.finite_number,
        "remove_diagonal": rules.boolean,
    }

    def __init__(
        self,
        gamma=80.0,
        margin=0.4,
        remove_diagonal=True,
        reduction="sum_over_batch_size",
        name="circle",
        dtype=None,
    ):
        super().__init__(
            circle,
            reduction,
            name,
            dtype,
            gamma=gamma,
            margin=margin,
            remove_diagonal=remove_diagonal,
        )
        self.gamma = gamma
        self.margin = margin
        self.remove_diagonal = remove_diagonal


def circle(
    y_true,
    y_pred,
    ref_labels=None,
    ref_embeddings=None,
    remove_diagonal=True,
    gamma=80,
    margin=0.4,
):
    """The circle loss of each embedding.

    Args:
        y_true: integer labels, (batch,).
        y_pred: embeddings of length 1, (batch, size).
        ref_labels, ref_embeddings: what they are compared with; themselves if None.
        remove_diagonal, gamma, margin: see `Circle`.

    Returns:
        (batch,), with a mask of the losses above 0 as ``tags``.
    """
    y_pred = to_float(y_pred)
    dtype = y_pred.dtype
    if dtype == "float16":  # which does not hold _NOTHING
        y_pred = graph.cast(y_pred, "float32")
    others = (
        y_pred if ref_embeddings is None else to_float(ref_embeddings, y_pred.dtype)
    )
    same, different = _pairs(
        y_true, y_true if ref_labels is None else ref_labels, remove_diagonal
    )
    distances = graph.maximum(1.0 - graph.matmul(y_pred, graph.transpose(others)), 0.0)
    pull = graph.maximum(margin + distances, 0.0) * (distances - margin)
    push = graph.maximum(1.0 + margin - distances, 0.0) * (1.0 - margin - distances)
    sums = [
        graph.logsumexp(graph.where(chosen, gamma * terms, _NOTHING), axis=1)
        for chosen, terms in ((same, pull), (different, push))
    ]
    losses = graph.cast(graph.softplus(sums[0] + sums[1]), dtype)
    losses.tags = losses > 0  # only these count in the mean
    return losses


def _pairs(labels, other_labels, remove_diagonal):
    """Which pairs have the same label, and which have different ones."""
    rows = graph.reshape(convert_to_tensor(labels, "int32"), (-1, 1))
    columns = graph.reshape(convert_to_tensor(other_labels, "int32"), (1, -1))
    same = rows == columns
    different = graph.logical_not(same)
    if remove_diagonal:
        size = [graph.arange(n) for n in graph.shape(same)]
        diagonal = graph.expand_dims(size[0], 1) == size[1]
        same = graph.logical_and(same, graph.logical_not(diagonal))
    return same, different
