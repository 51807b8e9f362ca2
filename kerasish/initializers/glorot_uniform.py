"""The glorot uniform initializer."""

from __future__ import annotations

from kerasish.initializers.variance_scaling import VarianceScaling


class GlorotUniform(VarianceScaling):
    """`VarianceScaling` with scale 1.0, fan_avg, uniform.

    Args:
        seed: see `RandomInitializer`.

    Source:
        Glorot and Bengio (2010), eq. 16.
    """

    aliases = ("glorot_uniform",)

    def __init__(self, seed=None, input_axes=None, output_axes=None):
        super().__init__(
            scale=1.0,
            mode="fan_avg",
            distribution="uniform",
            seed=seed,
            input_axes=input_axes,
            output_axes=output_axes,
        )

    @classmethod
    def argument_names(cls):
        return ["seed", "input_axes", "output_axes"]
