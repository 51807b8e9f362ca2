"""The verifier finds graphs that break an invariant."""

from __future__ import annotations

import pytest

import graph
from graph.ir.spec import Spec


def test_a_sound_graph_passes():
    x = graph.placeholder("float32", (None, 3), "x")
    y = graph.sum(graph.exp(x))
    graph.verify([y, *graph.gradients(y, [x])])


def test_a_wrong_spec_is_found():
    x = graph.placeholder("float32", (3,), "x")
    y = graph.exp(x)
    y.node.specs = (Spec("float32", (4,)),)
    with pytest.raises(
        graph.VerificationError, match=r"records .*\[4\].*infers .*\[3\]"
    ):
        graph.verify([y])


def test_a_tensor_that_disagrees_with_its_node_is_found():
    x = graph.placeholder("float32", (3,), "x")
    y = graph.exp(x)
    z = graph.sin(y)
    y.spec = Spec("float32", (4,))
    z.node.specs = (Spec("float32", (4,)),)
    with pytest.raises(graph.VerificationError, match="disagrees with its node"):
        graph.verify([z])


def test_what_is_given_is_not_looked_into():
    x = graph.placeholder("float32", (3,), "x")
    y = graph.exp(x)
    z = graph.sin(y)
    y.node.specs = (Spec("float32", (3,)), Spec("int32"))
    graph.verify([z], given=[y])
