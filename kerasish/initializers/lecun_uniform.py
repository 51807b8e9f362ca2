"""The lecun uniform initializer."""

from __future__ import annotations

from kerasish.initializers.variance_scaling import VarianceScaling


class LecunUniform(VarianceScaling):
    """`VarianceScaling` with scale 1.0, fan_in, uniform.

    Args:
        seed: see `RandomInitializer`.

    Source:
        LeCun et al. (1998).
    """

    aliases = ("lecun_uniform",)

    def __init__(self, seed=None, input_axes=None, output_axes=None):
        super().__init__(
            scale=1.0,
            mode="fan_in",
            distribution="uniform",
            seed=seed,
            input_axes=input_axes,
            output_axes=output_axes,
        )

    @classmethod
    def argument_names(cls):
        return ["seed", "input_axes", "output_axes"]
