"""Variance scaling with its three choices fixed: the named initializers."""

from __future__ import annotations

from typing import ClassVar

from kerasish.base.discovery import internal
from kerasish.initializers.variance_scaling import VarianceScaling


@internal
class FixedScaling(VarianceScaling):
    """A `VarianceScaling` whose class says scale, mode and distribution."""

    fixed: ClassVar[tuple[float, str, str]]

    def __init__(self, seed=None, input_axes=None, output_axes=None):
        scale, mode, distribution = self.fixed
        super().__init__(scale, mode, distribution, seed, input_axes, output_axes)

    @classmethod
    def argument_names(cls):
        return ["seed", "input_axes", "output_axes"]
