"""Text and integers put into bins by their hash."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.base.settings import floatx
from kerasish.layers.preprocessing.category_codes import (
    OUTPUT_MODES,
    encoded,
    encoded_shape,
)
from kerasish.layers.preprocessing.hash_keys import hash_key, salt_rule
from kerasish.layers.preprocessing.hashed_text import EqualsText, HashBins
from kerasish.layers.preprocessing.plain_inputs import PlainInputs
from kerasish.layers.preprocessing.sparse_outputs import dense_only


class Hashing(PlainInputs):
    """y = hash(x) mod num_bins: the same bin for the same text in every run.

    The hash is FarmHash64 of the text in UTF-8, or SipHash-2-4 with a salt. Integers
    are hashed as decimals, floats as the integers that they are cut to.

    Args:
        num_bins: the number of bins, with that of `mask_value`.
        mask_value: what goes to bin 0, which holds nothing else then.
        salt: an integer, or two: the key of the hash.
        output_mode: "int" for the numbers of bins; "one_hot"; "multi_hot" or "count"
            for which bins are in a sample, or how often.
        sparse: only False.
        dtype: "int64" or "int32" for "int"; of the other outputs the default float.

    Call arguments:
        inputs: text (str or bytes) or numbers, of any shape. In a model text comes from
            ``Input(shape, dtype="string")``.

    Example:
        >>> import kerasish
        >>> kerasish.layers.Hashing(3)([["A"], ["B"], ["C"]]).numpy().ravel()
        array([1, 0, 1])
    """

    rules = {
        "num_bins": rules.positive_int,
        "salt": salt_rule,
        "output_mode": rules.one_of(*OUTPUT_MODES),
        "sparse": dense_only,
    }

    def __init__(
        self,
        num_bins,
        mask_value=None,
        salt=None,
        output_mode="int",
        sparse=False,
        **kwargs,
    ):
        if kwargs.get("dtype") is None:
            kwargs["dtype"] = "int64" if output_mode == "int" else floatx()
        super().__init__(**kwargs)
        if output_mode == "int" and self.compute_dtype not in ("int32", "int64"):
            fail(
                'Hashing: dtype must be "int32" or "int64" for output_mode="int"',
                {"dtype": self.compute_dtype},
                "leave dtype out",
            )
        self.num_bins, self.mask_value, self.salt = num_bins, mask_value, salt
        self.output_mode, self.sparse = output_mode, sparse

    def _convert(self, value):
        return value  # an integer dtype of the layer is that of its outputs

    def call(self, inputs):
        x = inputs
        if x.dtype.kind == "f":
            x = graph.cast(x, "int64")
        if self.output_mode == "one_hot" and x.ndim and x.shape[-1] == 1:
            x = graph.squeeze(x, -1)
        bins = self._bins(x)
        return encoded(bins, self.output_mode, self.num_bins, self.compute_dtype)

    def _bins(self, x):
        key = hash_key(self.salt)
        if self.mask_value is None or self.num_bins == 1:
            return graph.apply(HashBins(self.num_bins, key), x)
        bins = graph.apply(HashBins(self.num_bins - 1, key), x) + 1
        return graph.where(self._masked(x), 0, bins)

    def _masked(self, x):
        """Where an input is the mask value."""
        is_text = x.dtype.kind == "U"
        if is_text != isinstance(self.mask_value, (str, bytes)):
            fail(
                f"layer {self.name!r}: mask_value is not of the kind of the input",
                {"mask_value": repr(self.mask_value), "input": x.spec},
                "text is masked by text, numbers by a number",
                graph.DTypeError,
            )
        if is_text:
            return graph.apply(EqualsText(self.mask_value), x)
        return x == np.asarray(self.mask_value).astype(x.dtype)

    def compute_output_shape(self, input_shape):
        return encoded_shape(input_shape, self.output_mode, self.num_bins)
