"""The loop whose length depends on data, and its gradient."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.errors import DTypeError
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.subgraph import Subgraph
from graph.ops.control.bodies import require_inputs

if TYPE_CHECKING:
    from graph.ir.hints import Cotangents
    from graph.ir.subgraph import BoundBody
    from graph.ir.tensor import Tensor


#: said where the second order is asked for
GIVE_A_BOUND = (
    "the gradient of while_loop has no gradient; give while_loop the argument "
    "maximum_iterations, which makes it differentiable at any order"
)


class WhileLoop(Op):
    """carry = body(carry) as long as condition(carry) holds.

    Inputs are ``carries`` initial values and what the two bodies capture; outputs are
    the last carries.
    """

    condition: Subgraph
    body: Subgraph
    carries: int

    def infer(self, *inputs: Spec) -> tuple[Spec, ...]:
        require_inputs(self, self.condition, inputs)
        require_inputs(self, self.body, inputs)
        verdict = self.condition.output_specs[0]
        if verdict != Spec(np.bool_, ()):
            self.fail(
                "the condition must be a boolean scalar",
                "compare scalars, or reduce with graph.all or graph.any",
                DTypeError,
                condition=verdict,
            )
        return tuple(param.spec for param in self.body.params[: self.carries])

    def kernel(self, *arrays: np.ndarray) -> np.ndarray | tuple[np.ndarray, np.ndarray]:
        count = self.carries
        carry, captured = arrays[:count], arrays[count:]
        *_, last = steps_of(self.condition, self.body, carry, captured, kept=False)
        results = tuple(map(np.array, last)) if last is carry else tuple(last)
        return results if count > 1 else results[0]


def steps_of(
    condition: BoundBody | Subgraph,
    body: BoundBody | Subgraph,
    carry: Sequence[np.ndarray],
    captured: tuple[Any, ...],
    kept: bool,
) -> Iterator[Sequence[np.ndarray]]:
    """The carries before each step, and those after the last.

    Args:
        condition, body: bound bodies.
        carry: arrays to start with.
        captured: arrays that both bodies take after the carries.
        kept: whether each step gets arrays of its own; else two sets take turns.
    """
    holds = np.empty((), np.bool_)
    target, spare = (_like(carry) for _ in range(2))
    arrays = (*carry, *captured)
    with condition.stepping(arrays) as test, body.stepping(arrays) as step:
        yield carry
        test(*carry, *captured, holds)
        while holds:
            step(*carry, *captured, *target)
            carry, target, spare = target, (_like(carry) if kept else spare), target
            yield carry
            test(*carry, *captured, holds)


def _like(arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
    return [np.empty(a.shape, a.dtype) for a in arrays]


class WhileGradient(Op):
    """The cotangents of a loop: its steps run again, kept, and are walked back.

    Inputs are the ``carries`` first values, ``captures`` values that the loop takes,
    the cotangents of ``flowing`` carries after the loop, and what ``backward`` takes
    besides. ``backward(carries, cotangents, ...)`` is of one step: it returns the
    cotangents before it, and what the step adds to each further output.
    """

    condition: Subgraph
    body: Subgraph
    backward: Subgraph
    carries: int
    captures: int
    flowing: int

    def infer(self, *inputs: Spec) -> tuple[Spec, ...]:
        count = self.carries + self.captures
        require_inputs(self, self.body, inputs[:count])
        require_inputs(self, self.backward, inputs[: self.carries] + inputs[count:])
        return self.backward.output_specs

    def kernel(self, *arrays: np.ndarray) -> np.ndarray | tuple[np.ndarray, ...]:
        count = self.carries + self.captures
        carry, captured = arrays[: self.carries], arrays[self.carries : count]
        rest = arrays[count + self.flowing :]
        kept = list(steps_of(self.condition, self.body, carry, captured, kept=True))
        dys = [np.array(dy) for dy in arrays[count : count + self.flowing]]
        specs = self.backward.output_specs[self.flowing :]
        sums = [np.zeros(spec.shape, spec.dtype) for spec in specs]
        for before in reversed(kept[:-1]):
            found = self.backward(*before, *dys, *rest)
            dys = found[: self.flowing]
            for total, part in zip(sums, found[self.flowing :]):
                total += part
        results = (*dys, *sums)
        return results if len(results) > 1 else results[0]

    def vjp(self, dy: Tensor, y: Tensor, *inputs: Tensor) -> Cotangents:
        raise NotImplementedError(GIVE_A_BOUND)
