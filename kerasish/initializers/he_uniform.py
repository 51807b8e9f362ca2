"""The he uniform initializer."""

from __future__ import annotations

from kerasish.initializers.fixed_scaling import FixedScaling


class HeUniform(FixedScaling):
    """Uniform values, of variance 2 / n: n is the number of inputs.

    Args:
        seed: an integer, a SeedGenerator, or None for one that nobody chose.
        input_axes, output_axes: axes of inputs and outputs; the last two when None.

    Source:
        He et al. (2015).

    Example:
        >>> from kerasish import initializers
        >>> initializers.HeUniform(seed=1)((2, 3)).shape
        (2, 3)
    """

    aliases = ("he_uniform",)
    fixed = (2.0, "fan_in", "uniform")
