"""Label sequences without positions: their loss, and how they are read."""

from __future__ import annotations

import graph
from kerasish.base.errors import fail
from kerasish.base.tensors import convert_to_tensor, to_float
from kerasish.ops.recording import saved_as


@saved_as("CTCLoss")
def ctc_loss(
    target, output, target_length, output_length, mask_index=0
) -> graph.Tensor:
    """-ln(the probability that the output, read step by step, spells the target).

    Args:
        target: classes (batch, most labels); what is beyond a length is ignored.
        output: logits (batch, steps, classes).
        target_length, output_length: integers (batch,).
        mask_index: the class that stands for no label.

    Returns:
        (batch,), at least float32; infinity where the steps are too few.

    Raises:
        ShapeError: target or output of another rank.

    Source:
        Graves et al. (2006), "Connectionist temporal classification".

    Example:
        >>> from kerasish import ops
        >>> output = [[[0.0, 0.0], [0.0, 0.0]]]
        >>> ops.ctc_loss([[1]], output, [1], [2]).numpy().round(4)
        array([0.2877], dtype=float32)
    """
    lengths = convert_to_tensor(target_length), convert_to_tensor(output_length)
    return graph.ctc_loss(
        convert_to_tensor(target), _wide(output), *lengths, mask_index
    )


@saved_as("CTCDecode")
def ctc_decode(
    inputs,
    sequence_lengths,
    strategy="greedy",
    beam_width=100,
    top_paths=1,
    merge_repeated=True,
    mask_index=0,
) -> tuple[graph.Tensor, graph.Tensor]:
    """The label sequences that the inputs, read step by step, spell.

    Args:
        inputs: logits (batch, steps, classes).
        sequence_lengths: integers (batch,): how many steps count.
        strategy: "greedy" takes the likeliest class of each step; "beam_search" looks
            for the likeliest sequences.
        beam_width: how many beginnings of sequences the search keeps.
        top_paths: how many sequences the search returns, at most beam_width.
        merge_repeated: greedy only: whether a class that follows itself counts once.
        mask_index: the class that stands for no label; None for the last one.

    Returns:
        int32 (paths, batch, steps), filled up with -1, and scores (batch, paths): ln of
        the probability, or for "greedy" minus the sum of the largest logits.

    Raises:
        ArgumentError: an unknown strategy, or top_paths not from 1 to beam_width.
        ShapeError: inputs or lengths of another rank.

    Example:
        >>> import numpy as np
        >>> from kerasish import ops
        >>> steps = np.eye(3, dtype="float32")[[[1, 1, 0, 2]]] * 10
        >>> ops.ctc_decode(steps, [4])[0].tolist()
        [[[1, 2, -1, -1]]]
        >>> ops.ctc_decode(steps, [4], "beam_search")[0].tolist()
        [[[1, 2, -1, -1]]]
    """
    inputs = _wide(inputs)
    lengths = convert_to_tensor(sequence_lengths, "int32")
    blank = -1 if mask_index is None else mask_index
    if strategy == "greedy":
        labels, scores = graph.ctc_greedy_decode(inputs, lengths, blank, merge_repeated)
        return graph.expand_dims(labels, 0), graph.expand_dims(scores, 1)
    if strategy != "beam_search":
        fail(
            "ctc_decode: unknown strategy",
            {"strategy": repr(strategy)},
            "'greedy' or 'beam_search'",
        )
    return graph.ctc_beam_search(inputs, lengths, blank, beam_width, top_paths)


def _wide(x):
    """x as floats of at least 32 bits."""
    x = to_float(x)
    return graph.cast(x, "float32") if x.dtype.itemsize < 4 else x
