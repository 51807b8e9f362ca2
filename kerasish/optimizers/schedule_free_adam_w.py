"""Schedule-free AdamW: averaging in place of a falling learning rate."""

from __future__ import annotations

import graph
from kerasish.base.rules import Rule, fraction, non_negative_int, non_negative_number
from kerasish.optimizers.base_arguments import takes_base_arguments
from kerasish.optimizers.optimizer import Optimizer

_positive_fraction = Rule(
    "a number from 0 (excluded) to 1",
    lambda v: fraction.accepts(v) and v > 0,
    (0.0, -0.1, 1.5, "1"),
    float,
)


class ScheduleFreeAdamW(Optimizer):
    """z = z - rate * g / (sqrt(v / (1 - b2**t)) + epsilon); w = (1 - b1) * z + b1 * x.

    v = b2 * v + (1 - b2) * g**2, and x is the mean of all z so far. Gradients are taken
    at w, between the fast z and the slow x.

    Args:
        learning_rate: a number, a schedule or a callable.
        beta_1: b1, above 0 and up to 1; how near w is to the mean.
        beta_2: b2, 0 to 1; how slowly the mean of the squares forgets.
        epsilon: keeps the denominator from zero.
        warmup_steps: the rate rises to learning_rate in so many steps.
        **base: the arguments of `Optimizer`.

    Raises:
        ArgumentError: beta_1 or beta_2 is out of its range.

    Source:
        Defazio et al. 2024, "The Road Less Scheduled", algorithm 1.

    Example:
        >>> import kerasish
        >>> v = kerasish.Variable(1.0)
        >>> optimizer = kerasish.optimizers.ScheduleFreeAdamW(learning_rate=0.25)
        >>> _ = optimizer.apply_gradients([(8.0, v)])
        >>> round(float(v), 4)
        0.75
    """

    rules = {
        "beta_1": _positive_fraction,
        "beta_2": fraction,
        "epsilon": non_negative_number,
        "warmup_steps": non_negative_int,
    }

    @takes_base_arguments
    def __init__(
        self,
        learning_rate=0.0025,
        beta_1=0.9,
        beta_2=0.999,
        epsilon=1e-8,
        warmup_steps=0,
        **base,
    ):
        super().__init__(learning_rate=learning_rate, **base)
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon
        self.warmup_steps = warmup_steps

    def build(self, variables) -> None:
        """Makes z, which starts at the variables, and v."""
        if self.built:
            return
        super().build(variables)
        self._fast, self._squares = self.add_optimizer_variables(
            variables, ["momentum", "velocity"]
        )
        with graph.not_tracing():
            for fast, variable in zip(self._fast, variables):
                if fast is not None:
                    fast.assign(variable.value)

    def step_numbers(self, learning_rate) -> tuple:
        """The rate with its warmup, what removes the bias of v, and 1 / t."""
        step = self.next_iteration(learning_rate.dtype)
        if self.warmup_steps:
            learning_rate = learning_rate * graph.minimum(step / self.warmup_steps, 1.0)
        return learning_rate, 1.0 / (1.0 - graph.power(self.beta_2, step)), 1.0 / step

    def update_step(self, gradient, variable, learning_rate) -> None:
        """One step of schedule-free AdamW."""
        rate, unbiased, share = self.numbers(learning_rate, variable)
        index = self._get_variable_index(variable)
        fast, squares = self._fast[index], self._squares[index]
        v = self.average_into(squares, gradient * gradient, 1.0 - self.beta_2)
        change = gradient * rate / (graph.sqrt(v * unbiased) + self.epsilon)
        z = fast.value - change
        # b1 * x, by the new z as Keras' numbers have it; the paper has the old one here
        slow = variable.value - z * (1.0 - self.beta_1)
        weight = slow * (1.0 - share) + z * (1.0 - self.beta_1 + self.beta_1 * share)
        self.assign(fast, z)
        self.assign(variable, weight)
