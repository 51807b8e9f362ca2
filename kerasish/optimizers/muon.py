"""Muon: momentum made orthogonal, for the matrices inside a network."""

from __future__ import annotations

import math
import re

import graph
from kerasish.base.rules import (
    boolean,
    finite_number,
    fraction,
    non_negative_int,
    non_negative_number,
    optional,
)
from kerasish.optimizers.adam import unbiased_rate
from kerasish.optimizers.optimizer import Optimizer
from kerasish.optimizers.orthogonal import make_orthogonal


class Muon(Optimizer):
    """W = W - rate * rms_rate * sqrt(max(rows, columns)) * orthogonal(M), of matrices.

    M = momentum * M + G, and orthogonal(M) is near the U @ V.T of M = U @ S @ V.T.
    Everything that is not a matrix, embeddings, and what `exclude_layers` names take
    steps of Adam with weight decay.

    Args:
        learning_rate: a number, a schedule or a callable.
        adam_beta_1, adam_beta_2, epsilon: as of `Adam`, for its variables.
        adam_weight_decay: weight decay of Adam's variables; None for none.
        weight_decay: weight decay of the matrices; None for none.
        exclude_layers: regular expressions; Adam takes variables whose path has a
            match. The last layer of a network should be among them.
        exclude_embeddings: whether Adam takes variables with "embedding" in their path.
        muon_a, muon_b, muon_c: coefficients of the iteration that makes M orthogonal.
        adam_lr_ratio: Adam's learning rate as a multiple of learning_rate.
        momentum: 0 to 1; how slowly M forgets.
        ns_steps: iterations that make M orthogonal.
        nesterov: whether momentum * M + G, with the new M, takes the place of M.
        rms_rate: size of steps, so that rates made for Adam fit; None for steps without
            this factor and the root.
        clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum,
            ema_overwrite_frequency, loss_scale_factor, gradient_accumulation_steps,
            name: as of `Optimizer`.

    Source:
        Jordan et al. 2024, "Muon: An optimizer for hidden layers in neural networks";
        Liu et al. 2025, "Muon is Scalable for LLM Training", equation 4.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> v = kerasish.Variable(np.zeros((2, 2)), dtype="float32", name="kernel")
        >>> optimizer = kerasish.optimizers.Muon(learning_rate=0.25, rms_rate=None)
        >>> _ = optimizer.apply_gradients([([[3.0, 0.0], [0.0, 1.0]], v)])
        >>> bool(np.all(np.abs(np.diag(v.numpy()) + 0.25) < 0.1))
        True
    """

    rules = {
        "adam_beta_1": fraction,
        "adam_beta_2": fraction,
        "adam_weight_decay": optional(non_negative_number),
        "epsilon": non_negative_number,
        "exclude_embeddings": boolean,
        "muon_a": finite_number,
        "muon_b": finite_number,
        "muon_c": finite_number,
        "momentum": fraction,
        "ns_steps": non_negative_int,
        "nesterov": boolean,
        "rms_rate": optional(finite_number),
    }

    def __init__(
        self,
        learning_rate=0.001,
        adam_beta_1=0.9,
        adam_beta_2=0.999,
        adam_weight_decay=0.004,
        epsilon=1e-7,
        weight_decay=0.004,
        clipnorm=None,
        clipvalue=None,
        global_clipnorm=None,
        use_ema=False,
        ema_momentum=0.99,
        ema_overwrite_frequency=None,
        loss_scale_factor=None,
        gradient_accumulation_steps=None,
        name=None,
        exclude_layers=None,
        exclude_embeddings=True,
        muon_a=3.4445,
        muon_b=-4.7750,
        muon_c=2.0315,
        adam_lr_ratio=1,
        momentum=0.95,
        ns_steps=5,
        nesterov=True,
        rms_rate=0.2,
        **kwargs,
    ):
        super().__init__(
            learning_rate=learning_rate,
            weight_decay=weight_decay,
            clipnorm=clipnorm,
            clipvalue=clipvalue,
            global_clipnorm=global_clipnorm,
            use_ema=use_ema,
            ema_momentum=ema_momentum,
            ema_overwrite_frequency=ema_overwrite_frequency,
            loss_scale_factor=loss_scale_factor,
            gradient_accumulation_steps=gradient_accumulation_steps,
            name=name,
            **kwargs,
        )
        self.adam_beta_1 = adam_beta_1
        self.adam_beta_2 = adam_beta_2
        self.adam_weight_decay = adam_weight_decay
        self.epsilon = epsilon
        self.exclude_layers = [] if exclude_layers is None else list(exclude_layers)
        self.exclude_embeddings = exclude_embeddings
        self.muon_a = muon_a
        self.muon_b = muon_b
        self.muon_c = muon_c
        self.adam_lr_ratio = adam_lr_ratio
        self.momentum = momentum
        self.ns_steps = ns_steps
        self.nesterov = nesterov
        self.rms_rate = rms_rate

    def _is_adams(self, variable) -> bool:
        path = getattr(variable, "path", variable.name)
        if len(variable.shape) != 2:
            return True
        if self.exclude_embeddings and "embedding" in path.lower():
            return True
        return any(re.search(pattern, path) for pattern in self.exclude_layers)

    def build(self, variables) -> None:
        """Makes the momenta, and the mean squares of Adam's variables."""
        if self.built:
            return
        super().build(variables)
        self._means, self._squares = [], []
        for variable in variables:
            mean = square = None
            if not self._overwrite_variable_with_gradient(variable):
                mean = self.add_variable_from_reference(variable, "momentum")
                if self._is_adams(variable):
                    square = self.add_variable_from_reference(variable, "velocity")
            self._means.append(mean)
            self._squares.append(square)

    def _weight_decay_of(self, variable) -> float | None:
        if not self._use_weight_decay(variable):
            return None
        return self.adam_weight_decay if self._is_adams(variable) else self.weight_decay

    def step_numbers(self, learning_rate) -> tuple:
        """The learning rate of the matrices, and Adam's without its bias."""
        step = self.next_iteration(learning_rate.dtype)
        rate = learning_rate * self.adam_lr_ratio
        adams = unbiased_rate(rate, self.adam_beta_1, self.adam_beta_2, step)
        return learning_rate, adams

    def update_step(self, gradient, variable, learning_rate) -> None:
        """One step of Muon, or of Adam."""
        rate, adams = self.numbers(learning_rate, variable)
        index = self._get_variable_index(variable)
        mean, square = self._means[index], self._squares[index]
        if square is None:
            change = self._orthogonal_change(gradient, mean) * rate
        else:
            m = self.average_into(mean, gradient, 1.0 - self.adam_beta_1)
            v = self.average_into(square, gradient * gradient, 1.0 - self.adam_beta_2)
            change = m * adams / (graph.sqrt(v) + self.epsilon)
        self.assign(variable, variable.value - change)

    def _orthogonal_change(self, gradient, momentum):
        total = momentum.value * self.momentum + gradient
        self.assign(momentum, total)
        if self.nesterov:
            total = total * self.momentum + gradient
        coefficients = (self.muon_a, self.muon_b, self.muon_c)
        change = make_orthogonal(total, coefficients, self.ns_steps)
        if self.rms_rate is None:
            return change
        return change * (math.sqrt(max(total.shape)) * self.rms_rate)
