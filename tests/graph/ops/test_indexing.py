"""Square brackets in every form against numpy; reading and adding at indices."""

from __future__ import annotations

import numpy as np
import pytest

import graph
from graph.executor.engines import ENGINES
from graph.testing import Case

RNG = np.random.default_rng(5)
X = RNG.normal(size=(4, 3, 5))
EMPTY = np.zeros((0, 3))
DTYPES = ("float16", "float32", "float64", "int8", "complex64", "bool")
OPS = graph.REGISTRY
S = np.s_
FIRST = np.array([[3, 0], [-1, 1], [2, 2]])
LAST = np.array([4, -5])

#: keys that mean the same on every size
KEYS = [
    S[0],
    S[-1],
    S[np.int64(2)],
    S[1, -1, 2],
    S[:],
    S[...],
    S[None],
    S[..., None],
    S[None, :, None, 1],
    S[..., 0],
    S[0, ..., 1],
    S[:, 0],
    S[1:],
    S[:-1],
    S[1:-1],
    S[:2],
    S[-2:],
    S[0:3],
    S[1:3, ..., ::2],
    S[:, ::2, 1::3],
    S[::-1],
    S[:, ::-1, ..., ::-1],
    S[3:1],
    S[-1:-3],
    S[-2:3],
    S[1:-3, 0],
    S[9:],
    S[:9],
    S[-9:],
    S[:-9],
    S[0:0],
    S[[0, 2]],
    S[[-1, 0, 0]],
    S[:, [2, 0]],
    S[..., [1, 1, 3]],
    S[FIRST],
    S[:, FIRST - 1],
    S[np.array(1)],
    S[[], 1],
    S[FIRST, :, LAST],
    S[FIRST, 1:, LAST],
    S[FIRST, LAST % 3],
    S[:, FIRST % 3, LAST],
    S[FIRST, LAST % 3, LAST],
    S[0, :, LAST],
    S[0, LAST % 3],
    S[:, 0, LAST],
    S[LAST % 3, :, 0],
    S[[0, 1, 1], None, [2, 0, 1]],
    S[None, [0, 1, 1], ..., 2],
    S[0, None, LAST % 3],
    S[FIRST.astype(np.int8), 1],
]
#: keys that ask for a known size
STATIC_KEYS = [S[::-2], S[3:0:-1], S[-1::-3, 0], S[1:9:-1], S[2::-1], S[:-3:-1]]


def getitem_cases():
    for key in KEYS:
        yield Case(lambda x, k=key: graph.getitem(x, k), [X], lambda x, k=key: x[k])
    for key in STATIC_KEYS:
        yield Case(
            lambda x, k=key: graph.getitem(x, k),
            [X],
            lambda x, k=key: x[k],
            symbolic=False,
        )


def add_at(x, indices, updates, axis=0):
    out = x.copy()
    np.add.at(out, (slice(None),) * axis + (indices,), updates)
    return out


INDICES = np.array([2, 0, 2, -1, 2])
ALONG = np.array([[[2], [0], [-1]], [[0], [1], [1]], [[4], [4], [3]], [[1], [0], [2]]])
FIXED = {"resize": False}
CASES = {
    "getitem": list(getitem_cases()),
    "Take": [
        Case(OPS["Take"](1), [X, INDICES], lambda x, i: x.take(i, 1), DTYPES),
        Case(OPS["Take"](0), [X, FIRST], lambda x, i: x.take(i, 0)),
        Case(OPS["Take"](2), [X, np.array(-1)], lambda x, i: x.take(i, 2)),
        Case(OPS["Take"](0), [X, np.zeros((2, 0), int)], lambda x, i: x.take(i, 0)),
        Case(lambda x: graph.take(x, [7, -1]), [X], lambda x: x.take([7, -1])),
        Case(lambda x: graph.take(x, 1, -1), [X], lambda x: x.take(1, -1)),
        Case(graph.take, [X[0, 0], INDICES.astype(np.uint8) % 3], np.take),
    ],
    "AddAt": [
        Case(
            OPS["AddAt"](0),
            [X, INDICES, RNG.normal(size=(5, 3, 5))],
            add_at,
            (*DTYPES[:5], "uint8"),
            **FIXED,
        ),
        Case(
            lambda x, i, u: graph.add_at(x, i, u, -1),
            [X, INDICES, RNG.normal(size=(4, 3, 5))],
            lambda x, i, u: add_at(x, i, u, 2),
            **FIXED,
        ),
        Case(graph.add_at, [X, INDICES[:0], X[:0]], add_at, **FIXED),
    ],
    "TakeAlongAxis": [
        Case(
            OPS["TakeAlongAxis"](2),
            [X, ALONG],
            lambda x, i: np.take_along_axis(x, i, 2),
            DTYPES,
        ),
        Case(
            lambda x, i: graph.take_along_axis(x, i, 1),
            [X, ALONG[:1].clip(-1, 2)],
            lambda x, i: np.take_along_axis(x, i, 1),
        ),
        Case(
            lambda x, i: graph.take_along_axis(x, i, None),
            [X, INDICES],
            lambda x, i: np.take_along_axis(x, i, None),
        ),
    ],
    "CheckLabels": [Case(OPS["CheckLabels"](3), [FIRST % 3], lambda labels: labels)],
    "pick_class": [
        Case(
            lambda x, labels: graph.pick_class(x, labels, 1),
            [X, ALONG[:, 0] % 3 + np.zeros(5, int)],
            lambda x, i: np.take_along_axis(x, i[:, None], 1)[:, 0],
            symbolic=(0,),
        ),
        Case(
            graph.pick_class,
            [X[0], np.array([4, 0, 2])],
            lambda x, i: x[np.arange(len(x)), i],
            symbolic=False,
        ),
    ],
    "AddAlongAxis": [
        Case(
            OPS["AddAlongAxis"](2),
            [X, ALONG, X[:, :, :1] + 1],
            lambda x, i, u: x + _one_hot_sum(x, i, u),
            DTYPES[1:3],
        ),
    ],
    "one_hot": [
        Case(lambda i: graph.one_hot(i, 3), [INDICES], lambda i: _one_hot(i, 3)),
        Case(
            lambda i: graph.one_hot(i, 3, 0),
            [FIRST],
            lambda i: np.moveaxis(_one_hot(i, 3), -1, 0),
        ),
        Case(
            lambda i: graph.one_hot(i, 300, -1, "bool"),
            [FIRST.astype(np.uint8)],
            lambda i: _one_hot(i, 300) > 0,
        ),
    ],
}


def _one_hot(indices, depth):
    return (indices[..., None] == np.arange(depth)).astype(np.float32)


def _one_hot_sum(x, indices, updates):
    where = np.where(indices < 0, indices + x.shape[2], indices)
    return np.where(np.arange(x.shape[2]) == where, updates, 0)


@pytest.mark.parametrize("key", KEYS + STATIC_KEYS, ids=str)
def test_brackets_on_empty_axes_agree_with_numpy(key):
    x = np.zeros((4, 0, 5))
    try:
        want = x[key]
    except IndexError:
        with pytest.raises((graph.ArgumentError, IndexError)):
            graph.as_tensor(x)[key]
    else:
        assert graph.as_tensor(x)[key].shape == want.shape


@pytest.mark.parametrize("key", KEYS[12:31], ids=str)
@pytest.mark.parametrize("count", range(7))
def test_slices_of_unknown_size_are_those_of_numpy(key, count):
    x = graph.placeholder("float32", (None, 3, 5), "x")
    y = x[key] if isinstance(key, tuple) else x[key,]
    array = RNG.normal(size=(count, 3, 5)).astype(np.float32)
    if isinstance(key, tuple) and isinstance(key[0], slice) and key[0].step == -1:
        return
    np.testing.assert_array_equal(graph.Session().run(y, {x: array}), array[key])


def test_sizes_of_slices_stay_plain():
    x = graph.placeholder("float32", ("n",), "x")
    n = graph.symbol("n", shared=True)
    shape = lambda key: graph.getitem(x, key).spec.shape[0]  # noqa: E731
    assert shape(S[0:]) == shape(S[:]) == n
    assert shape(S[1:]) == shape(S[:-1])
    assert shape(S[1:-1]) == shape(S[2:]) == shape(S[:-2])
    assert str(shape(S[1:-1])) == "max(n - 2, 0)"
    assert shape(S[3:1]) == shape(S[-1:-3]) == 0
    assert shape(S[: graph.shape(x)[0]]) == n


def test_symbolic_positions_read_and_write():
    x = graph.placeholder("float32", (None, 3), "x")
    n = graph.shape(x)[0]
    i = graph.placeholder("int64", (), "i")
    outputs = [x[n - 1], x[i], x[: n - 1], x[i, [0, 1]]]
    array = np.arange(12, dtype=np.float32).reshape(4, 3)
    got = graph.Session().run(outputs, {x: array, i: -2})
    for a, b in zip(got, [array[3], array[-2], array[:3], array[-2, [0, 1]]]):
        np.testing.assert_array_equal(a, b)


def text_of(error, function, *arguments):
    with pytest.raises(error) as caught:
        function(*arguments)
    return str(caught.value)


X_SPEC = graph.placeholder("float32", (2, 3), "x")
MASK_SPEC = graph.placeholder("bool", (2,), "mask")


@pytest.mark.parametrize(
    ("key", "what", "hint"),
    [
        (S[2], "index 2 is outside an axis of size 2", "indices run from -2 to 1"),
        (S[0, -4], "index -4 is outside an axis of size 3", "indices run from -3 to 2"),
        (S[0, 0, 0], "3 indices for a tensor of rank 2", "index as in numpy"),
        (S[..., ...], "... may stand once", "index as in numpy"),
        (S[::0], "a slice step cannot be 0", "index as in numpy"),
        (S[1.5], "an index of dtype float64", "index as in numpy"),
        (
            S[MASK_SPEC],
            "a symbolic mask gives a size that is not known",
            "use graph",
        ),
        (
            S[:, [True, False]],
            "a mask of shape [2] on sizes [3]",
            "a mask has the sizes",
        ),
    ],
)
def test_wrong_keys_are_explained(key, what, hint):
    text = text_of(graph.ArgumentError, graph.getitem, X_SPEC, key)
    assert text.startswith(f"getitem: {what}\n  got: x=float32[2, 3], key=")
    assert f"\n  hint: {hint}" in text
    assert "\n  made by: test_indexing.py:" in text


def test_backward_slices_of_unknown_size_are_refused():
    x = graph.placeholder("float32", (None,), "x")
    text = text_of(graph.ArgumentError, graph.getitem, x, S[::-2])
    assert "a negative step needs a known size" in text
    assert "hint: write x[::-1], or flip and then slice" in text


def test_a_position_outside_is_an_index_error():
    with pytest.raises(graph.BoundsError):
        graph.getitem(X_SPEC, 2)
    with pytest.raises(IndexError):
        graph.as_tensor([1.0])[1]


@pytest.mark.parametrize(
    "key", [S[[5]], S[[0], [5]], S[[1], [-4]], S[[-5], [0]]], ids=str
)
def test_indices_outside_are_errors_not_other_elements(key):
    x = np.arange(12.0).reshape(4, 3)
    with pytest.raises(IndexError):
        graph.as_tensor(x)[key]
    p = graph.placeholder("float64", (None, None), "p")
    with pytest.raises(
        graph.ExecutionError, match=r"is outside .*\n.*\n.*test_indexing"
    ):
        graph.Session().run(p[key], {p: x})


@pytest.mark.parametrize("index", [3, -4])
def test_adding_outside_is_an_error(index):
    with pytest.raises(IndexError, match=f"index {index} is outside an axis of size 3"):
        graph.add_at(np.zeros(3), [index], [1.0])


@pytest.mark.parametrize("label", [5, -1])
def test_labels_outside_the_classes_are_errors(label):
    labels = np.array([0, label, 1])
    text = f"label {label} is outside 5 classes; labels run from 0 to 4"
    with pytest.raises(ValueError, match=text):
        graph.pick_class(X[0], labels)
    p = graph.placeholder("int64", (3,), "labels")
    with pytest.raises(graph.ExecutionError, match=text):
        graph.Session().run(graph.pick_class(graph.constant(X[0]), p), {p: labels})


def test_take_explains_wrong_indices_and_axes():
    text = text_of(graph.DTypeError, graph.take, X_SPEC, np.array([0.5]), 0)
    assert text.startswith(
        "take: indices must be an integer tensor\n  got: indices=float64[1]"
    )
    text = text_of(graph.ArgumentError, graph.take, X_SPEC, [0], 2)
    assert text.startswith("take: axis 2 is outside a tensor of rank 2")
    text = text_of(graph.ShapeError, graph.take_along_axis, X_SPEC, np.array([0]), 1)
    assert "all sizes but that of axis 1 must agree" in text


def test_iterating_and_length():
    x = np.arange(6.0).reshape(2, 3)
    for got, want in zip(graph.as_tensor(x), x):
        np.testing.assert_array_equal(got, want)
    assert len(X_SPEC) == 2
    rows = graph.Session().run(list(X_SPEC), {X_SPEC: x})
    np.testing.assert_array_equal(rows, x)
    unknown = graph.placeholder("float32", (None,), "x")
    with pytest.raises(graph.SymbolicError, match="known length"):
        len(unknown)
    with pytest.raises(graph.SymbolicError, match="known length to iterate over"):
        iter(unknown)


MASKS = [
    lambda x: S[x > 2],
    lambda x: S[np.array([True, False]), 1],
    lambda x: S[..., [True, False, True]],
    lambda x: S[:, np.array([False, False, False])],
]


@pytest.mark.parametrize("key_of", MASKS)
def test_masks_with_values_select_as_in_numpy(key_of):
    array = np.arange(6, dtype=np.float32).reshape(2, 3)
    key = key_of(array)
    want = array[key]
    tensor = graph.as_tensor(array)
    np.testing.assert_array_equal(tensor[key].numpy(), want)
    np.testing.assert_array_equal(tensor[key_of(tensor)].numpy(), want)
    x = graph.placeholder("float32", (2, 3), "x")
    np.testing.assert_array_equal(graph.Session().run(x[key], {x: array}), want)
    with graph.GradientTape() as tape:
        tape.watch(tensor)
        y = graph.sum(tensor[key] * 2.0)
    want = np.zeros((2, 3), np.float32)
    want[key] = 2.0
    np.testing.assert_array_equal(tape.gradient(y, tensor).numpy(), want)


def test_tensors_are_not_changed_in_place():
    x = graph.as_tensor([1.0, 2.0])
    with pytest.raises(graph.SymbolicError) as caught:
        x[0] = 3.0
    text = str(caught.value)
    assert text.startswith("a tensor is a value: it cannot be changed in place")
    assert "graph.slice_update" in text and "test_indexing.py:" in text


def test_the_gradient_of_taking_from_what_is_empty():
    x = graph.placeholder("float32", ("n", 1, 4), "x")
    y = graph.sum(graph.take(x, np.array(0), 1))
    (dx,) = graph.gradients(y, [x])
    for n in (0, 3):
        got = graph.Session().run(dx, {x: np.zeros((n, 1, 4), np.float32)})
        assert got.tolist() == np.ones((n, 1, 4)).tolist()


@pytest.mark.parametrize("dtype", ["int8", "uint8"])
def test_the_gradient_of_taking_by_small_integers_from_a_long_axis(dtype):
    x = graph.placeholder("float32", (1009,), "x")
    indices = graph.placeholder(dtype, (3,), "indices")
    (dx,) = graph.gradients(graph.sum(graph.take(x, indices)), [x])
    given = {x: np.zeros(1009, np.float32), indices: np.array([7, 7, 120], dtype)}
    for engine in ENGINES:
        got = graph.Session(engine=engine).run(dx, given)
        assert got.sum() == 3 and got[7] == 2 and got[120] == 1
