"""The loop primitive: a body over the rows of tensors, with carried values."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graph.ir.dims import Size
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.subgraph import Subgraph
from graph.ops.control.bodies import require_inputs


class Scan(Op):
    """carry, y[i] = body(carry, x[i]) for each row i, in order or in reverse.

    Inputs are ``carries`` initial values, ``scanned`` tensors whose first axis has the
    size ``length``, and what the body captures. Outputs are the last carries and the
    stacked ys. With ``stops`` the first carry is a boolean that ends the loop when it
    is false; the remaining rows of ys are 0.
    """

    body: Subgraph
    carries: int
    scanned: int
    length: Size
    reverse: bool = False
    stops: bool = False

    def infer(self, *inputs: Spec) -> tuple[Spec, ...]:
        count, rows = self.carries, self.carries + self.scanned
        given = list(inputs)
        given[count:rows] = [x.with_shape(x.shape[1:]) for x in inputs[count:rows]]
        require_inputs(self, self.body, given)
        ys = self.body.output_specs[count:]
        stacked = [y.with_shape((self.length, *y.shape)) for y in ys]
        return (*(p.spec for p in self.body.params[:count]), *stacked)

    def kernel(self, *arrays: np.ndarray) -> np.ndarray | tuple[np.ndarray, ...]:
        count, rows = self.carries, self.carries + self.scanned
        carry, xs, captured = arrays[:count], arrays[count:rows], arrays[rows:]
        for x in xs:
            if len(x) != self.length:
                raise ValueError(f"a loop of {self.length} steps over {len(x)} rows")
        empty = np.zeros if self.stops else np.empty
        specs = self.body.output_specs[count:]
        ys = [empty((self.length, *spec.shape), spec.dtype) for spec in specs]
        results = (*self._run(carry, xs, captured, ys), *ys)
        return results if len(results) > 1 else results[0]

    def _run(
        self,
        carry: tuple[np.ndarray, ...],
        xs: tuple[np.ndarray, ...],
        captured: tuple[np.ndarray, ...],
        ys: Sequence[np.ndarray],
    ) -> Sequence[np.ndarray]:
        """Fills ys, a row a step; returns the last carry."""
        order = range(self.length)[:: -1 if self.reverse else 1]
        if not order:
            return [np.array(value) for value in carry]
        # one list of rows for each tensor: indexing is most of a step's overhead
        x_rows = [[x[i, ...] for i in order] for x in xs]
        y_rows = [[y[i, ...] for i in order] for y in ys]
        x_steps = list(zip(*x_rows)) if xs else [()] * len(order)
        y_steps = list(zip(*y_rows)) if ys else [()] * len(order)
        # the carries are written to two sets of buffers in turn
        target, spare = ([np.empty(a.shape, a.dtype) for a in carry] for _ in "ab")
        first = carry
        with self.body.stepping((*carry, *x_steps[0], *captured)) as step:
            for x, y in zip(x_steps, y_steps):
                if self.stops and not carry[0]:
                    break
                step(*carry, *x, *captured, *target, *y)
                carry, target, spare = target, spare, target
        return [np.array(a) for a in carry] if carry is first else carry
