"""Lamb: Adam with steps in proportion to the size of each variable."""

from __future__ import annotations

import graph
from kerasish.base.rules import fraction, non_negative_number
from kerasish.optimizers.base_arguments import takes_base_arguments
from kerasish.optimizers.optimizer import Optimizer


class Lamb(Optimizer):
    """w = w - learning_rate * |w| / |r| * r, r the step of Adam without epsilon hat.

    m = b1 * m + (1 - b1) * g, v = b2 * v + (1 - b2) * g**2, and
    r = m / (1 - b1**t) / (sqrt(v / (1 - b2**t)) + epsilon). Where a norm is 0, their
    quotient is taken as 1.

    Args:
        learning_rate: a number, a schedule or a callable.
        beta_1: b1, 0 to 1; how slowly the mean of the gradients forgets.
        beta_2: b2, 0 to 1; how slowly the mean of their squares forgets.
        epsilon: keeps the denominator from zero.
        **base: the arguments of `Optimizer`.

    Raises:
        ArgumentError: beta_1 or beta_2 is not from 0 to 1.

    Source:
        You et al. 2019, "Large Batch Optimization for Deep Learning: Training BERT in
        76 minutes", algorithm 2.

    Example:
        >>> import kerasish
        >>> v = kerasish.Variable([3.0, 4.0])
        >>> optimizer = kerasish.optimizers.Lamb(learning_rate=0.5)
        >>> _ = optimizer.apply_gradients([([8.0, 0.0], v)])
        >>> v.numpy().round(4)
        array([0.5, 4. ], dtype=float32)
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
        """Makes the means of the gradients and of their squares."""
        if self.built:
            return
        super().build(variables)
        self._means, self._squares = self.add_optimizer_variables(
            variables, ["momentum", "velocity"]
        )

    def step_numbers(self, learning_rate) -> tuple:
        """The learning rate, and the factors that remove the bias of m and v."""
        step = self.next_iteration(learning_rate.dtype)
        of_mean = 1.0 / (1.0 - graph.power(self.beta_1, step))
        return learning_rate, of_mean, 1.0 / (1.0 - graph.power(self.beta_2, step))

    def update_step(self, gradient, variable, learning_rate) -> None:
        """One step of Lamb."""
        rate, of_mean, of_square = self.numbers(learning_rate, variable)
        index = self._get_variable_index(variable)
        m = self.average_into(self._means[index], gradient, 1.0 - self.beta_1)
        squares = self._squares[index]
        v = self.average_into(squares, gradient * gradient, 1.0 - self.beta_2)
        change = m * of_mean / (graph.sqrt(v * of_square) + self.epsilon)
        weight = variable.value
        size, length = _norm(weight), _norm(change)
        known = graph.logical_and(size > 0, length > 0)
        rate = rate * graph.where(known, size / length, 1.0)
        self.assign(variable, weight - change * rate)


def _norm(x):
    return graph.sqrt(graph.sum(x * x))
