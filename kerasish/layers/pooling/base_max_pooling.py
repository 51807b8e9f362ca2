"""What the pools of maxima share."""

from __future__ import annotations

from kerasish.base.discovery import internal
from kerasish.layers.pooling.base_pooling import BasePooling


@internal
class BaseMaxPooling(BasePooling):
    """The largest element of each window."""

    pool = "max_pool"

    def __init__(
        self,
        pool_size=2,
        strides=None,
        padding="valid",
        data_format=None,
        name=None,
        **kwargs,
    ):
        super().__init__(pool_size, strides, padding, data_format, name, **kwargs)
