"""Images of a random number of rows, as tf.keras 2 had them."""

from __future__ import annotations

from kerasish.base.discovery import internal
from kerasish.layers.legacy.random_size import RandomSize


@internal
class RandomHeight(RandomSize):
    """y = x: images keep their rows, as they did out of training.

    Args:
        factor, interpolation, seed: of what training drew; not used.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> kerasish.layers.RandomHeight(0.2)(np.ones((1, 4, 4, 3))).shape
        (1, 4, 4, 3)
    """
