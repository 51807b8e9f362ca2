"""A learning rate that is constant between given steps."""

from __future__ import annotations

import graph
from kerasish.base.errors import fail
from kerasish.base.tensors import convert_to_tensor
from kerasish.optimizers.schedules.learning_rate_schedule import LearningRateSchedule


class PiecewiseConstantDecay(LearningRateSchedule):
    """rate(step) = values[i], i the number of boundaries below the step.

    Args:
        boundaries: steps in ascending order. A boundary itself still has the rate of
            before.
        values: the rates, one more than boundaries.
        name: kept for Keras' signature.

    Raises:
        ArgumentError: another number of values, or boundaries that descend.

    Example:
        >>> from kerasish.optimizers import schedules
        >>> schedule = schedules.PiecewiseConstantDecay([10, 20], [1.0, 0.5, 0.25])
        >>> [float(schedule(step)) for step in (10, 11, 21)]
        [1.0, 0.5, 0.25]
    """

    def __init__(self, boundaries, values, name="PiecewiseConstant"):
        boundaries, values = list(boundaries), list(values)
        if len(boundaries) != len(values) - 1:
            fail(
                "PiecewiseConstantDecay: there must be one more value than boundaries",
                {"boundaries": boundaries, "values": values},
                "the first value holds before the first boundary, the last after the "
                "last",
            )
        if boundaries != sorted(boundaries):
            fail(
                "PiecewiseConstantDecay: boundaries must ascend",
                {"boundaries": boundaries},
                "sort the boundaries, and the values with them",
            )
        self.boundaries = boundaries
        self.values = values
        self.name = name

    def __call__(self, step):
        step = convert_to_tensor(step)
        rate = self.as_float(self.values[0])
        for boundary, value in zip(self.boundaries, self.values[1:]):
            rate = graph.where(step > boundary, value, rate)
        return rate
