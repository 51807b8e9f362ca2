"""Views of views: strides instead of copies, as numpy finds them."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.engines.native.planning.viewing import view_through
from graph.engines.native.views import whole
from graph.ir.dims import evaluate, symbols_in

SIZES = {"n": 6, "m": 4}


def view_of(tensor):
    """The view that a chain of ops makes of a placeholder, or None."""
    if not tensor.node.inputs:
        return whole((tensor.node, 0), tensor.dtype, tensor.spec.shape)
    view = view_of(tensor.node.inputs[0])
    return None if view is None else view_through(tensor.node, view)


def number(size) -> int:
    return evaluate(size, {symbol: SIZES[symbol[1]] for symbol in symbols_in(size)})


CHAINS = {
    "transpose": lambda x: graph.transpose(x, (2, 0, 1)),
    "slice": lambda x: x[1:5, ::2, 1:3],
    "slice of slice": lambda x: x[1:5][1:3, :, 2],
    "broadcast": lambda x: graph.broadcast_to(x[:, :1], (6, 5, 4)),
    "flat": lambda x: graph.reshape(x, (-1,)),
    "split axis": lambda x: graph.reshape(graph.transpose(x, (2, 0, 1)), (4, 2, 3, 4)),
    "joined axes": lambda x: graph.reshape(x[:, :, 1:3], (24, 2)),
    "ones": lambda x: graph.reshape(graph.transpose(x, (1, 0, 2)), (1, 4, 6, 1, 4)),
}


@pytest.mark.parametrize("name", CHAINS)
def test_a_view_has_the_elements_of_numpys(name):
    array = np.arange(96, dtype=np.float32).reshape(6, 4, 4)
    x = graph.placeholder("float32", (6, 4, 4), "x")
    if name == "broadcast":
        array, x = array[:, :1], graph.placeholder("float32", (6, 1, 4), "x")
    tensor = CHAINS[name](x)
    view = view_of(tensor)
    base = np.ascontiguousarray(array).reshape(-1)[view.offset :]
    strides = [4 * s for s in view.strides]
    seen = np.lib.stride_tricks.as_strided(base, view.shape, strides)
    np.testing.assert_array_equal(seen, CHAINS[name](array_tensor(array)).numpy())


def array_tensor(array):
    return graph.as_tensor(np.ascontiguousarray(array))


def test_symbolic_sizes_have_symbolic_strides():
    x = graph.placeholder("float32", ("n", "m", 8), "x")
    n, m, _ = x.spec.shape
    view = view_of(graph.transpose(graph.reshape(x, (n, m, 2, 4)), (2, 0, 1, 3)))
    assert [number(s) for s in view.strides] == [4, 32, 8, 1]
    joined = view_of(graph.reshape(graph.transpose(x, (2, 0, 1)), (8, -1)))
    assert [number(s) for s in joined.strides] == [1, 8]


@pytest.mark.parametrize(
    "chain",
    [
        lambda x: graph.reshape(graph.transpose(x, (1, 0, 2)), (-1,)),
        lambda x: graph.reshape(x[:, :3], (18, 4)),
    ],
)
def test_what_no_strides_describe_is_no_view(chain):
    assert view_of(chain(graph.placeholder("float32", (6, 4, 4), "x"))) is None
