"""Which nodes run together, and in which order."""

from __future__ import annotations

import numpy as np

import graph
from graph.engines.native.loading import load_lowerings
from graph.engines.native.planning.group import Group
from graph.engines.native.planning.ordering import order_groups
from graph.engines.native.planning.plan import Plan
from graph.ir.program import Program
from graph.passes.pipeline import run_passes

load_lowerings()


def plan_of(inputs, outputs, updates=()):
    return Plan(run_passes(Program(inputs, outputs, updates)))


def names(plan):
    """The ops of each step."""
    return [[node.op.name for node in step.group.nodes] for step in plan.steps]


def test_a_softmax_is_one_loop_nest():
    x = graph.placeholder("float32", (None, 10), "x")
    assert names(plan_of([x], [graph.softmax(x)])) == [
        ["max", "subtract", "exp", "sum", "divide"]
    ]


def test_what_follows_a_product_is_its_epilogue():
    x = graph.placeholder("float32", (None, 8), "x")
    w, b = graph.placeholder("float32", (8, 5)), graph.placeholder("float32", (5,))
    y = graph.maximum(graph.matmul(x, w) + b, 0)
    assert names(plan_of([x, w, b], [y])) == [["dot_general", "add", "maximum"]]


def test_reductions_of_the_same_data_share_a_walk():
    x = graph.placeholder("float32", ("n", 64), "x")
    z = graph.placeholder("float32", ("n", 64), "z")
    (step,) = plan_of([x, z], [graph.sum(x, 0), graph.sum(x * z, 0)]).steps
    assert sum(node.op.name == "sum" for node in step.group.nodes) == 2


def test_a_large_fold_over_everything_is_shared_by_parts():
    x = graph.placeholder("float32", (1 << 17,), "x")
    (step,) = plan_of([x], [graph.mean(x * x)]).steps
    first, second = step.calls
    assert first.kernel.parts([]) > 1
    assert first.kernel.partial != 0
    assert second.kernel.parts([]) == 1


def test_groups_never_need_each_other():
    """y needs a product of exp(x), so exp and the last sum cannot be one group."""
    x = graph.placeholder("float32", (8, 8), "x")
    e = graph.exp(x)
    y = graph.matmul(e, e) + e
    plan = plan_of([x], [y])
    assert names(plan) == [["exp"], ["dot_general", "add"]]


def test_values_of_sizes_alone_are_not_computed_in_a_run():
    x = graph.placeholder("float32", (None,), "x")
    plan = plan_of([x], [x / graph.cast(graph.shape(x)[0], "float32")])
    assert names(plan) == [["divide"]]


def test_readers_of_a_variable_run_before_it_is_written():
    v = graph.Variable(np.ones((4, 4), np.float32))
    old = v.symbolic()
    plan = plan_of([], [graph.matmul(old, old)], [(v, old - 1)])
    assert names(plan) == [["dot_general"], ["subtract"]]
    assert list(plan.in_place.values()) == [v]


def test_groups_that_free_memory_run_first():
    def group(name):
        return Group("loop", name)

    big, small, end = group("big"), group("small"), group("end")
    before = {big: set(), small: set(), end: {big, small}}
    made = {big: {"b": 100}, small: {"s": 1}, end: {}}
    read = {big: set(), small: {"input"}, end: {"b", "s"}}
    order = order_groups([big, small, end], before, made, read, set())
    assert order == [small, big, end]
