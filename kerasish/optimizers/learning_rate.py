"""The learning rate of an optimizer: a variable, a schedule, or a function."""

from __future__ import annotations

import numbers

from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.base.naming import path_scope
from kerasish.base.rules import Rule
from kerasish.base.serialization import serialize_keras_object
from kerasish.base.settings import floatx
from kerasish.base.variable import Variable
from kerasish.optimizers.schedules.learning_rate_schedule import LearningRateSchedule


def _is_rate(value) -> bool:
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        return value == value
    return isinstance(value, LearningRateSchedule) or callable(value)


learning_rate_rule = Rule(
    "a number, a LearningRateSchedule or a callable without arguments",
    _is_rate,
    ("0.1", None, float("nan"), True),
    lambda value: float(value) if isinstance(value, numbers.Real) else value,
)


@internal
class LearningRate:
    """What an optimizer needs to hold and change its learning rate."""

    def _start_learning_rate(self, learning_rate) -> None:
        """A number becomes a variable, so that it can change between compiled steps."""
        if callable(learning_rate):
            self._learning_rate = learning_rate
            return
        with path_scope(self.name):
            self._learning_rate = Variable(
                learning_rate,
                dtype=floatx(),
                trainable=False,
                name="learning_rate",
                aggregation="only_first_replica",
            )

    @property
    def learning_rate(self):
        """The rate now: the variable, or the schedule's value at this iteration.

        Setting a number changes the variable, also in steps that are compiled already.
        """
        rate = self._learning_rate
        if isinstance(rate, LearningRateSchedule):
            return rate(self._iterations)
        return rate() if callable(rate) else rate

    @learning_rate.setter
    def learning_rate(self, value) -> None:
        now = self._learning_rate
        if callable(value):
            self._learning_rate = value
            if isinstance(now, Variable):
                self._untrack_variable(now)
        elif isinstance(now, Variable):
            now.assign(value)
        else:
            fail(
                f"{type(self).__name__} {self.name!r}: the learning rate cannot be set",
                {"learning_rate": f"{type(now).__name__}, which computes it"},
                "make the optimizer with a number as its learning_rate, or set another "
                "schedule",
            )

    def _learning_rate_config(self):
        """The learning rate as plain data."""
        if isinstance(self._learning_rate, Variable):
            return float(self._learning_rate.array)
        return serialize_keras_object(self._learning_rate)
