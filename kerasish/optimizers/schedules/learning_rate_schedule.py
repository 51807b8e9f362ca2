"""The base class of learning rate schedules."""

from __future__ import annotations

import graph
from kerasish.base.configured import Configured
from kerasish.base.settings import floatx
from kerasish.base.tensors import convert_to_tensor


class LearningRateSchedule(Configured):
    """The learning rate as a function of the step: ``schedule(step)``.

    A subclass defines ``__call__(step)`` with ``graph`` or ``kerasish.ops`` functions,
    so that it can be compiled into the training step, where `step` is symbolic.

    Example:
        >>> import kerasish
        >>> class Halving(kerasish.optimizers.schedules.LearningRateSchedule):
        ...     def __init__(self, initial_learning_rate):
        ...         self.initial_learning_rate = initial_learning_rate
        ...     def __call__(self, step):
        ...         return self.initial_learning_rate * 0.5 ** self.as_float(step)
        >>> float(Halving(1.0)(3))
        0.125
    """

    def __call__(self, step):
        raise NotImplementedError(
            f"{type(self).__name__} must define __call__(step), which returns the "
            "learning rate of a step"
        )

    @staticmethod
    def as_float(value) -> graph.Tensor:
        """A number, tensor or variable as a tensor of the default float dtype."""
        return graph.cast(convert_to_tensor(value), floatx())
