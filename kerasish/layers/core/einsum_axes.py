"""The axes of an einsum by letters: scales go where they are wanted."""

from __future__ import annotations

import string

import graph
from kerasish.base.discovery import internal
from kerasish.layers.core.einsum_equation import EinsumEquation


@internal
class EinsumAxes:
    """The letters of inputs, kernel and output, with one for each axis of the dots.

    Args:
        equation: of the layer.
        rank: of the inputs.
    """

    def __init__(self, equation: EinsumEquation, rank: int):
        named = equation.input + equation.kernel + equation.output
        free = [x for x in string.ascii_letters if x not in named]
        dots = "".join(free[: rank - len(equation.input)])
        left, right = (dots, "") if equation.dots_left else ("", dots)
        self.kernel = equation.kernel
        self.input = left + equation.input + right
        self.output = left + equation.output + right

    def summed(self, letters: str) -> tuple[int, ...]:
        """The axes, of what has these letters, that the output does not have."""
        return tuple(i for i, x in enumerate(letters) if x not in self.output)

    @staticmethod
    def placed(scale, given: str, wanted: str):
        """A tensor of the axes ``given``, laid along the axes ``wanted``.

        Axes that are not wanted have size 1 and go; those that were not given come.
        """
        gone = tuple(i for i, x in enumerate(given) if x not in wanted)
        kept = [x for x in given if x in wanted]
        order = [kept.index(x) for x in wanted if x in kept]
        missing = tuple(i for i, x in enumerate(wanted) if x not in kept)
        scale = graph.transpose(graph.squeeze(scale, gone), order)
        return graph.expand_dims(scale, missing)

    def input_gradient(self, dy, kernel, inputs):
        """The cotangent of the inputs."""
        found = [x for x in self.input if x in self.output + self.kernel]
        equation = f"{self.output},{self.kernel}->{''.join(found)}"
        dx = graph.einsum(equation, dy, kernel)
        missing = tuple(i for i, x in enumerate(self.input) if x not in found)
        if not missing:
            return dx
        return graph.broadcast_to(graph.expand_dims(dx, missing), graph.shape(inputs))
