"""What the dropouts of whole feature maps share."""

from __future__ import annotations

from kerasish.base.discovery import internal
from kerasish.layers.input_spec import InputSpec
from kerasish.layers.regularization.dropout import Dropout


@internal
class BaseSpatialDropout(Dropout):
    """A dropout whose random choice is one for each example and channel.

    As in Keras, the layer takes no other arguments than those below, and its config
    holds no others.
    """

    rank: int
    data_format = "channels_last"

    def __init__(self, rate, seed=None, name=None, dtype=None):
        super().__init__(rate, seed=seed, name=name, dtype=dtype)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def _noise_sizes(self, inputs):
        ones = (1,) * self.rank
        if self.data_format == "channels_first":
            return (None, None, *ones)
        return (None, *ones, None)

    def get_config(self):
        keys = ("rate", "seed", "name", "data_format")
        config = {k: v for k, v in super().get_config().items() if k in keys}
        return {**config, "dtype": self.dtype_policy.name}
