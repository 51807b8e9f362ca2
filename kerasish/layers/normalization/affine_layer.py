"""What the normalisations with a learnt scale and offset share."""

from __future__ import annotations

from kerasish import constraints, initializers, regularizers
from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.layers.same_shape import SameShapeLayer


@internal
class AffineLayer(SameShapeLayer):
    """A normalisation followed by y * gamma + beta."""

    rules = {
        "epsilon": rules.non_negative_number,
        "center": rules.boolean,
        "scale": rules.boolean,
    }

    def _start_affine(
        self,
        center,
        scale,
        beta_initializer,
        gamma_initializer,
        beta_regularizer,
        gamma_regularizer,
        beta_constraint,
        gamma_constraint,
    ) -> None:
        self.center = center
        self.scale = scale
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self.beta_constraint = constraints.get(beta_constraint)
        self.gamma_constraint = constraints.get(gamma_constraint)
        self.gamma = self.beta = None

    def _add_affine_weights(self, shape, scale=None, center=None) -> None:
        """Makes gamma and beta, as far as they are wanted."""
        if self.scale if scale is None else scale:
            self.gamma = self.add_weight(
                shape,
                self.gamma_initializer,
                regularizer=self.gamma_regularizer,
                constraint=self.gamma_constraint,
                autocast=False,
                name="gamma",
            )
        if self.center if center is None else center:
            self.beta = self.add_weight(
                shape,
                self.beta_initializer,
                regularizer=self.beta_regularizer,
                constraint=self.beta_constraint,
                autocast=False,
                name="beta",
            )
