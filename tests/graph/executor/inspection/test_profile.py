"""Which nodes ran, how often, in which layer; files that Chrome can show."""

from __future__ import annotations

import contextlib
import json
import threading

import numpy as np
import pytest

import graph


def by_name(p, by="node"):
    return {row.name: row for row in p.rows(by)}


def graph_of_layers():
    x = graph.placeholder("float32", (None, 3), "x")
    w = graph.Variable(np.ones((3, 2), np.float32), name="w")
    with graph.name_scope("Dense 'head'"):
        y = graph.tanh(graph.matmul(x, w))
    return x, w, graph.sum(y, 1)


def test_every_node_is_a_row_with_its_calls_and_bytes():
    x, _, y = graph_of_layers()
    session = graph.Session("numpy")
    with graph.profile() as p:
        for _ in range(3):
            session.run(y, {x: np.ones((5, 3))})
    session.run(y, {x: np.ones((5, 3))})
    rows = by_name(p)
    assert set(rows) == {"head/dot_general", "head/tanh", "sum"}
    assert {row.calls for row in rows.values()} == {3}
    assert rows["head/tanh"].nbytes == 3 * 5 * 2 * 4
    assert rows["head/tanh"].line.startswith("test_profile.py:")
    assert len(p.runs) == 3
    assert 0 < sum(row.ms for row in rows.values()) < p.total_ms


def test_rows_by_layer_and_by_op_add_up():
    x, w, y = graph_of_layers()
    with graph.profile() as p:
        graph.Session("numpy").run(graph.gradients(y, [w]), {x: np.ones((5, 3))})
    layers = by_name(p, "layer")
    assert {"head", "head/gradient"} <= set(layers)
    assert layers["head"].calls == 2
    assert "dot_general" in by_name(p, "op")
    for by in ("layer", "op"):
        assert sum(r.ms for r in p.rows(by)) == pytest.approx(
            sum(r.ms for r in p.rows())
        )
        assert [r.ms for r in p.rows(by)] == sorted(r.ms for r in p.rows(by))[::-1]


def test_nodes_that_run_together_are_one_row():
    x = graph.placeholder("float32", (300, 200), "x")
    y = graph.tanh(graph.sin(x) * 2.0)
    with graph.profile() as p:
        graph.Session().run(y, {x: np.ones((300, 200))})
    (row,) = p.rows()
    assert (row.name, row.op) == ("tanh", "fused(sin, multiply, tanh)")
    assert row.calls == 1


def test_what_runs_in_bodies_has_rows_and_is_not_counted_twice():
    x = graph.placeholder("float32", (None,), "x")
    total, _ = graph.scan(lambda c, r: (graph.tanh(c + r), c), np.float32(0), x)
    with graph.profile() as p:
        graph.Session("numpy").run(total, {x: np.ones(7)})
    rows = by_name(p)
    assert rows["scan.body/tanh"].calls == rows["scan.body/add"].calls == 7
    assert rows["scan"].calls == 1
    assert sum(row.ms for row in rows.values()) <= p.total_ms


def test_results_and_updates_are_those_of_other_runs():
    x, w, y = graph_of_layers()
    array = np.arange(6.0).reshape(2, 3)
    fetches = [y, w.assign_add(w.symbolic())]
    session = graph.Session()
    with graph.profile():
        found = session.run(fetches, {x: array})
    np.testing.assert_allclose(w.numpy(), np.full((3, 2), 2))
    w.assign(np.ones((3, 2), np.float32))
    np.testing.assert_allclose(session.run(fetches, {x: array})[0], found[0])


def test_without_a_profile_programs_have_no_clock_in_them():
    x, _, y = graph_of_layers()
    function = graph.CompiledCallable([x], [y], engine="numpy")
    with graph.profile():
        function([np.ones((1, 3))])
    assert "clock" not in "".join(function.executable.source.lines)


def test_the_table_and_the_text_say_what_was_measured():
    x, _, y = graph_of_layers()
    with graph.profile() as p:
        graph.Session("numpy").run(y, {x: np.ones((5, 3))})
    header, *lines = p.table().splitlines()
    assert header.split() == [
        *("node", "op", "ms", "%", "calls", "MB", "written", "made", "by")
    ]
    assert len(lines) == 3 and len(p.table(limit=1).splitlines()) == 2
    assert p.table("layer").splitlines()[0].split()[0] == "layer"
    last = str(p).splitlines()[-1]
    assert last.startswith("1 run took ") and last.endswith("is the profile's own")
    with graph.profile() as nothing:
        graph.exp(1.0)
    assert str(nothing).splitlines()[-1].startswith("0 runs took 0.000 ms")


def test_many_rows_are_cut_where_they_are_printed():
    x = graph.placeholder("float32", (), "x")
    y = x
    for _ in range(40):
        y = graph.sin(y)
    with graph.profile() as p:
        graph.Session("numpy").run(y, {x: 1})
    assert "... and 15 more" in str(p)


def test_another_grouping_is_refused():
    with pytest.raises(graph.ArgumentError) as caught:
        graph.profile().rows("line")
    assert str(caught.value).startswith(
        "profile: rows are made by node, layer or op\n  got: by='line'\n"
        "  hint: one of 'node', 'layer', 'op'\n  made by: test_profile.py:"
    )


#: what the trace event format asks of a complete event
EVENT = {
    "name": str,
    "cat": str,
    "ph": str,
    "ts": float,
    "dur": float,
    "pid": int,
    "tid": int,
    "args": dict,
}


def test_the_saved_file_is_in_the_trace_event_format(tmp_path):
    x = graph.placeholder("float32", (None,), "x")
    with graph.name_scope("head"):
        total, _ = graph.scan(lambda c, r: (c + r, c), np.float32(0), x)
    with graph.profile() as p:
        graph.Session("numpy").run(total, {x: np.ones(3)})
    path = tmp_path / "trace.json"
    p.save(path)
    saved = json.loads(path.read_text())
    assert set(saved) == {"traceEvents", "displayTimeUnit"}
    events = saved["traceEvents"]
    for event in events:
        assert {key: type(value) for key, value in event.items()} == EVENT
        assert event["ph"] == "X" and event["dur"] >= 0
    assert [e["ts"] for e in events] == sorted(e["ts"] for e in events)
    run = next(e for e in events if e["cat"] == "run")
    (scan,) = [e for e in events if e["name"] == "head/scan"]
    steps = [e for e in events if e["name"] == "head/scan.body/head/add"]
    assert len(steps) == 3
    for inner, outer in ((scan, run), *((step, scan) for step in steps)):
        assert outer["ts"] <= inner["ts"]
        assert inner["ts"] + inner["dur"] <= outer["ts"] + outer["dur"] + 1e-3
    assert scan["args"]["layer"] == "head"
    assert set(scan["args"]) == {"op", "layer", "line", "spec", "bytes"}


def test_runs_of_threads_started_inside_are_their_own_business():
    """The context belongs to the thread that opened it."""
    x, _, y = graph_of_layers()
    session = graph.Session()
    with graph.profile() as p:
        thread = threading.Thread(target=session.run, args=(y, {x: np.ones((1, 3))}))
        thread.start()
        thread.join()
    assert p.runs == []


def test_steps_of_native_code_are_rows_named_after_their_contraction():
    pytest.importorskip("llvmlite")
    x, w, y = graph_of_layers()
    session, plain = graph.Session("native"), graph.Session("numpy")
    array = np.arange(15.0).reshape(5, 3)
    step = w.assign_sub(graph.gradients(y, [w])[0])
    with graph.profile() as p:
        found = [session.run([y, step], {x: array}) for _ in range(2)]
    after = w.numpy()
    w.assign(np.ones((3, 2), np.float32))
    for result in found:
        for a, b in zip(result, plain.run([y, step], {x: array})):
            np.testing.assert_allclose(a, b, 1e-5, 1e-5)
    np.testing.assert_allclose(after, w.numpy(), 1e-5, 1e-5)
    rows = by_name(p)
    head = rows["head/dot_general"]
    assert head.op.startswith("fused(dot_general, tanh, ") and head.calls == 2
    assert head.nbytes % (2 * 5 * 2 * 4) == 0
    assert {row.calls for row in rows.values()} == {2}
    assert 0 < sum(row.ms for row in rows.values()) < p.total_ms


def test_numpy_steps_between_native_ones_are_timed_once():
    pytest.importorskip("llvmlite")
    x = graph.placeholder("float32", (None,), "x")
    y = graph.exp(graph.sort(graph.exp(x))) * 2.0
    with graph.profile() as p:
        graph.Session("native").run(y, {x: np.ones(7)})
    assert all(row.calls == 1 for row in p.rows())
    assert {row.op for row in p.rows()} >= {"exp", "argsort", "fused(exp, multiply)"}


def test_updates_in_place_are_those_of_other_runs():
    pytest.importorskip("llvmlite")
    x = graph.placeholder("float32", (None, 3), "x")
    found = []
    for is_profiled in (False, True):
        w = graph.Variable(np.ones((3, 2), np.float32), name="w")
        y = graph.sum(graph.tanh(graph.matmul(x, w)))
        (dw,) = graph.gradients(y, [w])
        # a node that numpy runs, between the others
        new = w.symbolic() - 0.1 * graph.sort(dw, axis=0)
        step = graph.CompiledCallable([x], [y], [(w, new)], engine="native")
        array = np.arange(6, dtype=np.float32).reshape(2, 3) / 7
        with graph.profile() if is_profiled else contextlib.nullcontext():
            losses = [step([array])[0] for _ in range(5)]
        assert step.executable.plan.in_place
        found.append((losses, w.numpy()))
    np.testing.assert_array_equal(found[0][0], found[1][0])
    np.testing.assert_array_equal(found[0][1], found[1][1])
