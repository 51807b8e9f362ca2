"""Sessions: fetches, feeds, assignments, caching, threads, and what errors say."""

from __future__ import annotations

import collections
import sys
import threading

import numpy as np
import pytest

import graph
from graph.executor.callable import CompiledCallable
from graph.executor.engines import ENGINES, get_engine


def text_of(error, function, *arguments):
    with pytest.raises(error) as caught:
        function(*arguments)
    return str(caught.value)


X = graph.placeholder("float32", (None, 3), "x")
ONES = np.ones((2, 3), np.float32)
Point = collections.namedtuple("Point", "x y")


def test_fetches_keep_their_nesting():
    v = graph.Variable([5.0], name="v")
    a, b = X * 2, graph.sum(X)
    fetches = {"list": [a, (b, v)], "point": Point(a, {"again": a}), "empty": []}
    got = graph.Session().run(fetches, {X: ONES})
    assert list(got) == ["list", "point", "empty"]
    assert isinstance(got["list"], list)
    assert isinstance(got["list"][1], tuple)
    assert isinstance(got["point"], Point)
    assert got["list"][1][0] == 6
    assert got["list"][1][1].tolist() == [5]
    np.testing.assert_array_equal(got["point"].y["again"], ONES * 2)
    ordered = graph.Session().run(collections.OrderedDict(b=b, a=a), {X: ONES})
    assert list(ordered) == ["b", "a"]


def test_results_are_arrays_of_their_own():
    c = graph.constant(ONES)
    fetches = [X, c, X[0], X[0, 0], graph.sum(X), graph.reshape(X, (3, -1)), X]
    got = graph.Session().run(fetches, {X: ONES})
    for i, array in enumerate(got):
        assert type(array) is np.ndarray
        assert array.flags.writeable
        assert not np.may_share_memory(array, ONES)
        assert not any(np.may_share_memory(array, other) for other in got[:i])


def test_one_tensor_gives_one_array():
    assert graph.Session().run(graph.sum(X), {X: ONES}) == 6
    assert type(graph.Session().run(graph.sum(X), {X: ONES})) is np.ndarray
    assert graph.Session().run(graph.Variable(2.0)) == 2


def test_any_tensor_can_be_fed():
    a = graph.exp(X)
    b = graph.sum(a * 2, 1)
    array = np.arange(6, dtype=np.float32).reshape(2, 3)
    np.testing.assert_array_equal(graph.Session().run(b, {a: array}), [6, 24])
    np.testing.assert_array_equal(graph.Session().run([a, b], {a: array})[0], array)
    v = graph.Variable([1.0])
    y = v.symbolic() * 10
    assert graph.Session().run(y, {v.symbolic(): [7.0]}) == 70
    assert graph.Session().run(b * 2, {b: [1, 2]}).tolist() == [2, 4]


def test_tensors_of_computed_sizes_can_be_fed():
    """The symbol behind a size such as 2 * n + 1 is found where it can be."""
    x = graph.placeholder("float32", (None,), "x")
    n = graph.shape(x)[0]
    twice = graph.concatenate([x, x, np.zeros(1, np.float32)])
    y = twice * graph.cast(graph.as_tensor(n), "float32")
    got = graph.Session().run(y, {twice: np.ones(7)})
    np.testing.assert_array_equal(got, np.full(7, 3))
    text = text_of(graph.FeedError, graph.Session().run, y, {twice: np.ones(6)})
    assert text.startswith(
        "concatenate: axis 0 cannot have size 6, which is 2*x_0 + 1\n"
    )
    half = x[::2]
    z = half * graph.cast(graph.as_tensor(n), "float32")
    text = text_of(graph.FeedError, graph.Session().run, z, {half: np.ones(2)})
    assert text.startswith("the size x_0 is needed, and no feed tells it\n")
    got = graph.Session().run(z, {half: np.ones(2), x: np.zeros(4)})
    np.testing.assert_array_equal(got, [4, 4])


def test_values_are_converted_where_nothing_is_lost():
    x = graph.placeholder("float32", (2,), "x")
    i = graph.placeholder("uint8", (2,), "i")
    session = graph.Session()
    for value in ([1, 2], (1.5, 2), np.array([1, 2]), np.array([True, False])):
        got = session.run(x + 0.0, {x: value})
        np.testing.assert_array_equal(got, np.asarray(value, np.float32))
    assert session.run(x * 1.0, {x: graph.as_tensor([1.0, 2.0])}).dtype == np.float32
    assert session.run(i + 0, {i: [1, 255]}).tolist() == [1, 255]
    assert session.run(x + 0.0, {x: [graph.as_tensor(1.0), 2.0]}).tolist() == [1, 2]


def test_values_that_would_lose_something_are_refused():
    i = graph.placeholder("int32", (2,), "i")
    session = graph.Session()
    for value in (np.array([1.5, 2]), [1.5, 2]):
        text = text_of(graph.DTypeError, session.run, i + 0, {i: value})
        assert text.startswith(
            "placeholder 'i' takes int32\n  got: i=float64[2]\n"
            '  hint: convert it first: array.astype("int32")\n'
            "  made by: test_session.py:"
        )
    x = graph.placeholder("float32", (), "x")
    text = text_of(graph.DTypeError, session.run, x + 0.0, {x: 1j})
    assert text.startswith("placeholder 'x' takes float32\n  got: x=complex128[]")
    text = text_of(graph.DTypeError, session.run, x + 0.0, {x: "text"})
    assert text.startswith("placeholder 'x' takes float32\n")
    u = graph.placeholder("uint8", (1,), "u")
    text = text_of(graph.FeedError, session.run, u + 0, {u: [300]})
    assert text.startswith("placeholder 'u' takes uint8[1]\n  got: u=list: ")
    text = text_of(graph.FeedError, session.run, i + 0, {i: [[1], [2, 3]]})
    assert text.startswith("placeholder 'i' takes int32[2]\n  got: i=list: ")


def test_a_missing_feed_names_placeholder_user_and_line():
    y = graph.exp(X * 2)
    assert text_of(graph.FeedError, graph.Session().run, y) == (
        "placeholder 'x' is not fed, needed by multiply at "
        f"test_session.py:{y.node.inputs[0].node.origin.line}\n"
        "  got: x=float32[x_0, 3]\n"
        "  hint: add it to the feeds: feed_dict={x: array}\n"
        f"  made by: test_session.py:{X.node.origin.line}"
    )
    assert text_of(graph.FeedError, graph.Session().run, X).startswith(
        "placeholder 'x' is not fed\n"
    )


@pytest.mark.parametrize("shape", [(2, 4), (3,), (2, 3, 1), ()])
def test_a_wrong_shape_names_the_placeholder(shape):
    text = text_of(graph.FeedError, graph.Session().run, X * 1.5, {X: np.ones(shape)})
    assert text == (
        "placeholder 'x' takes float32[x_0, 3]\n"
        f"  got: x=float64{list(shape)}\n"
        "  hint: feed an array of shape [x_0, 3]\n"
        f"  made by: test_session.py:{X.node.origin.line}"
    )


def test_a_wrong_feed_after_a_right_one_is_found_too():
    session = graph.Session()
    session.run(X + 1, {X: ONES})
    with pytest.raises(graph.FeedError):
        session.run(X + 1, {X: np.ones((2, 4), np.float32)})
    session.run(X + 1, {X: ONES})


def test_sizes_of_one_name_must_agree():
    x = graph.placeholder("float32", ("batch", 2), "x")
    y = graph.placeholder("float32", ("batch",), "y")
    z = graph.sum(x, 1) + y
    session = graph.Session()
    assert session.run(z, {x: np.ones((3, 2)), y: np.ones(3)}).tolist() == [3, 3, 3]
    text = text_of(graph.FeedError, session.run, z, {x: np.ones((3, 2)), y: np.ones(4)})
    assert text.startswith(
        "y: axis 0 has size 4, but batch is 3 in this run\n  got: y=float32[4]\n"
        "  hint: feed tensors that agree in batch\n"
    )


def test_feeds_and_fetches_of_the_wrong_kind():
    session = graph.Session()
    assert text_of(graph.FeedError, session.run, X, {"x": ONES}).startswith(
        "a feed must be keyed by a symbolic tensor\n  got: key='x'\n"
        "  hint: pass the placeholder itself: {x: array}\n"
        "  made by: test_session.py:"
    )
    assert text_of(graph.ArgumentError, session.run, graph.as_tensor(1.0)).startswith(
        "only symbolic tensors and variables can be fetched\n"
        "  got: fetch=an eager tensor\n"
        "  hint: an eager tensor has its value already: tensor.numpy()\n"
    )
    assert "fetch=str" in text_of(graph.ArgumentError, session.run, ["x"])


def test_placeholders_check_their_shape():
    assert text_of(graph.ArgumentError, graph.placeholder, "int8", (2, -1)).startswith(
        "placeholder: a size is a non-negative integer, None or a name\n"
        "  got: size=-1\n  hint: write None for a size that is not known\n"
        "  made by: test_session.py:"
    )
    n = graph.symbol("n")
    assert graph.placeholder("int8", (n, np.int64(2)), "x").spec.shape == (n, 2)
    assert graph.placeholder().spec == graph.Spec("float32")


def test_other_sizes_do_not_compile_again(monkeypatch):
    compiled = []
    engine = type(get_engine())
    compile_once = engine.compile
    monkeypatch.setattr(
        engine, "compile", lambda self, p: compiled.append(p) or compile_once(self, p)
    )
    session = graph.Session()
    y = graph.sum(graph.exp(X), 0)
    for count in (1, 2, 5, 3, 1, 0, *range(20)):
        got = session.run(y, {X: np.zeros((count, 3), np.float32)})
        np.testing.assert_array_equal(got, np.full(3, count))
    assert len(compiled) == 1


def test_the_least_recently_used_graph_is_dropped(monkeypatch):
    compiled = []
    session = graph.Session(cache_size=2)
    compile_once = session._compile
    monkeypatch.setattr(
        session, "_compile", lambda *a: compiled.append(a[1][0]) or compile_once(*a)
    )
    a, b, c = X + 1, X + 2, X + 3
    for y in (a, b, a, c, a, b):  # c drops b, which was used longest ago
        session.run(y, {X: ONES})
    assert [t is y for t, y in zip(compiled, (a, b, c, b))] == [True] * 4
    assert len(compiled) == 4


def test_leaving_a_session_drops_what_it_compiled():
    with graph.Session() as session:
        session.run(X + 1, {X: ONES})
        assert session._compiled
    assert not session._compiled


def test_a_callable_takes_arrays_in_order():
    y = graph.placeholder("float32", (3,), "y")
    function = graph.Session().make_callable({"sum": X + y, "y": [y]}, [y, X])
    got = function([1, 2, 3], ONES)
    np.testing.assert_array_equal(got["sum"], ONES + [1, 2, 3])
    assert got["y"][0].tolist() == [1, 2, 3]
    assert text_of(graph.FeedError, function, ONES).startswith(
        "this callable takes 2 arrays\n  got: got=1\n"
        "  hint: pass one for each tensor that is fed\n"
        "  made by: test_session.py:"
    )
    with pytest.raises(graph.FeedError, match="placeholder 'y' takes"):
        function(ONES, ONES)
    assert graph.Session().make_callable(graph.constant(3.0))() == 3
    v = graph.Variable(1.0)
    count = graph.Session().make_callable(v.assign_add(1.0 * graph.sum(X)), [X])
    assert [float(count(ONES)) for _ in range(2)] == [7, 13]


def test_assignments_are_committed_together_at_the_end():
    a, b = graph.Variable(1.0, name="a"), graph.Variable(10.0, name="b")
    new_a = a.assign(a.symbolic() + b.symbolic())
    new_b = b.assign(a.symbolic() * 2.0)
    session = graph.Session()
    got = session.run([new_a, new_b, a, b])
    assert [float(v) for v in got] == [11, 2, 1, 10]
    assert (float(a), float(b)) == (11, 2)
    session.run(new_b)
    assert (float(a), float(b)) == (11, 22)


def test_an_assignment_below_a_fetch_happens():
    v = graph.Variable(1.0)
    y = v.assign(v.symbolic() + 1.0) * 10.0
    assert graph.Session().run(y) == 20
    assert float(v) == 2


def test_the_last_of_two_assignments_wins():
    v = graph.Variable(1.0)
    first, second = v.assign(X[0, 0]), v.assign(X[0, 0] + 5)
    graph.Session().run([second, first], {X: ONES})
    assert float(v) == 6


def test_a_failed_run_commits_nothing():
    v = graph.Variable(1.0)
    i = graph.placeholder("int64", (), "i")
    fetches = [v.assign(v.symbolic() + 1.0), X[i]]
    with pytest.raises(graph.ExecutionError):
        graph.Session().run(fetches, {X: ONES, i: 9})
    assert float(v) == 1
    graph.Session().run(fetches, {X: ONES, i: 1})
    assert float(v) == 2


def test_engines_are_chosen_by_name(monkeypatch):
    for name in ENGINES:
        assert graph.Session(engine=name).run(X + 1, {X: ONES})[0, 0] == 2
    text = text_of(
        graph.ArgumentError, graph.Session(engine="abacus").run, X, {X: ONES}
    )
    assert text == (
        "there is no engine of this name\n  got: engine='abacus'\n"
        f"  hint: one of {', '.join(['auto', *ENGINES])}"
    )
    monkeypatch.setenv("KERASISH_ENGINE", "abacus")
    with pytest.raises(graph.ArgumentError, match="abacus"):
        graph.Session().run(X * 3, {X: ONES})


def in_threads(function, count=6):
    """Runs function(number) in threads; raises the first error of any."""
    errors = []

    def run(number):
        try:
            function(number)
        except BaseException as error:  # noqa: BLE001 - handed to the test below
            errors.append(error)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_threads_share_a_session():
    session = graph.Session()
    y = graph.softmax(graph.matmul(X, graph.transpose(X)) * 0.1) @ X

    def run(number):
        rng = np.random.default_rng(number)
        for step in range(40):
            x = rng.normal(size=(5 + (number + step) % 3, 3)).astype(np.float32)
            e = np.exp((x @ x.T) * 0.1)
            want = e / e.sum(1, keepdims=True) @ x
            np.testing.assert_allclose(session.run(y, {X: x}), want, 1e-4, 1e-5)

    in_threads(run)


def test_counting_from_threads_loses_no_step():
    v = graph.Variable(np.zeros(64, np.float32))
    step = CompiledCallable([], [], [(v, v.symbolic() + 1.0)])
    in_threads(lambda number: [step([]) for _ in range(100)])
    np.testing.assert_array_equal(v.numpy(), np.full(64, 600))


@pytest.fixture
def eager_switching():
    """Threads change places as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.parametrize(("count", "size"), [(1, 1 << 14), (60, 4)])
def test_readers_see_whole_states(count, size, eager_switching):
    """All variables are equal, whole, and of the end of some step."""
    variables = [graph.Variable(np.zeros(size, np.float32)) for _ in range(count)]
    step = CompiledCallable([], [], [(v, v.symbolic() + 1.0) for v in variables])
    look = CompiledCallable([], [v.symbolic() * 1.5 for v in variables])
    done = threading.Event()

    def run(number):
        if number == 0:
            for _ in range(1000):
                step([])
            done.set()
        while not done.is_set():
            state = np.array(look([]))
            assert state.min() == state.max()

    in_threads(run, 3)
    assert variables[0].numpy()[0] == 1000


def test_what_is_not_fetched_or_fed_says_what_to_do():
    x, v = graph.placeholder("float32", (), "x"), graph.Variable(1.0)
    session = graph.Session()
    with pytest.raises(graph.ArgumentError, match="pass the tensor itself; names are"):
        session.run("x:0")
    with pytest.raises(graph.FeedError, match=r"set before the run: v.assign\(array\)"):
        session.run(x * v, {x: 1.0, v: 2.0})
    with pytest.raises(graph.SymbolicError, match=r"graph.stack\(\[x, y\]\)"):
        graph.as_tensor([x, x])
