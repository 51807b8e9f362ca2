"""Nadam: Adam with Nesterov's momentum."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base.rules import fraction, non_negative_number
from kerasish.base.settings import floatx
from kerasish.optimizers.base_arguments import takes_base_arguments
from kerasish.optimizers.optimizer import Optimizer

#: how fast the momentum approaches beta_1: the psi of the paper
_WARMING = 0.96


class Nadam(Optimizer):
    """w = w - rate * n / (sqrt(v / (1 - b2**t)) + epsilon), n a mean one step ahead.

    m = b1 * m + (1 - b1) * g, v = b2 * v + (1 - b2) * g**2,
    u[t] = b1 * (1 - 0.96**t / 2), p[t] the product of u up to t, and
    n = u[t + 1] * m / (1 - p[t + 1]) + (1 - u[t]) * g / (1 - p[t]).

    Args:
        learning_rate: a number, a schedule or a callable.
        beta_1: b1, 0 to 1; how slowly the mean of the gradients forgets.
        beta_2: b2, 0 to 1; how slowly the mean of their squares forgets.
        epsilon: keeps the denominator from zero.
        **base: the arguments of `Optimizer`.

    Raises:
        ArgumentError: beta_1 or beta_2 is not from 0 to 1.

    Source:
        Dozat 2016, "Incorporating Nesterov Momentum into Adam", algorithm 2.

    Example:
        >>> import kerasish
        >>> v = kerasish.Variable(1.0)
        >>> optimizer = kerasish.optimizers.Nadam(learning_rate=0.25)
        >>> _ = optimizer.apply_gradients([(8.0, v)])
        >>> round(float(v), 4)
        0.7343
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
        """Makes the means of the gradients and of their squares, and p."""
        if self.built:
            return
        super().build(variables)
        self._means, self._squares = self.add_optimizer_variables(
            variables, ["momentum", "velocity"]
        )
        dtype = variables[0].dtype if len(variables) else floatx()
        self._product = self.add_variable((), "ones", dtype, name="variable")

    def _momentum(self, step):
        return self.beta_1 * (1.0 - 0.5 * graph.power(_WARMING, step))

    def _fill_in(self, known) -> None:
        """p, which Keras 2 did not keep, is computed from the number of steps."""
        if id(self._product) in known:
            return
        steps = np.arange(1, int(self.iterations) + 1)
        momenta = self.beta_1 * (1.0 - 0.5 * _WARMING**steps)
        self._product.assign(np.prod(momenta))

    def update_all(self, gradients, variables, learning_rate) -> None:
        """Multiplies the momentum of this step into p, and calls `update_step`."""
        momentum = self._momentum(self.next_iteration(self._product.dtype))
        self.assign(self._product, self._product.value * momentum)
        super().update_all(gradients, variables, learning_rate)

    def step_numbers(self, learning_rate) -> tuple:
        """Factors of m and of g in n times the learning rate, and the bias of v."""
        step = self.next_iteration(learning_rate.dtype)
        product = graph.cast(self._product.value, learning_rate.dtype)
        ahead = self._momentum(step + 1.0)
        of_mean = learning_rate * ahead / (1.0 - product * ahead)
        of_gradient = learning_rate * (1.0 - self._momentum(step)) / (1.0 - product)
        return of_mean, of_gradient, 1.0 / (1.0 - graph.power(self.beta_2, step))

    def update_step(self, gradient, variable, learning_rate) -> None:
        """One step of Nadam."""
        of_mean, of_gradient, unbiased = self.numbers(learning_rate, variable)
        index = self._get_variable_index(variable)
        m = self.average_into(self._means[index], gradient, 1.0 - self.beta_1)
        squares = self._squares[index]
        v = self.average_into(squares, gradient * gradient, 1.0 - self.beta_2)
        change = m * of_mean + gradient * of_gradient
        change = change / (graph.sqrt(v * unbiased) + self.epsilon)
        self.assign(variable, variable.value - change)
