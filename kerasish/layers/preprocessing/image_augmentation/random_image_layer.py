"""The base of image layers that draw random numbers."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.random_seed import SeedGenerator
from kerasish.layers.preprocessing.base_image_layer import BaseImageLayer
from kerasish.layers.preprocessing.image_augmentation import augmentation_rules
from kerasish.random.distributions import uniform


@internal
class RandomImageLayer(BaseImageLayer):
    """An image layer with a generator of its own.

    Args:
        seed: of the generator.
    """

    rules = {"seed": augmentation_rules.seed}

    def __init__(self, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.seed = seed
        self.generator = SeedGenerator(seed)

    def compute_output_shape(self, input_shape):
        return input_shape

    def _source(self, seed):
        """Where numbers are drawn from: a seed that was given, or the own generator."""
        return self.generator if seed is None else seed

    def _happens(self, data, chances, seed) -> graph.Tensor:
        """(batch,) truth values: whether u < p, with p drawn between the chances and u
        between 0 and 1."""
        shape = (self._batch_size(data),)
        chance = uniform(shape, *chances, seed=seed)
        return uniform(shape, seed=seed) < chance


@internal
def for_each_image(values) -> graph.Tensor:
    """(batch,) as (batch, 1, 1, 1)."""
    return graph.reshape(values, (-1, 1, 1, 1))
