"""Custom graphs in one session: a run computes what its fetches need, and no more."""

from __future__ import annotations

import numpy as np
import pytest

import graph

X = graph.placeholder("float32", (None,), "x")


def counted(tensor, calls, name):
    """The tensor; notes each run that needs it."""

    def note(array):
        calls.append(name)
        return array

    return graph.py_function(note, [tensor], tensor.spec)


def test_only_what_the_fetches_need_runs():
    calls = []
    a = counted(X * 2.0, calls, "a")
    b = counted(a + 1.0, calls, "b")
    unfed = graph.placeholder("float32", (), "unfed")
    c = counted(a * unfed, calls, "c")
    session = graph.Session()
    session.run(a, {X: [1.0]})
    assert calls == ["a"]
    session.run([b, a], {X: [1.0]})
    assert calls == ["a", "a", "b"]
    assert session.run(b, {a: [10.0]}) == 11  # nothing before what is fed
    assert calls == ["a", "a", "b", "b"]
    with pytest.raises(graph.FeedError, match="placeholder 'unfed' is not fed"):
        session.run(c, {X: [1.0]})


def test_assignments_run_when_they_are_fetched_and_not_behind_a_feed():
    v = graph.Variable(0.0)
    new = v.assign(v.symbolic() + graph.sum(X))
    y = new * 2.0
    session = graph.Session()
    assert session.run(graph.sum(X), {X: [1, 2]}) == 3
    assert float(v) == 0
    assert session.run(y, {X: [1, 2]}) == 6
    assert float(v) == 3
    assert session.run(y, {new: 5.0}) == 10
    assert float(v) == 3
    step = session.make_callable({"y": y, "rest": [v, (X,)]}, [X])
    found = step([1.0])
    assert found["y"] == 8
    assert found["rest"][0] == 3
    assert found["rest"][1][0].tolist() == [1]
    assert float(v) == 4


def test_graphs_that_share_nothing_but_a_variable_live_in_one_session():
    w = graph.Variable(np.full(3, 2.0, np.float32), name="w")
    features = graph.placeholder("float32", (None, 3), "features")
    with graph.name_scope("teacher"), graph.name_scope("head"):
        teacher = graph.tanh(features @ graph.reshape(w, (3, 1)))
    student = graph.sum(w * X)
    loss = graph.mean(graph.square(teacher))
    (dw,) = graph.gradients(loss + student, [w])
    train = w.assign(w.symbolic() - dw * 0.5)
    assert teacher.node.origin.scopes == ("teacher", "head")
    rows = np.zeros((2, 3), np.float32)
    with graph.Session() as session:
        assert session.run(teacher, {features: rows}).tolist() == [[0], [0]]
        assert session.run(student, {X: [1, 1, 1]}) == 6
        session.run(train, {features: rows, X: [2, 4, 6]})
        assert w.numpy().tolist() == [1, 0, -1]
        assert session.run(student, {X: [1, 1, 1]}) == 0
        got = session.run(
            {"s": student, "more": (teacher, [loss])}, {features: rows, X: [1, 0, 0]}
        )
        assert got["s"] == 1
        assert got["more"][1][0] == 0


def test_an_error_names_the_scope():
    with graph.name_scope("head"):
        y = X + graph.placeholder("float32", (None,), "bias")
    with pytest.raises(graph.FeedError, match=r"at head at test_partial_runs\.py"):
        graph.Session().run(y * 2.0, {X: [1.0]})
