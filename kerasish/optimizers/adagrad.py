"""Adagrad: gradients divided by the size of all before them."""

from __future__ import annotations

import graph
from kerasish.base.rules import non_negative_number
from kerasish.initializers import Constant
from kerasish.optimizers.base_arguments import takes_base_arguments
from kerasish.optimizers.optimizer import Optimizer


class Adagrad(Optimizer):
    """w = w - learning_rate * g / sqrt(a + epsilon), a = a + g**2.

    Args:
        learning_rate: a number, a schedule or a callable.
        initial_accumulator_value: the first a, not negative.
        epsilon: keeps the denominator from zero.
        **base: the arguments of `Optimizer`.

    Raises:
        ArgumentError: initial_accumulator_value is negative.

    Source:
        Duchi et al. 2011, "Adaptive Subgradient Methods for Online Learning and
        Stochastic Optimization".

    Example:
        >>> import kerasish
        >>> v = kerasish.Variable(1.0)
        >>> optimizer = kerasish.optimizers.Adagrad(0.5, initial_accumulator_value=9.0)
        >>> _ = optimizer.apply_gradients([(4.0, v)])
        >>> round(float(v), 6)
        0.6
    """

    rules = {
        "initial_accumulator_value": non_negative_number,
        "epsilon": non_negative_number,
    }

    @takes_base_arguments
    def __init__(
        self, learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-7, **base
    ):
        super().__init__(learning_rate=learning_rate, **base)
        self.initial_accumulator_value = initial_accumulator_value
        self.epsilon = epsilon

    def build(self, variables) -> None:
        """Makes the sums of squares."""
        if self.built:
            return
        super().build(variables)
        start = Constant(self.initial_accumulator_value)
        self._squares = self.add_optimizer_variables(variables, "accumulator", start)

    def update_step(self, gradient, variable, learning_rate) -> None:
        """One step of Adagrad."""
        (rate,) = self.numbers(learning_rate, variable)
        square = self._squares[self._get_variable_index(variable)]
        total = square.value + gradient * gradient
        self.assign(square, total)
        change = gradient * rate / graph.sqrt(total + self.epsilon)
        self.assign(variable, variable.value - change)
