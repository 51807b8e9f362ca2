"""The glorot normal initializer."""

from __future__ import annotations

from kerasish.initializers.fixed_scaling import FixedScaling


class GlorotNormal(FixedScaling):
    """Normal values cut at 2 deviations, of 1 / n: n is that of inputs and outputs.

    Args:
        seed: an integer, a SeedGenerator, or None for one that nobody chose.
        input_axes, output_axes: axes of inputs and outputs; the last two when None.

    Source:
        Glorot and Bengio (2010).

    Example:
        >>> from kerasish import initializers
        >>> initializers.GlorotNormal(seed=1)((2, 3)).shape
        (2, 3)
    """

    aliases = ("glorot_normal",)
    fixed = (1.0, "fan_avg", "truncated_normal")
