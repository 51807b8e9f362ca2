"""Category numbers as vectors."""

from __future__ import annotations

import graph
from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.layers.preprocessing.category_codes import encoded, encoded_shape
from kerasish.layers.preprocessing.plain_inputs import PlainInputs
from kerasish.layers.preprocessing.sparse_outputs import dense_only


class CategoryEncoding(PlainInputs):
    """y[c] = whether category c is in a sample, or how often.

    Numbers that are no category count nothing.

    Args:
        num_tokens: the number of categories, at least 1.
        output_mode: "multi_hot": which categories are in a sample; "count": how often;
            "one_hot": a vector for each element.
        sparse: only False.

    Call arguments:
        inputs: integers from 0 to num_tokens - 1, (samples, elements) or (elements,).
        count_weights: what each element counts in mode "count", in the shape of inputs.

    Raises:
        ArgumentError: count_weights in another mode.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.CategoryEncoding(4, output_mode="count")
        >>> layer(np.array([[0, 1, 0], [3, 3, 3]])).numpy()
        array([[2., 1., 0., 0.],
               [0., 0., 0., 3.]], dtype=float32)
    """

    rules = {
        "num_tokens": rules.positive_int,
        "output_mode": rules.one_of("multi_hot", "one_hot", "count", "binary"),
        "sparse": dense_only,
    }

    def __init__(
        self, num_tokens=None, output_mode="multi_hot", sparse=False, **kwargs
    ):
        super().__init__(**kwargs)
        self.num_tokens = num_tokens
        self.output_mode = "multi_hot" if output_mode == "binary" else output_mode
        self.sparse = sparse

    def call(self, inputs, count_weights=None):
        if count_weights is not None:
            if self.output_mode != "count":
                fail(
                    f"layer {self.name!r}: count_weights are for counting",
                    {"output_mode": self.output_mode},
                    'leave them out, or make the layer with output_mode="count"',
                )
            count_weights = graph.cast(count_weights, self.compute_dtype)
        mode, dtype = self.output_mode, self.compute_dtype
        return encoded(inputs, mode, self.num_tokens, dtype, count_weights)

    def compute_output_shape(self, input_shape, count_weights_shape=None):
        return encoded_shape(input_shape, self.output_mode, self.num_tokens)
