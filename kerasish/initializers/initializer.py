"""The base class of initializers."""

from __future__ import annotations

from kerasish.base.configured import Configured


class Initializer(Configured):
    """Makes the first value of a weight: ``initializer(shape, dtype=None)``.

    A subclass defines ``__call__`` and returns a tensor of that shape and dtype.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> class Threes(kerasish.Initializer):
        ...     def __call__(self, shape, dtype=None):
        ...         return np.full(shape, 3.0, dtype)
        >>> layer = kerasish.layers.Dense(2, kernel_initializer=Threes())
        >>> layer.build((None, 1))
        >>> layer.kernel.numpy()
        array([[3., 3.]], dtype=float32)
    """

    def __call__(self, shape, dtype=None, **kwargs):
        raise NotImplementedError("an Initializer must define __call__(shape, dtype)")

    def clone(self):
        """A new initializer of the same config."""
        return type(self).from_config(self.get_config())
