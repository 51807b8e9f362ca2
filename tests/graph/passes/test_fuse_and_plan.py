"""Groups of elementwise nodes run in a right order; values in one arena never meet."""

from __future__ import annotations

import random

import numpy as np
import pytest

import graph
from graph.ir.node import reachable
from graph.passes.fuse import fuse_elementwise
from graph.passes.plan_memory import ALIGNMENT, Lifetime, plan_memory


def random_dag(rng, count):
    """Nodes over two shapes; sums and broadcasts lead from one to the other."""
    values = [graph.placeholder("float32", (4, 5), "x") for _ in range(2)]
    for _ in range(count):
        x = rng.choice(values)
        y = rng.choice([v for v in values if v.spec == x.spec])
        kind = rng.randrange(5)
        if kind == 0:
            z = x + y
        elif kind == 1:
            z = graph.sin(x)
        elif kind == 2 and x.ndim == 2:
            z = graph.sum(x, 1)
        elif kind == 3 and x.ndim == 1:
            z = graph.broadcast_to(graph.reshape(x, (4, 1)), (4, 5))
        else:
            z = x * y
        values.append(z)
    return values


def check_groups(nodes, groups, may_join):
    position = {n: i for i, group in enumerate(groups) for n in group}
    assert sorted(position, key=id) == sorted(nodes, key=id)
    assert sum(map(len, groups)) == len(nodes)
    for number, group in enumerate(groups):
        order = {n: i for i, n in enumerate(group)}
        for node in group:
            for t in node.inputs:
                assert position[t.node] <= number
                if t.node in order:
                    assert order[t.node] < order[node]
        if len(group) > 1:
            assert all(map(may_join, group))
            assert len({n.specs[0].shape for n in group}) == 1


@pytest.mark.parametrize("seed", range(150))
def test_groups_of_random_graphs_can_run_in_order(seed):
    rng = random.Random(seed)
    values = random_dag(rng, rng.randrange(2, 40))
    nodes = reachable(values)

    def may_join(node):
        return node.op.is_elementwise

    check_groups(nodes, fuse_elementwise(nodes, may_join), may_join)


@pytest.mark.parametrize("seed", range(30))
def test_groups_keep_out_what_may_not_join(seed):
    rng = random.Random(seed)
    nodes = reachable(random_dag(rng, 25))
    barred = set(rng.sample(nodes, 5))

    def may_join(node):
        return node.op.is_elementwise and node not in barred

    check_groups(nodes, fuse_elementwise(nodes, may_join), may_join)


def test_a_chain_is_one_group():
    x = graph.placeholder("float32", (4, 5), "x")
    y = graph.exp(graph.sin(x) * 2) + x
    groups = fuse_elementwise(reachable([y]), lambda node: node.op.is_elementwise)
    assert [n.op.name for n in groups[-1]] == ["sin", "multiply", "exp", "add"]


def test_what_goes_through_a_reduction_and_back_is_not_one_group():
    x = graph.placeholder("float32", (4, 5), "x")
    e = graph.exp(x)
    y = e / graph.sum(e, 1, keepdims=True)
    groups = fuse_elementwise(reachable([y]), lambda node: node.op.is_elementwise)
    assert all(len(group) == 1 for group in groups)


@pytest.mark.parametrize("seed", range(200))
def test_values_that_live_at_once_never_overlap(seed):
    rng = random.Random(seed)
    lifetimes = []
    for _ in range(rng.randrange(1, 60)):
        first = rng.randrange(30)
        nbytes = rng.choice([0, 1, 63, 64, 65, 1000, 4096, rng.randrange(1, 10000)])
        lifetimes.append(Lifetime(nbytes, first, first + rng.randrange(10)))
    offsets, total = plan_memory(lifetimes)
    for i, (a, start) in enumerate(zip(lifetimes, offsets)):
        assert start % ALIGNMENT == 0
        assert 0 <= start <= start + a.nbytes <= total
        for b, other in list(zip(lifetimes, offsets))[i + 1 :]:
            if a.first <= b.last and b.first <= a.last:
                assert start + a.nbytes <= other or other + b.nbytes <= start


def test_memory_is_used_again():
    chain = [Lifetime(1000, step, step + 1) for step in range(100)]
    _, total = plan_memory(chain)
    assert total <= 2 * 1024
    assert plan_memory([]) == ([], 0)


def test_a_long_chain_needs_no_more_memory_than_a_short_one():
    x = graph.placeholder("float64", (100, 100), "x")

    def arena(length):
        y = x
        for _ in range(length):
            y = graph.transpose(graph.matmul(y, x))
        function = graph.CompiledCallable([x], [graph.sum(y)], engine="numpy")
        function([np.zeros((100, 100))])
        ((run,),) = function.executable._instances.values()
        (memory,) = {
            id(v.base): v.base.nbytes
            for v in run.__globals__.values()
            if isinstance(v, np.ndarray) and v.base is not None and v.size == 10000
        }.values()
        return memory

    assert arena(30) == arena(3)
