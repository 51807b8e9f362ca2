"""Reading label sequences from what a classifier says step by step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dispatch import as_tensor
from graph.ir.errors import ShapeError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.logical import logical_and
from graph.ops.elementwise.selection import where
from graph.ops.indexing.gather import take_along_axis
from graph.ops.nn.ctc_search import FILLER, beam_search
from graph.ops.promotion import as_float
from graph.ops.public import public
from graph.ops.reduction.extremes import argmax
from graph.ops.reduction.extremes import max as maximum_over
from graph.ops.shape.arange import positions
from graph.ops.shape.broadcast import sum as total
from graph.ops.shape.concatenate import concatenate
from graph.ops.shape.filled import ones_like
from graph.ops.shape.reshape import expand_dims
from graph.ops.sorting.sort import argsort

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def ctc_greedy_decode(
    logits: TensorLike,
    logit_lengths: Sequence[int],
    blank: int = 0,
    merge_repeated: bool = True,
) -> tuple[Tensor, Tensor]:
    """The labels of the likeliest class of each step, without blanks and repeats.

    Args:
        logits: (batch, steps, classes).
        logit_lengths: integers (batch,): how many steps count.
        blank: the class that stands for no label; -1 for the last one.
        merge_repeated: whether a class that follows itself counts once.

    Returns:
        int32 labels (batch, steps), filled up with -1, and (batch,), minus the sum of
        the largest logits.

    Raises:
        ShapeError: logits or lengths of another rank.

    Gradient:
        To the largest logits.

    Example:
        >>> import graph
        >>> logits = graph.one_hot([[1, 1, 0, 1]], 2)
        >>> labels, scores = graph.ctc_greedy_decode(logits, [4])
        >>> labels.tolist(), scores.tolist()
        ([[1, 1, -1, -1]], [-4.0])
    """
    logits, lengths = _checked("ctc_greedy_decode", logits, logit_lengths)
    steps, classes = logits.spec.shape[1:]
    inside = positions(steps) < expand_dims(lengths, 1)
    best = cast(argmax(logits, -1), "int32")
    kept = logical_and(inside, best != (blank if blank >= 0 else classes + blank))
    if merge_repeated:
        changed = best[:, 1:] != best[:, :-1]
        first = ones_like(best[:, :1], "bool")
        kept = logical_and(kept, concatenate([first, changed], 1))
    # a stable sort moves what is kept to the front
    order = argsort(cast(where(kept, 0, 1), "int32"), -1)
    labels = take_along_axis(where(kept, best, np.int32(FILLER)), order, 1)
    scores = -total(where(inside, maximum_over(logits, -1), 0), -1)
    return labels, scores


@public
def ctc_beam_search(
    logits: TensorLike,
    logit_lengths: Sequence[int] | np.ndarray,
    blank: int = 0,
    beam_width: int = 100,
    top_paths: int = 1,
) -> tuple[Tensor, Tensor]:
    """The label sequences whose readings together are likeliest.

    Args:
        logits: (batch, steps, classes), before softmax.
        logit_lengths: integers (batch,): how many steps count.
        blank: the class that stands for no label; -1 for the last one.
        beam_width: how many prefixes are kept at each step.
        top_paths: how many sequences are wanted, at most beam_width.

    Returns:
        int32 labels (top_paths, batch, steps), filled up with -1, and ln of their
        probabilities (batch, top_paths), the likeliest first.

    Raises:
        ShapeError: logits or lengths of another rank.
        ArgumentError: top_paths is not from 1 to beam_width.
        ValueError: there are fewer sequences than paths (ExecutionError when a graph
            runs).

    Gradient:
        None.

    Source:
        Graves, 2012, "Supervised sequence labelling with recurrent neural networks",
        section 7.5.3.

    Example:
        >>> import graph
        >>> import numpy as np
        >>> logits = np.log([[[0.6, 0.4], [0.6, 0.4]]])  # 0.36: twice the blank
        >>> labels, scores = graph.ctc_beam_search(logits, [2], top_paths=2)
        >>> labels[:, 0].tolist(), np.exp(scores.numpy()).round(2).tolist()
        ([[1, -1], [-1, -1]], [[0.64, 0.36]])
    """
    logits, lengths = _checked("ctc_beam_search", logits, logit_lengths)
    blank = blank if blank >= 0 else logits.spec.shape[-1] + blank
    parts = (
        logits[..., :blank],
        logits[..., blank + 1 :],
        logits[..., blank : blank + 1],
    )
    labels, scores = beam_search(concatenate(parts, -1), lengths, beam_width, top_paths)
    return where(labels >= blank, labels + 1, labels), scores


def _checked(
    name: str, logits: TensorLike, lengths: TensorLike
) -> tuple[Tensor | np.ndarray, Tensor | Sequence[int] | np.ndarray]:
    logits, lengths = as_float(logits), as_tensor(lengths)
    if logits.ndim == 3 and lengths.ndim == 1:
        return logits, lengths
    raise ShapeError(
        describe(
            f"{name}: logits are (batch, steps, classes), lengths (batch,)",
            {"logits": logits.spec, "logit_lengths": lengths.spec},
            "one length for each sequence",
            str(here()),
        )
    )
