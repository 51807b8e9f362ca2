"""Tensors with parts zeroed or reordered at random."""

from __future__ import annotations

import graph
from kerasish.base.errors import fail
from kerasish.base.random_seed import draw_key
from kerasish.base.tensors import convert_to_tensor


def dropout(inputs, rate, noise_shape=None, seed=None):
    """y = x / (1 - rate) with probability 1 - rate, else 0.

    Args:
        inputs: floating-point tensor.
        rate: the share that is zeroed, from 0 to 1.
        noise_shape: shape of the random choice, broadcast to the inputs; None in it
            stands for the size of the inputs.
        seed: an integer, a `SeedGenerator` or None.

    Raises:
        ArgumentError: rate is not from 0 to 1.

    Gradient:
        dy / (1 - rate) where the input is kept, else 0.

    Example:
        >>> import numpy as np
        >>> from kerasish import random
        >>> y = random.dropout(np.ones((10000,), "float32"), 0.75, seed=0)
        >>> sorted(set(y.tolist())), f"{y.mean():.1f}"
        ([0.0, 4.0], '1.0')
    """
    if not 0 <= rate <= 1:
        fail("dropout: rate must be a number from 0 to 1", {"rate": rate})
    inputs = convert_to_tensor(inputs)
    if rate == 0:
        return inputs
    if rate == 1:
        return graph.zeros_like(inputs)
    sizes = graph.shape(inputs)
    if noise_shape is not None:
        sizes = [own if n is None else n for own, n in zip(sizes, noise_shape)]
    kept = graph.random_bernoulli(draw_key(seed), sizes, 1 - rate)
    return graph.where(kept, inputs * (1 / (1 - rate)), 0.0)


def shuffle(x, axis=0, seed=None):
    """The slices of x along an axis, in a random order.

    Args:
        x: tensor of rank 1 or more.
        axis: whose slices are moved.
        seed: an integer, a `SeedGenerator` or None.

    Example:
        >>> from kerasish import random
        >>> sorted(random.shuffle([3, 1, 2], seed=0).tolist())
        [1, 2, 3]
    """
    return graph.random_shuffle(draw_key(seed), convert_to_tensor(x), axis)
