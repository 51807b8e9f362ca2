"""The register tile against numpy, for both widths of vectors."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("llvmlite")

from graph.engines.native.contraction.tile import (
    DepthLoop,
    strided_rows,
    tile,
    tile_shape,
    zeros,
)
from graph.engines.native.kernel import Late
from tests.graph.engines.native.kernels import TARGETS, run_kernel


class OneTile:
    """z[rows, columns] = x[rows, 2, depth] . y[2, depth, columns]"""

    def __init__(self, target, dtype, stride):
        self.shape, self.dtype, self.stride = tile_shape(target, dtype), dtype, stride

    def parts(self, numbers):
        return 1

    def emit(self, b, frame, index, count):
        rows, vectors, lanes = self.shape
        z, x, y = map(frame.pointer, range(3))
        depth = frame.int(Late(0))
        loops = [
            DepthLoop(2, depth, b.times(depth, self.shape.columns)),
            DepthLoop(depth, 1, self.shape.columns),
        ]
        places = strided_rows(b, x, frame.int(self.stride), rows, self.dtype)
        sums = zeros(rows, vectors, lanes, self.dtype)
        for k, vector in enumerate(tile(b, places, y, loops, sums, self.dtype)):
            b.write(vector, z, k * lanes, self.dtype)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.cpu)
@pytest.mark.parametrize("stride", [10, Late(1)])
def test_a_tile_sums_over_two_loops(target, dtype, stride):
    kernel = OneTile(target, dtype, stride)
    rows, columns = kernel.shape.rows, kernel.shape.columns
    rng = np.random.default_rng(0)
    x = rng.integers(-4, 5, (rows, 10)).astype(dtype)
    y = rng.integers(-4, 5, (10, columns)).astype(dtype)
    z = np.full((rows, columns), np.nan, dtype)
    run_kernel(kernel, [z, x, y], [5, 10], target)
    np.testing.assert_array_equal(z, x @ y)
