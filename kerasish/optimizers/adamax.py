"""Adamax: Adam with the largest recent gradient in the denominator."""

from __future__ import annotations

import graph
from kerasish.base.rules import fraction, non_negative_number
from kerasish.optimizers.base_arguments import takes_base_arguments
from kerasish.optimizers.optimizer import Optimizer


class Adamax(Optimizer):
    """w = w - rate / (1 - b1**t) * m / (u + epsilon), u = max(b2 * u, |g|).

    m = b1 * m + (1 - b1) * g is the mean of the gradients.

    Args:
        learning_rate: a number, a schedule or a callable.
        beta_1: b1, 0 to 1; how slowly the mean forgets.
        beta_2: b2, 0 to 1; how slowly the maximum forgets.
        epsilon: keeps the denominator from zero.
        **base: the arguments of `Optimizer`.

    Raises:
        ArgumentError: beta_1 or beta_2 is not from 0 to 1.

    Source:
        Kingma and Ba 2014, "Adam: A Method for Stochastic Optimization", section 7.1.

    Example:
        >>> import kerasish
        >>> v = kerasish.Variable(1.0)
        >>> optimizer = kerasish.optimizers.Adamax(learning_rate=0.25)
        >>> _ = optimizer.apply_gradients([(8.0, v)])
        >>> round(float(v), 6)
        0.75
    """

    rules = {"beta_1": fraction, "beta_2": fraction, "epsilon": non_negative_number}

    @takes_base_arguments
    def __init__(
        self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7, **base
    ):
        super().__init__(learning_rate=learning_rate, **base)
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon

    def build(self, variables) -> None:
        """Makes the means and the maxima."""
        if self.built:
            return
        super().build(variables)
        self._means, self._maxima = self.add_optimizer_variables(
            variables, ["momentum", "norm"]
        )

    def step_numbers(self, learning_rate) -> tuple:
        """The learning rate with the correction of bias."""
        step = self.next_iteration(learning_rate.dtype)
        return (learning_rate / (1.0 - graph.power(self.beta_1, step)),)

    def update_step(self, gradient, variable, learning_rate) -> None:
        """One step of Adamax."""
        (rate,) = self.numbers(learning_rate, variable)
        index = self._get_variable_index(variable)
        m = self.average_into(self._means[index], gradient, 1.0 - self.beta_1)
        maximum = self._maxima[index]
        u = graph.maximum(maximum.value * self.beta_2, graph.absolute(gradient))
        self.assign(maximum, u)
        self.assign(variable, variable.value - m * rate / (u + self.epsilon))
