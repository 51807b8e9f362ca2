"""The equation of an `EinsumDense` layer: which axes meet, and what sizes follow."""

from __future__ import annotations

import re
from typing import NamedTuple

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import fail

_FORM = re.compile(
    r"(?P<left>\.\.\.)?([a-zA-Z]+)(?P<right>\.\.\.)?,([a-zA-Z]+)->"
    r"(\.\.\.)?([a-zA-Z]+)(\.\.\.)?"
)


@internal
class EinsumShapes(NamedTuple):
    """Shapes that follow from the shape of the inputs."""

    kernel: tuple
    output: tuple
    #: the output as the layer was told it, None where it was told nothing
    declared: tuple


@internal
class EinsumEquation:
    """An equation such as "abc,cd->abd", "...x,xy->...y" or "ab...,bc->ac...".

    Raises:
        ArgumentError: another form, or a letter that comes from nowhere.
    """

    def __init__(self, equation: str):
        self.text = equation
        match = _FORM.fullmatch(equation.replace(" ", ""))
        if match is None:
            self._refuse("the form is not known")
        left, self.input, right, self.kernel, out_left, self.output, out_right = (
            match.groups()
        )
        if (left, right) != (out_left, out_right) or (left and right):
            self._refuse("the dots must stand on the same side of input and output")
        self.dots_left, self.dots_right = bool(left), bool(right)
        lost = [x for x in self.output if x not in self.input + self.kernel]
        unknown = [x for x in self.kernel if x not in self.input + self.output]
        if lost or unknown:
            self._refuse(f"{(lost + unknown)[0]!r} stands in one term only")

    def _refuse(self, why):
        fail(
            f"EinsumDense: equation {self.text!r}: {why}",
            None,
            'write it as "ab,bc->ac", "...b,bc->...c" or "ab...,bc->ac..."',
        )

    def check_bias(self, bias_axes: str | None) -> None:
        """Checks that the letters of the bias stand in the output."""
        if bias_axes is not None and not set(bias_axes) <= set(self.output):
            self._refuse(f"bias_axes {bias_axes!r} are not all axes of the output")

    def kernel_axes(self) -> tuple[list[int], list[int]]:
        """The axes of the kernel that are summed over, and those of the output."""
        axes = list(enumerate(self.kernel))
        inputs = [i for i, letter in axes if letter not in self.output]
        return inputs, [i for i, letter in axes if letter in self.output]

    def shapes(self, input_shape, partial_output) -> EinsumShapes:
        """The shapes of kernel and output.

        Args:
            input_shape: with the batch, None where a size is not known.
            partial_output: sizes of the output without the batch and the dots.

        Raises:
            ShapeError: ranks or sizes that do not fit the equation.
        """
        free = len(input_shape) - len(self.input)
        if free < 0 or (free and not (self.dots_left or self.dots_right)):
            self._misfit("the input has another rank", input_shape, partial_output)
        inner = input_shape[free:] if self.dots_left else input_shape
        sizes = dict(zip(self.input, inner))
        output = self._output(input_shape, partial_output, free)
        named = output[free:] if self.dots_left else output
        if len(output) != free + len(self.output):
            self._misfit("output_shape has another rank", input_shape, partial_output)
        for letter, size in zip(self.output, named):
            if sizes.get(letter) is None:
                sizes[letter] = size
            elif size not in (None, sizes[letter]):
                self._misfit(f"the sizes of {letter!r} differ", input_shape, output)
        start = len(output) - len(named)
        found = tuple(sizes[letter] for letter in self.output)
        rest = output[start + len(found) :]
        kernel = tuple(sizes[letter] for letter in self.kernel)
        return EinsumShapes(kernel, (*output[:start], *found, *rest), output)

    def _output(self, input_shape, partial, free) -> tuple:
        """The whole output shape: the batch, the axes of the dots, and the rest."""
        batch = input_shape[0]
        if self.dots_left:
            whole = (*input_shape[:free], *partial) if free else (batch, *partial)
        else:
            whole = (batch, *partial, *input_shape[len(input_shape) - free :])
        return tuple(whole)

    def bias_shape(self, output, bias_axes: str) -> tuple:
        """The sizes of the bias: those of its letters, 1 elsewhere behind the first."""
        shift = len(output) - len(self.output) if self.dots_left else 0
        first = min(self.output.index(letter) for letter in bias_axes)
        shape = [
            output[i + shift] if letter in bias_axes else 1
            for i, letter in enumerate(self.output)
        ][first:]
        if self.dots_right:
            shape += [1] * (len(output) - len(self.output))
        return tuple(shape)

    def _misfit(self, why, input_shape, output_shape):
        fail(
            f"EinsumDense: equation {self.text!r}: {why}",
            {"input": tuple(input_shape), "output_shape": tuple(output_shape)},
            "output_shape has no batch and none of the axes of the dots",
            graph.ShapeError,
        )
