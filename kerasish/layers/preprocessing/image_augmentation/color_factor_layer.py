"""The base of layers that change colours by a drawn factor."""

from __future__ import annotations

from kerasish.base.discovery import internal
from kerasish.layers.preprocessing.image_augmentation import augmentation_rules
from kerasish.layers.preprocessing.image_augmentation.random_image_layer import (
    RandomImageLayer,
)


@internal
class ColorFactorLayer(RandomImageLayer):
    """An image layer with bounds of a factor and a range of values.

    Args:
        factor: a number or a pair, as the rule of the subclass says.
        value_range: least and largest value of a channel.
        data_format: "channels_last" or "channels_first".
        seed: of the draws.
    """

    rules = {"value_range": augmentation_rules.value_range}

    def __init__(
        self, factor, value_range=(0, 255), data_format=None, seed=None, **kwargs
    ):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.factor = factor
        self.value_range = value_range
