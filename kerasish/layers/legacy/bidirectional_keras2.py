"""Bidirectional as it was before tf.keras: masked steps repeat the output."""

from __future__ import annotations

from kerasish.base.discovery import internal
from kerasish.layers.rnn.bidirectional import Bidirectional


@internal
class BidirectionalKeras2(Bidirectional):
    """`Bidirectional` whose output at a masked step is that of the step before.

    Today's class gives zeros there.

    Example:
        >>> import numpy as np
        >>> from kerasish import layers
        >>> inner = layers.LSTM(4, return_sequences=True)
        >>> layers.BidirectionalKeras2(inner)(np.ones((2, 5, 3))).shape
        (2, 5, 8)
    """

    def __init__(self, layer, **kwargs):
        super().__init__(layer, **kwargs)
        for one in (self.forward_layer, self.backward_layer):
            one.zero_output_for_mask = False
