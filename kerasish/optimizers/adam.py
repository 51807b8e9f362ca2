"""Adam: momentum divided by the recent size of the gradients."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.rules import boolean, fraction, non_negative_number
from kerasish.optimizers.base_arguments import takes_base_arguments
from kerasish.optimizers.optimizer import Optimizer


class Adam(Optimizer):
    """w = w - a * m / (sqrt(v) + epsilon), a = rate * sqrt(1 - b2**t) / (1 - b1**t).

    m = b1 * m + (1 - b1) * g and v = b2 * v + (1 - b2) * g**2 are means over the last
    steps, and t counts the steps.

    Args:
        learning_rate: a number, a schedule or a callable.
        beta_1: b1, 0 to 1; how slowly the mean of the gradients forgets.
        beta_2: b2, 0 to 1; how slowly the mean of their squares forgets.
        epsilon: keeps the denominator from zero; the "epsilon hat" of the paper.
        amsgrad: whether the largest v so far takes the place of v.
        **base: the arguments of `Optimizer`.

    Raises:
        ArgumentError: beta_1 or beta_2 is not from 0 to 1.

    Source:
        Kingma and Ba 2014, "Adam: A Method for Stochastic Optimization", end of
        section 2; Reddi et al. 2018, "On the Convergence of Adam and Beyond", for
        amsgrad.

    Example:
        >>> import kerasish
        >>> v = kerasish.Variable(1.0)
        >>> optimizer = kerasish.optimizers.Adam(learning_rate=0.25)
        >>> _ = optimizer.apply_gradients([(8.0, v)])
        >>> round(float(v), 4)
        0.75
    """

    rules = {
        "beta_1": fraction,
        "beta_2": fraction,
        "epsilon": non_negative_number,
        "amsgrad": boolean,
    }

    @takes_base_arguments
    def __init__(
        self,
        learning_rate=0.001,
        beta_1=0.9,
        beta_2=0.999,
        epsilon=1e-7,
        amsgrad=False,
        **base,
    ):
        super().__init__(learning_rate=learning_rate, **base)
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon
        self.amsgrad = amsgrad

    def build(self, variables) -> None:
        """Makes the means of the gradients and of their squares."""
        if self.built:
            return
        super().build(variables)
        self._means, self._squares = self.add_optimizer_variables(
            variables, ["momentum", "velocity"]
        )
        if self.amsgrad:
            self._largest = self.add_optimizer_variables(variables, "velocity_hat")

    def step_numbers(self, learning_rate) -> tuple:
        """The learning rate with both corrections of bias."""
        step = self.next_iteration(learning_rate.dtype)
        return (unbiased_rate(learning_rate, self.beta_1, self.beta_2, step),)

    def update_step(self, gradient, variable, learning_rate) -> None:
        """One step of Adam."""
        (rate,) = self.numbers(learning_rate, variable)
        index = self._get_variable_index(variable)
        m = self.average_into(self._means[index], gradient, 1.0 - self.beta_1)
        squares = self._squares[index]
        v = self.average_into(squares, gradient * gradient, 1.0 - self.beta_2)
        if self.amsgrad:
            largest = self._largest[index]
            v = graph.maximum(largest.value, v)
            self.assign(largest, v)
        change = m * rate / (graph.sqrt(v) + self.epsilon)
        self.assign(variable, variable.value - change)


@internal
def unbiased_rate(learning_rate, beta_1, beta_2, step):
    """rate * sqrt(1 - b2**t) / (1 - b1**t), for means m and v that start at zero."""
    of_square = graph.sqrt(1.0 - graph.power(beta_2, step))
    return learning_rate * of_square / (1.0 - graph.power(beta_1, step))
