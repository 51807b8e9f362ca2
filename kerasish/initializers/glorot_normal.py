"""The glorot normal initializer."""

from __future__ import annotations

from kerasish.initializers.variance_scaling import VarianceScaling


class GlorotNormal(VarianceScaling):
    """`VarianceScaling` with scale 1.0, fan_avg, truncated_normal.

    Args:
        seed: see `RandomInitializer`.

    Source:
        Glorot and Bengio (2010).
    """

    aliases = ("glorot_normal",)

    def __init__(self, seed=None, input_axes=None, output_axes=None):
        super().__init__(
            scale=1.0,
            mode="fan_avg",
            distribution="truncated_normal",
            seed=seed,
            input_axes=input_axes,
            output_axes=output_axes,
        )

    @classmethod
    def argument_names(cls):
        return ["seed", "input_axes", "output_axes"]
