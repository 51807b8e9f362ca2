"""Connectionist temporal classification: how likely a label sequence is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.dispatch import as_tensor
from graph.ir.errors import ShapeError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.control.scanning import scan
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.logical import logical_and
from graph.ops.elementwise.selection import where
from graph.ops.indexing.gather import take_along_axis
from graph.ops.nn.softmax import log_softmax
from graph.ops.promotion import as_float
from graph.ops.public import public
from graph.ops.reduction.statistics import logsumexp
from graph.ops.shape.arange import arange
from graph.ops.shape.concatenate import concatenate, stack
from graph.ops.shape.filled import full_like
from graph.ops.shape.reshape import expand_dims, reshape
from graph.ops.shape.transpose import moveaxis

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


#: stands for the logarithm of 0, without its NaN gradients
_NEVER = -1e30


@public
def ctc_loss(
    labels: TensorLike,
    logits: TensorLike,
    label_lengths: Sequence[int],
    logit_lengths: Sequence[int],
    blank: int = 0,
) -> Tensor:
    """-ln(the probability that the logits, read step by step, spell the labels).

    A reading takes one class a step; repeats are merged and blanks dropped.

    Args:
        labels: integers (batch, most labels); what is beyond a length is ignored.
        logits: (batch, steps, classes), before softmax.
        label_lengths, logit_lengths: integers (batch,).
        blank: the class that stands for no label.

    Returns:
        (batch,); infinity where the steps are too few for the labels.

    Raises:
        ShapeError: labels or logits of another rank.

    Source:
        Graves et al. (2006), "Connectionist temporal classification", equations 5 to 8.

    Example:
        >>> import graph
        >>> loss = graph.ctc_loss([[1]], [[[0.0, 0.0], [0.0, 0.0]]], [1], [2])
        >>> loss.numpy().round(4)  # 3 of 4 equally likely readings spell 1
        array([0.2877])
    """
    labels, logits = cast(as_tensor(labels), "int64"), as_float(logits)
    _require_ranks(labels, logits)
    dtype = logits.dtype
    if dtype == np.float16:  # which does not hold _NEVER
        logits = cast(logits, "float32")
    extended = _with_blanks(labels, blank)
    scores = log_softmax(logits, -1)
    scores = moveaxis(take_along_axis(scores, expand_dims(extended, 1), -1), 1, 0)
    lengths = expand_dims(cast(as_tensor(logit_lengths), "int64"), 1)
    skips = where(_may_skip(extended, blank), 0.0, _NEVER)
    skips = cast(skips, logits.dtype)

    def step(forward: Tensor, row: tuple[Tensor, ...]) -> tuple[Tensor, None]:
        time, emitted = row
        moved = _forward(forward, skips) + emitted
        return where(time < lengths, moved, forward), None

    steps = scores.spec.shape[0]
    last, _ = scan(step, _start(scores[0]), (arange(1, steps), scores[1:]))
    return cast(_ending(last, cast(as_tensor(label_lengths), "int64")), dtype)


def _require_ranks(labels: Tensor, logits: Tensor) -> None:
    if labels.ndim == 2 and logits.ndim == 3:
        return
    raise ShapeError(
        describe(
            "ctc_loss: labels are (batch, labels), logits (batch, steps, classes)",
            {"labels": labels.spec, "logits": logits.spec},
            "add the missing axis, or pad the labels to one length",
            str(here()),
        )
    )


def _with_blanks(labels: Tensor, blank: int) -> Tensor:
    """blank, label, blank, label, ..., blank: (batch, 2 * labels + 1)."""
    pairs = stack([full_like(labels, blank), labels], axis=2)
    batch, size = labels.spec.shape
    flat = reshape(pairs, (batch, size * 2))
    return concatenate([flat, full_like(flat[:, :1], blank)], axis=1)


def _may_skip(extended: TensorLike, blank: int) -> Tensor:
    """Where the blank before may be left out: at labels that differ from the last."""
    differs = concatenate(
        [extended[:, :2] != extended[:, :2], extended[:, 2:] != extended[:, :-2]],
        axis=1,
    )
    return logical_and(differs, extended != blank)


def _start(scores: Tensor) -> Tensor:
    """A reading starts with a blank or with the first label."""
    position = arange(scores.spec.shape[1])
    return where(position < 2, scores, np.asarray(_NEVER, scores.dtype))


def _forward(forward: Tensor, skips: Tensor) -> Tensor:
    """ln of the sum over the positions from which each is reached in one step."""
    never = full_like(forward[:, :1], _NEVER)
    one = concatenate([never, forward[:, :-1]], axis=1)
    two = concatenate([never, never, forward[:, :-2]], axis=1)
    return logsumexp(stack([forward, one, two + skips]), axis=0)


def _ending(last: Any, label_lengths: Tensor) -> Tensor:
    """-ln of the sum over the two last positions of the labels."""
    end = expand_dims(label_lengths * 2, 1)
    blank = take_along_axis(last, end, 1)
    label = take_along_axis(last, where(end > 0, end - 1, 0), 1)
    label = where(end > 0, label, np.asarray(_NEVER, last.dtype))
    total = logsumexp(concatenate([blank, label], axis=1), axis=1)
    return where(total > _NEVER / 2, -total, np.asarray(np.inf, last.dtype))
