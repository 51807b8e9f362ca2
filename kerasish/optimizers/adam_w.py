"""Adam with decoupled weight decay."""

from __future__ import annotations

from kerasish.base.rules import non_negative_number
from kerasish.optimizers.adam import Adam
from kerasish.optimizers.base_arguments import takes_base_arguments


class AdamW(Adam):
    """w = w * (1 - learning_rate * weight_decay), and then a step of `Adam`.

    Args:
        learning_rate: a number, a schedule or a callable.
        weight_decay: how fast weights shrink.
        beta_1, beta_2, epsilon, amsgrad: as of `Adam`.
        **base: the other arguments of `Optimizer`.

    Raises:
        ArgumentError: weight_decay is None or negative.

    Source:
        Loshchilov and Hutter 2017, "Decoupled Weight Decay Regularization",
        algorithm 2.

    Example:
        >>> import kerasish
        >>> v = kerasish.Variable(1.0)
        >>> optimizer = kerasish.optimizers.AdamW(learning_rate=0.25, weight_decay=0.5)
        >>> _ = optimizer.apply_gradients([(8.0, v)])
        >>> round(float(v), 4)
        0.625
    """

    rules = {"weight_decay": non_negative_number}

    @takes_base_arguments
    def __init__(
        self,
        learning_rate=0.001,
        weight_decay=0.004,
        beta_1=0.9,
        beta_2=0.999,
        epsilon=1e-7,
        amsgrad=False,
        **base,
    ):
        super().__init__(
            learning_rate=learning_rate,
            weight_decay=weight_decay,
            beta_1=beta_1,
            beta_2=beta_2,
            epsilon=epsilon,
            amsgrad=amsgrad,
            **base,
        )
