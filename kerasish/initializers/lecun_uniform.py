"""The lecun uniform initializer."""

from __future__ import annotations

from kerasish.initializers.fixed_scaling import FixedScaling


class LecunUniform(FixedScaling):
    """Uniform values, of variance 1 / n: n is the number of inputs.

    Args:
        seed: an integer, a SeedGenerator, or None for one that nobody chose.
        input_axes, output_axes: axes of inputs and outputs; the last two when None.

    Source:
        LeCun et al. (1998).

    Example:
        >>> from kerasish import initializers
        >>> initializers.LecunUniform(seed=1)((2, 3)).shape
        (2, 3)
    """

    aliases = ("lecun_uniform",)
    fixed = (1.0, "fan_in", "uniform")
