"""Several categories crossed to one, put into bins by its hash."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.layers.preprocessing.category_codes import encoded, encoded_shape
from kerasish.layers.preprocessing.hashed_text import CrossBins
from kerasish.layers.preprocessing.plain_inputs import PlainInputs
from kerasish.layers.preprocessing.sparse_outputs import dense_only


class HashedCrossing(PlainInputs):
    """y = hash(x1, x2, ...) mod num_bins, elementwise.

    Args:
        num_bins: the number of bins.
        output_mode: "int" for the numbers of bins, or "one_hot".
        sparse: only False.
        dtype: of the outputs; "int64" for "int", else the default float.

    Call arguments:
        inputs: a list of at least two inputs of integers or text, all of shape
            (samples,), (samples, 1) or ().

    Raises:
        ArgumentError: fewer than two inputs.
        ShapeError: inputs of another shape than one another, or with more axes.

    Example:
        >>> import kerasish
        >>> layer = kerasish.layers.HashedCrossing(5)
        >>> layer((["A", "B", "A"], [101, 101, 102])).numpy()
        array([1, 4, 3])
    """

    rules = {
        "num_bins": rules.positive_int,
        "output_mode": rules.one_of("int", "one_hot"),
        "sparse": dense_only,
    }

    def __init__(
        self,
        num_bins,
        output_mode="int",
        sparse=False,
        name=None,
        dtype=None,
        **kwargs,
    ):
        dtype = "int64" if output_mode == "int" and dtype is None else dtype
        super().__init__(name=name, dtype=dtype, **kwargs)
        self.num_bins = num_bins
        self.output_mode, self.sparse = output_mode, sparse

    def _convert(self, value):
        return value  # an integer dtype of the layer is that of its outputs

    def _as_input(self, value):
        if not isinstance(value, (list, tuple)) or len(value) < 2:
            fail(
                f"layer {self.name!r} crosses at least two inputs",
                {"inputs": type(value).__name__},
                "call it with a list: layer([x1, x2])",
            )
        as_input = super()._as_input
        return [as_input(part) for part in value]

    def call(self, inputs):
        first = inputs[0]
        for x in inputs:
            if x.dtype.kind not in "iuU":
                fail(
                    f"layer {self.name!r} crosses integers and text",
                    {"inputs": [t.spec for t in inputs]},
                    "round numbers, or put them into bins with Discretization",
                    graph.DTypeError,
                )
            column = x.ndim < 2 or (x.ndim == 2 and x.shape[-1] == 1)
            if not column or x.ndim != first.ndim or not _agree(x.shape, first.shape):
                fail(
                    f"layer {self.name!r}: inputs have one shape, "
                    "(samples,), (samples, 1) or ()",
                    {"inputs": [t.spec for t in inputs]},
                    "cross single features, as columns of one length",
                    graph.ShapeError,
                )
        bins = graph.apply(CrossBins(self.num_bins), *inputs)
        return encoded(bins, self.output_mode, self.num_bins, self.compute_dtype)

    def compute_output_shape(self, input_shape):
        return encoded_shape(input_shape[0], self.output_mode, self.num_bins)

    def get_config(self) -> dict:
        names = ("num_bins", "output_mode", "sparse", "name")
        return {name: getattr(self, name) for name in names} | {"dtype": self.dtype}


def _agree(a, b) -> bool:
    return all(m is None or n is None or m == n for m, n in zip(a, b))
