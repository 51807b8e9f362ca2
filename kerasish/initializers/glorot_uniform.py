"""The glorot uniform initializer."""

from __future__ import annotations

from kerasish.initializers.fixed_scaling import FixedScaling


class GlorotUniform(FixedScaling):
    """Uniform values, of variance 1 / n: n is the mean of inputs and outputs.

    Args:
        seed: an integer, a SeedGenerator, or None for one that nobody chose.
        input_axes, output_axes: axes of inputs and outputs; the last two when None.

    Source:
        Glorot and Bengio (2010), eq. 16.

    Example:
        >>> from kerasish import initializers
        >>> initializers.GlorotUniform(seed=1)((2, 3)).shape
        (2, 3)
    """

    aliases = ("glorot_uniform",)
    fixed = (1.0, "fan_avg", "uniform")
