"""The lecun normal initializer."""

from __future__ import annotations

from kerasish.initializers.fixed_scaling import FixedScaling


class LecunNormal(FixedScaling):
    """Normal values cut at 2 deviations, variance 1 / n: n is the number of inputs.

    Args:
        seed: an integer, a SeedGenerator, or None for one that nobody chose.
        input_axes, output_axes: axes of inputs and outputs; the last two when None.

    Source:
        LeCun et al. (1998), Klambauer et al. (2017).

    Example:
        >>> from kerasish import initializers
        >>> initializers.LecunNormal(seed=1)((2, 3)).shape
        (2, 3)
    """

    aliases = ("lecun_normal",)
    fixed = (1.0, "fan_in", "truncated_normal")
