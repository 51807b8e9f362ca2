"""Each element of a volume several times."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.layers.argument_rules import data_format as data_format_rule
from kerasish.layers.reshaping.base_up_sampling import BaseUpSampling


class UpSampling3D(BaseUpSampling):
    """y[:, i, j, k] = x[:, i // size[0], j // size[1], k // size[2]].

    Args:
        size: factor of each spatial axis, or one for all.
        data_format: "channels_last" or "channels_first"; the global one when None.

    Call arguments:
        inputs: (batch, depth, rows, columns, channels), or channels before.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.layers.UpSampling3D()(np.zeros((2, 3, 3, 3, 4))).shape
        (2, 6, 6, 6, 4)
    """

    rules = {"size": rules.int_or_tuple(3), "data_format": data_format_rule}
    rank = 3

    def __init__(self, size=(2, 2, 2), data_format=None, **kwargs):
        super().__init__(**kwargs)
        self._start(data_format)
        self.size = size
