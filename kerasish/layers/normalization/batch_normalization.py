"""Normalisation over the batch, with moving statistics for inference."""

from __future__ import annotations

import graph
from kerasish import initializers
from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.base.replica import active_replica
from kerasish.layers.input_spec import InputSpec
from kerasish.layers.normalization.affine_layer import AffineLayer
from kerasish.layers.normalization.batch_statistics import (
    batch_statistics,
    masked_statistics,
    statistics_of_all_ranks,
)
from kerasish.layers.normalization.renormalization import (
    CLIPPING,
    add_renorm_weights,
    renorm_correction,
    update_renorm_weights,
)
from kerasish.layers.normalization.scaled_statistics import widened


class BatchNormalization(AffineLayer):
    """y = gamma * (x - mean) / sqrt(variance + epsilon) + beta.

    In training mean and variance are those of the batch, and the moving ones follow
    them: moving = moving * momentum + batch * (1 - momentum). Otherwise, and when
    ``layer.trainable`` is False, they are the moving ones.

    Args:
        axis: of the channels.
        momentum: of the moving statistics.
        epsilon: added to the variance.
        center: whether beta is added.
        scale: whether gamma multiplies.
        beta_initializer, gamma_initializer: how the weights start.
        moving_mean_initializer, moving_variance_initializer: how the statistics start.
        beta_regularizer, gamma_regularizer: penalties on the weights.
        beta_constraint, gamma_constraint: applied after each update.
        renorm: whether training corrects towards slower moving statistics.
        renorm_clipping: limits of the correction: "rmin", "rmax", "dmax".
        renorm_momentum: of the statistics of renorm.
        synchronized: whether the statistics are those of the whole batch where ranks
            of `kerasish.distribution` train it together; of each rank's rows otherwise.

    Call arguments:
        inputs: tensor of any shape.
        training: whether the statistics of the batch are used and followed.
        mask: (all axes but the last); only elements where it is True count in the
            statistics.

    Weights:
        gamma, beta: (channels,).
        moving_mean, moving_variance: (channels,), not trainable.

    Source:
        Ioffe and Szegedy, 2015, https://arxiv.org/abs/1502.03167; Ioffe, 2017,
        https://arxiv.org/abs/1702.03275 for renorm.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.BatchNormalization(epsilon=0)
        >>> layer(np.array([[1.0], [3.0]]), training=True).numpy()
        array([[-1.],
               [ 1.]], dtype=float32)
    """

    rules = {
        "axis": rules.any_int,
        "momentum": rules.finite_number,
        "renorm": rules.boolean,
        "renorm_clipping": rules.optional(CLIPPING),
        "renorm_momentum": rules.finite_number,
        "synchronized": rules.boolean,
    }

    def __init__(
        self,
        axis=-1,
        momentum=0.99,
        epsilon=1e-3,
        center=True,
        scale=True,
        beta_initializer="zeros",
        gamma_initializer="ones",
        moving_mean_initializer="zeros",
        moving_variance_initializer="ones",
        beta_regularizer=None,
        gamma_regularizer=None,
        beta_constraint=None,
        gamma_constraint=None,
        renorm=False,
        renorm_clipping=None,
        renorm_momentum=0.99,
        synchronized=False,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.axis = axis
        self.momentum = momentum
        self.epsilon = epsilon
        self._start_affine(
            center,
            scale,
            beta_initializer,
            gamma_initializer,
            beta_regularizer,
            gamma_regularizer,
            beta_constraint,
            gamma_constraint,
        )
        self.moving_mean_initializer = initializers.get(moving_mean_initializer)
        self.moving_variance_initializer = initializers.get(moving_variance_initializer)
        self.renorm = renorm
        no_limits = {} if renorm else None
        self.renorm_clipping = no_limits if renorm_clipping is None else renorm_clipping
        self.renorm_momentum = renorm_momentum
        self.synchronized = synchronized

    def build(self, input_shape):
        self._axis = self._channel_axis(input_shape)
        channels = input_shape[self._axis]
        self._add_affine_weights((channels,))
        self.moving_mean = self._add_statistic(
            "moving_mean", channels, self.moving_mean_initializer
        )
        self.moving_variance = self._add_statistic(
            "moving_variance", channels, self.moving_variance_initializer
        )
        if self.renorm:
            add_renorm_weights(self, channels)
        self.input_spec = InputSpec(ndim=len(input_shape), axes={self.axis: channels})

    def _channel_axis(self, input_shape) -> int:
        rank = len(input_shape)
        if not -rank <= self.axis < rank:
            fail(
                f"layer {self.name!r}: axis {self.axis} is outside the input",
                {"input": tuple(input_shape)},
                f"axes run from {-rank} to {rank - 1}",
            )
        return self.axis % rank

    def _add_statistic(self, name, channels, initializer):
        return self.add_weight(
            (channels,), initializer, trainable=False, autocast=False, name=name
        )

    def call(self, inputs, training=None, mask=None):
        x = widened(inputs)
        gamma, beta = self.gamma, self.beta
        if training and self.trainable:
            mean, variance = self._statistics(x, mask)
            if self.renorm:
                gamma, beta = renorm_correction(self, mean, variance)
                update_renorm_weights(self, mean, variance)
            else:
                self._follow(self.moving_mean, mean)
                self._follow(self.moving_variance, variance)
            replica = self._replica()
            if replica is not None:
                replica.note_same(self.non_trainable_variables)
        else:
            mean, variance = self.moving_mean, self.moving_variance
        y = graph.batch_normalization(
            x, mean, variance, self._axis, beta, gamma, self.epsilon
        )
        return graph.cast(y, self.compute_dtype)

    def _replica(self):
        """The one whose ranks share their statistics, None without."""
        replica = active_replica()
        if replica is None or not (self.synchronized or replica.synchronizes):
            return None
        return replica

    def _statistics(self, x, mask):
        replica = self._replica()
        if replica is not None:
            return statistics_of_all_ranks(replica, x, self._axis, mask, self.name)
        if mask is None:
            return batch_statistics(x, self._axis)
        return masked_statistics(x, self._axis, mask, self.name)

    def _follow(self, statistic, value) -> None:
        """Moves a statistic towards the one of the batch."""
        kept = statistic * self.momentum
        statistic.assign(kept + value * (1.0 - self.momentum))
