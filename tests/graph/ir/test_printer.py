"""Printed graphs: what a reader, and the tests of passes, see."""

from __future__ import annotations

import numpy as np

import graph


def test_a_graph_is_printed_in_the_order_in_which_it_runs():
    x = graph.placeholder("float32", ("batch", 3), "x")
    v = graph.Variable(np.ones(3, np.float32), name="v")
    with graph.tracing():
        y = graph.sum(x * v, axis=1)
    assert graph.print_graph([y]) == (
        "%0 = placeholder('x') : float32[batch, 3]\n"
        "%1 = read_variable('v') : float32[3]\n"
        "%2 = broadcast_to(sizes=(batch, 3); %1) : float32[batch, 3]\n"
        "%3 = multiply(%0, %2) : float32[batch, 3]\n"
        "%4 = sum(axes=(1,); %3) : float32[batch]\n"
        "return %4"
    )
    assert graph.print_graph(y) == graph.print_graph([y])


def test_small_constants_show_their_value_and_large_ones_their_spec():
    small, large = graph.constant([1.0, 2.0]), graph.constant(np.zeros(9))
    assert graph.print_graph([small, large]) == (
        "%0 = constant(held=[1., 2.]) : float64[2]\n"
        "%1 = constant(held=<float64[9]>) : float64[9]\n"
        "return %0, %1"
    )


def test_origins_are_shown_when_asked_for():
    with graph.name_scope("head"):
        x = graph.placeholder("float32", (), "x")
    text = graph.print_graph([x], origins=True)
    assert text.startswith(
        "%0 = placeholder('x') : float32[]  # head at test_printer.py:"
    )


def test_outputs_of_one_node_are_numbered():
    class Two(graph.Op, abstract=True):
        def infer(self, x):
            return x, x.with_dtype("int32")

    x = graph.placeholder("float32", (2,), "x")
    first, second = graph.apply(Two(), x)
    assert graph.print_graph([second, first]) == (
        "%0 = placeholder('x') : float32[2]\n"
        "%1 = two(%0) : float32[2], int32[2]\n"
        "return %1.1, %1.0"
    )


def test_an_assignment_shows_its_variable():
    v = graph.Variable(1.0, name="v")
    x = graph.placeholder("float32", (), "x")
    assert "assign('v'; %0) : float32[]" in graph.print_graph([v.assign(x)])
