"""Numbers as the bins that they fall into."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base import rules
from kerasish.base.errors import NotBuiltError, fail
from kerasish.base.rules import Rule
from kerasish.layers.preprocessing.adapt_batches import (
    batches_of,
    float_array,
    is_one_array,
)
from kerasish.layers.preprocessing.category_codes import (
    OUTPUT_MODES,
    encoded,
    encoded_shape,
)
from kerasish.layers.preprocessing.plain_inputs import PlainInputs
from kerasish.layers.preprocessing.quantile_summary import (
    bin_edges,
    empty_summary,
    merged,
    summarized,
)
from kerasish.layers.preprocessing.sparse_outputs import dense_only


def _is_ascending(value) -> bool:
    try:
        array = np.asarray(value)
    except ValueError:
        return False
    numeric = array.ndim == 1 and array.dtype.kind in "iuf"
    return numeric and bool((array[1:] >= array[:-1]).all())


_BOUNDARIES = rules.optional(
    Rule("ascending numbers", _is_ascending, (1.0, [2.0, 1.0], ["a"], [[1.0]]))
)


class Discretization(PlainInputs):
    """y = the number i of the bin with boundaries[i - 1] <= x < boundaries[i].

    Args:
        bin_boundaries: ascending numbers; there is a bin more than boundaries.
        num_bins: the number of bins in place of `bin_boundaries`, which `adapt` then
            puts so that the bins hold equally many elements.
        epsilon: share of the elements by which bins may differ, above 0.
        output_mode: "int" for the numbers, int32; "one_hot"; "multi_hot" or "count" for
            which bins are in a sample, or how often.
        sparse: only False.
        dtype: of all outputs but "int".

    Raises:
        ArgumentError: not one of bin_boundaries and num_bins is given.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.Discretization([0.0, 1.0, 2.0])
        >>> layer(np.array([[-1.5, 1.0, 3.4, 0.5]])).numpy()
        array([[0, 2, 3, 1]], dtype=int32)
    """

    rules = {
        "bin_boundaries": _BOUNDARIES,
        "num_bins": rules.optional(rules.non_negative_int),
        "epsilon": rules.positive_number,
        "output_mode": rules.one_of(*OUTPUT_MODES),
        "sparse": dense_only,
    }

    def __init__(
        self,
        bin_boundaries=None,
        num_bins=None,
        epsilon=0.01,
        output_mode="int",
        sparse=False,
        dtype=None,
        name=None,
    ):
        super().__init__(name=name, dtype=dtype)
        if (bin_boundaries is None) == (num_bins is None):
            fail(
                "Discretization: give either bin_boundaries or num_bins",
                {"bin_boundaries": bin_boundaries, "num_bins": num_bins},
                "with num_bins, adapt finds the boundaries",
            )
        vars(self)["bin_boundaries"] = _as_list(bin_boundaries)
        self.num_bins, self.epsilon = num_bins, epsilon
        self.output_mode, self.sparse = output_mode, sparse
        self.summary = empty_summary()

    @property
    def output_dtype(self) -> str:
        """The dtype of the outputs."""
        return "int32" if self.output_mode == "int" else self.compute_dtype

    def adapt(self, data, steps=None) -> None:
        """Puts the boundaries at quantiles of data.

        Args:
            data: an array or tensor, or an iterable of batches; of a batch (x, y), x
                counts.
            steps: at most so many batches.

        Raises:
            ArgumentError: the boundaries were given.
            DataError: no data, or no arrays.
        """
        if self.num_bins is None:
            fail(
                f"layer {self.name!r}: bin_boundaries were given",
                None,
                "pass num_bins in their place to adapt the layer to data",
            )
        self.reset_state()
        batches = [data] if is_one_array(data) else batches_of(data, self.name, steps)
        for batch in batches:
            self.update_state(batch)
        self.finalize_state()

    def update_state(self, data) -> None:
        """Counts a batch in."""
        array = float_array(data, self.name)
        new = summarized(array, self.epsilon)
        self.summary = merged(new, self.summary, self.epsilon)

    def finalize_state(self) -> None:
        """Puts the boundaries where the batches seen say."""
        if self.num_bins is not None:
            edges = bin_edges(self.summary, self.num_bins)
            vars(self)["bin_boundaries"] = edges.tolist()
            self._note_adaptation()

    def reset_state(self) -> None:
        """Forgets the batches seen."""
        self.summary = empty_summary()

    def call(self, inputs):
        if self.bin_boundaries is None:
            fail(
                f"layer {self.name!r} has no boundaries yet",
                None,
                "call adapt on data first, or pass bin_boundaries",
                NotBuiltError,
            )
        edges = np.array(self.bin_boundaries, np.float32)
        if inputs.dtype == np.float64:
            edges = edges.astype(np.float64)
        bins = graph.digitize(inputs, edges)
        return encoded(bins, self.output_mode, len(edges) + 1, self.output_dtype)

    def compute_output_shape(self, input_shape):
        known = self.bin_boundaries
        depth = self.num_bins if known is None else len(known) + 1
        return encoded_shape(input_shape, self.output_mode, depth)

    def get_config(self) -> dict:
        config = super().get_config()
        names = [*self.argument_names()]
        return {k: config[k] for k in names if k in config} | {"dtype": self.dtype}

    @classmethod
    def from_config(cls, config):
        """The layer; of an adapted one, both boundaries and their number are known."""
        config = dict(config)
        boundaries = config.get("bin_boundaries")
        if boundaries is None or config.get("num_bins") is None:
            return super().from_config(config)
        layer = super().from_config({**config, "bin_boundaries": None})
        checked = _BOUNDARIES.check(cls.__name__, "bin_boundaries", boundaries)
        vars(layer)["bin_boundaries"] = _as_list(checked)
        return layer


def _as_list(boundaries):
    return None if boundaries is None else [float(b) for b in boundaries]
