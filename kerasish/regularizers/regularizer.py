"""The base class of regularizers."""

from __future__ import annotations

from kerasish.base.configured import Configured


class Regularizer(Configured):
    """A penalty: ``regularizer(x)`` gives a scalar that is added to the loss."""

    def __call__(self, x):
        raise NotImplementedError("a Regularizer must define __call__(x)")
