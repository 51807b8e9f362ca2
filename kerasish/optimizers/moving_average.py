"""Moving averages of the trained variables, which may replace them."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import NotBuiltError, fail


@internal
class MovingAverage:
    """What an optimizer with ``use_ema`` does after each update."""

    def _update_averages(self) -> None:
        """average = momentum * average + (1 - momentum) * w; at first average = w."""
        iterations = graph.as_tensor(self.iterations)
        momentum = graph.where(iterations != 0, self.ema_momentum, 0.0)
        every = self.ema_overwrite_frequency
        for variable, average in self._averaged():
            share = graph.cast(momentum, variable.dtype)
            value = variable.value
            mean = share * average.value + (1.0 - share) * value
            average.assign(mean)
            if every is not None:
                now = (iterations + 1) % every == 0
                variable.assign(graph.where(now, mean, value))

    def _averaged(self):
        averages = self._model_variables_moving_average
        pairs = zip(self._trainable_variables, averages)
        return [(v, average) for v, average in pairs if average is not None]

    def finalize_variable_values(self, var_list) -> None:
        """Ends training: with `use_ema` the variables become their averages.

        Args:
            var_list: the variables that the optimizer was built with.

        Raises:
            NotBuiltError: the optimizer has not been used.
        """
        if not self.use_ema:
            return
        if not self.built:
            fail(
                f"{type(self).__name__} {self.name!r} has no averages yet",
                hint="train for a step, or call optimizer.build(variables) first",
                error=NotBuiltError,
            )
        self._check_variables_are_known(var_list)
        chosen = set(map(id, var_list))
        for variable, average in self._averaged():
            if id(variable) in chosen:
                variable.assign(average.value)
