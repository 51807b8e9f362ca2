"""Random bits: the numbers of the reference, for every size and any number of parts."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.ir.dims import symbol
from graph.ir.node import make_node
from tests.graph.engines.native.examples import check_examples
from tests.graph.engines.native.lowered import check_lowering, check_node

KEY = np.array([0xDEADBEEF, 0x12345678, 0xFFFFFFFF, 0x9ABCDEF0], np.uint32)
RandomBits = graph.REGISTRY["RandomBits"]


@pytest.mark.parametrize("sizes", [(0,), (1,), (3, 5), (127,), (128,), (4099,), ()])
def test_numbers_of_known_sizes(sizes):
    check_lowering(RandomBits(sizes), KEY, symbolic=(False,))
    for start in (4, 7):
        check_lowering(RandomBits(sizes, start), KEY, symbolic=(False,))


def test_numbers_of_late_sizes():
    n = symbol("n")
    node = make_node(RandomBits((n, 3)), [graph.placeholder("uint32", (4,))])
    (atom,) = n.terms[0][0]
    for count in (0, 1, 2, 31, 64, 9000):
        check_node(node, [KEY], {atom: count})


def test_examples_of_the_op():
    assert check_examples("RandomBits", "random_uniform", "split_key") > 0
