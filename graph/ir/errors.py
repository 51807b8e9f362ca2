"""Every error of the engine, and the one builder of their texts.

A message says what is wrong, what was got, what to do, and which line of the user's
program made the failing node::

    matmul: inner sizes must agree
      got: x=float32[batch, 784], y=float32[512, 10]
      hint: the last axis of x must equal the first of y
      made by: Dense 'logits' at train.py:14
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph.ir.op import Op


class GraphError(Exception):
    """Base of all errors that the engine raises on purpose."""


class ShapeError(GraphError, ValueError):
    """Shapes that do not fit an operation."""


class DTypeError(GraphError, TypeError):
    """A dtype that an operation does not take."""


class ArgumentError(GraphError, ValueError):
    """An argument outside its range."""


class BoundsError(ArgumentError, IndexError):
    """An index outside its axis."""


class FeedError(GraphError, ValueError):
    """A missing, unknown or wrongly shaped feed."""


class GradientError(GraphError, ValueError):
    """A gradient that does not exist."""


class SymbolicError(GraphError, TypeError):
    """A symbolic tensor used where a value is needed."""


class ExecutionError(GraphError, RuntimeError):
    """A kernel failed while a graph ran."""


class NonFiniteError(GraphError, ArithmeticError):
    """A number that is not finite, found by `graph.debug.check_finite`.

    Args:
        text: the message.
        op: the op that made it.
        sample: the first bad sample of the batch, where the first axis is one.
    """

    def __init__(
        self, text: str, op: Op | None = None, sample: int | None = None
    ) -> None:
        super().__init__(text)
        self.op, self.sample = op, sample

    def with_line(self, line: str) -> NonFiniteError:
        """The same error with a further line."""
        return NonFiniteError(f"{self}\n  {line}", self.op, self.sample)


class VerificationError(GraphError, AssertionError):
    """A graph that breaks an invariant: a bug in a pass or an op."""


def describe(
    what: str,
    got: Mapping[str, Any] | str | None = None,
    hint: str = "",
    made_by: str = "",
) -> str:
    """Builds the text of an error.

    Args:
        what: one line, "name: what is wrong".
        got: mapping of argument names to specs or values, or a ready string.
        hint: one action that mends it.
        made_by: the layer and the user's line.
    """
    lines = [what]
    if got:
        if not isinstance(got, str):
            got = ", ".join(f"{name}={value}" for name, value in got.items())
        lines.append(f"  got: {got}")
    if hint:
        lines.append(f"  hint: {hint}")
    if made_by:
        lines.append(f"  made by: {made_by}")
    return "\n".join(lines)
