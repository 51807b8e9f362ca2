"""Sequences of different lengths as one array."""

from __future__ import annotations

import numpy as np

from kerasish.base.errors import DataError, fail


def pad_sequences(
    sequences, maxlen=None, dtype="int32", padding="pre", truncating="pre", value=0.0
):
    """The sequences cut and filled up to one length.

    Args:
        sequences: list of lists or arrays; their elements are of one shape.
        maxlen: the length; that of the longest sequence by default.
        dtype: of the result; "object" for strings of different lengths.
        padding: "pre" or "post": where shorter ones are filled up.
        truncating: "pre" or "post": where longer ones are cut.
        value: what they are filled up with.

    Returns:
        An array [sequences, maxlen, ...].

    Raises:
        DataError: something is no sequence, or elements have different shapes.
        ArgumentError: padding or truncating is neither "pre" nor "post".

    Example:
        >>> from kerasish import utils
        >>> utils.pad_sequences([[1], [2, 3], [4, 5, 6]], maxlen=2)
        array([[0, 1],
               [2, 3],
               [5, 6]], dtype=int32)
    """
    for name, side in (("padding", padding), ("truncating", truncating)):
        if side not in ("pre", "post"):
            fail(f"pad_sequences: {name} must be 'pre' or 'post'", {name: repr(side)})
    lengths = _lengths(sequences)
    if maxlen is None:
        maxlen = max(lengths, default=0)
    first = next((s for s in sequences if len(s)), ())
    shape = np.shape(first)[1:]
    if isinstance(value, str) and np.dtype(dtype).kind not in "OUS":
        fail(
            "pad_sequences: a string cannot fill up numbers",
            {"value": repr(value), "dtype": dtype},
            'pass dtype="object"',
        )
    result = np.full((len(lengths), maxlen, *shape), value, dtype)
    for row, sequence in zip(result, sequences):
        length = len(sequence)
        start = max(length - maxlen, 0) if truncating == "pre" else 0
        part = np.asarray(sequence[start : start + maxlen], dtype)
        if len(part) and part.shape[1:] != shape:
            fail(
                "pad_sequences: elements must have one shape",
                {"first": shape, "other": part.shape[1:]},
                "make all steps of all sequences alike",
                DataError,
            )
        if len(part) and padding == "pre":
            row[-len(part) :] = part
        elif len(part):
            row[: len(part)] = part
    return result


def _lengths(sequences) -> list[int]:
    try:
        return [len(sequence) for sequence in sequences]
    except TypeError:
        fail(
            "pad_sequences: sequences must be a list of lists or arrays",
            f"{type(sequences).__name__}: {sequences!r}"[:200],
            "wrap a single sequence into a list",
            DataError,
        )
