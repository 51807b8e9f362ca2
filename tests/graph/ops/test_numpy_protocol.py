"""numpy's functions, methods and protocols on tensors."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest
import scipy.special

import graph
import kerasish

A = (np.arange(12, dtype=np.float32).reshape(3, 4) - 5) * 0.7
B = np.linspace(0.5, 2.0, 12, dtype=np.float32).reshape(3, 4)
S = np.array([[4.0, 1.0], [1.0, 3.0]])

#: calls that are the engine's: functions of the module to call and of two arrays
OURS = {
    "ufuncs": lambda a, b: np.exp(a) + np.tanh(b) - np.abs(a) * np.sqrt(b),
    "ufuncs of two": lambda a, b: np.maximum(a, b) ** 2 + np.arctan2(a, b),
    "renamed ufuncs": lambda a, b: np.remainder(a, b) + np.conjugate(b),
    "comparison": lambda a, b: np.where(np.greater(a, b), a, b),
    "sum": lambda a, b: np.sum(a, axis=1, keepdims=True),
    "mean, std": lambda a, b: np.mean(a) + np.std(b, axis=0),
    "max, argmax": lambda a, b: np.max(a, axis=0) * np.argmax(b, axis=0),
    "matmul": lambda a, b: np.matmul(a, np.transpose(b)),
    "dot": lambda a, b: np.dot(a, b.T),
    "einsum": lambda a, b: np.einsum("ij,kj->ik", a, b),
    "tensordot": lambda a, b: np.tensordot(a, b, axes=([0, 1], [0, 1])),
    "concatenate": lambda a, b: np.concatenate([a, b], axis=1),
    "stack": lambda a, b: np.stack([a, b]),
    "vstack": lambda a, b: np.vstack([a, b]),
    "split": lambda a, b: np.split(a, 2, axis=1)[1],
    "reshape": lambda a, b: np.reshape(a, (4, -1)),
    "expand and squeeze": lambda a, b: np.squeeze(np.expand_dims(a, 0), 0),
    "swapaxes": lambda a, b: np.swapaxes(a, 0, 1),
    "roll, flip": lambda a, b: np.roll(np.flip(a, 1), 2, axis=0),
    "cumsum, diff": lambda a, b: np.diff(np.cumsum(a, axis=1), axis=0),
    "sort, argsort": lambda a, b: np.sort(a, axis=0)[:2] + np.argsort(b, axis=0)[:2],
    "take": lambda a, b: np.take(a, [0, 2], axis=1),
    "clip": lambda a, b: np.clip(a, -1, 1),
    "tile, repeat": lambda a, b: np.tile(a, (2, 1)) + np.repeat(b, 2, axis=0),
    "pad": lambda a, b: np.pad(a, ((1, 0), (0, 2))),
    "outer, trace": lambda a, b: np.outer(a, b) * np.trace(a),
    "zeros_like, ones_like": lambda a, b: np.zeros_like(a) - np.ones_like(b),
    "var with ddof": lambda a, b: np.var(a, axis=0, ddof=1),
    "logaddexp": lambda a, b: np.logaddexp(a, b),
    "median": lambda a, b: np.median(a, axis=1),
    "any, all": lambda a, b: np.any(a > 2, axis=0) | np.all(b > 0, axis=0),
    "operators": lambda a, b: (a + b) @ (2 - b).T // 3,
    "methods": lambda a, b: a.cumsum(1).round(1).dot(b.T).repeat(2, 0).take([0, 1], 0),
    "more methods": lambda a, b: (
        a.swapaxes(0, 1).diagonal() + b.trace() + a.real[0, :3]
    ),
    "divmod": lambda a, b: divmod(a, b)[0] + divmod(3.0, b)[1],
}


@pytest.mark.parametrize("name", OURS)
def test_functions_of_numpy_are_the_engine_s(name):
    call = OURS[name]
    want = call(A, B)
    got = call(graph.as_tensor(A), graph.as_tensor(B))
    assert isinstance(got, graph.EagerTensor)
    np.testing.assert_allclose(got.numpy(), want, rtol=1e-5, atol=1e-6)
    assert got.dtype.kind == want.dtype.kind
    mixed = call(A, graph.as_tensor(B)) if "methods" not in name else got
    np.testing.assert_allclose(np.asarray(mixed), want, rtol=1e-5, atol=1e-6)
    compiled = graph.function(call, symbolic=False)(A, B)
    np.testing.assert_allclose(compiled.numpy(), want, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    "call",
    [
        lambda s: np.linalg.inv(s),
        lambda s: np.linalg.solve(s, s + 1),
        lambda s: np.linalg.norm(s),
        lambda s: np.linalg.slogdet(s)[1],
        lambda s: np.linalg.cholesky(s),
        lambda s: np.linalg.svd(s)[1],
        lambda s: np.linalg.eigh(s)[0],
        lambda s: np.linalg.matrix_power(s, 3),
        lambda s: np.abs(np.fft.fft(s)),
    ],
)
def test_linear_algebra_and_fourier_of_numpy(call):
    got = call(graph.as_tensor(S))
    assert isinstance(got, graph.EagerTensor)
    np.testing.assert_allclose(got.numpy(), call(S), rtol=1e-12)


def test_tapes_see_what_numpy_calls():
    x = graph.as_tensor(A)
    with graph.GradientTape() as tape:
        tape.watch(x)
        y = np.sum(np.exp(x) * np.ones_like(A))
    np.testing.assert_allclose(tape.gradient(y, x), np.exp(A), rtol=1e-6)


def test_what_only_numpy_has_works_on_the_values():
    t, v = graph.as_tensor(A), graph.Variable(A)
    assert isinstance(np.sum(t, dtype="f8"), np.float64)
    assert np.array_equal(t, A)
    assert np.add.reduce(t).tolist() == A.sum(0).tolist()
    into = np.zeros_like(A)
    into += t
    np.add(into, v, out=into)
    np.testing.assert_array_equal(into, 2 * A)
    assert isinstance(np.modf(t)[0], np.ndarray)
    assert np.ptp(t) == A.max() - A.min()
    np.testing.assert_array_equal(scipy.special.erf(t), scipy.special.erf(A))


def test_a_symbolic_tensor_has_no_values_for_numpy():
    x = graph.placeholder("float32", (3,), "x")
    assert np.exp(x).name == "exp"
    for call in (lambda: np.sum(x, dtype="f8"), lambda: np.add.reduce(x)):
        with pytest.raises(graph.SymbolicError, match="has no array before it runs"):
            call()


def test_a_value_is_copied_and_kept_without_its_history():
    y = graph.Variable([1.0, 2.0]) * 2.0
    for again in (copy.copy(y), copy.deepcopy(y), pickle.loads(pickle.dumps(y))):
        assert again.tolist() == [2.0, 4.0]
        assert again.recipe is None
    fresh = y.copy()
    assert not np.shares_memory(fresh.numpy(), y.numpy())
    assert np.from_dlpack(y).tolist() == [2.0, 4.0]
    assert (y.nbytes, y.itemsize, y.item(1)) == (8, 4, 4.0)
    assert 2.0 in y and 3.0 not in y
    assert round(graph.as_tensor(2.6)).item() == 3.0


@pytest.mark.parametrize(
    "call",
    [
        lambda x: graph.as_tensor(np.ones(3, "f")) + x,
        lambda x: np.ones(3, "f") * x,
        lambda x: graph.Variable(np.ones(3, "f")) - x,
        lambda x: np.exp(x),
        lambda x: np.concatenate([x, graph.as_tensor(np.ones((2, 3), "f"))], axis=1),
        lambda x: np.where(x > 0, x, 0.0),
        lambda x: x.mean(axis=-1),
        lambda x: x.reshape(-1, 3, 1),
        lambda x: x > 1.0,
    ],
)
def test_on_keras_tensors_they_are_layers(call):
    x = kerasish.Input((3,), batch_size=2)
    model = kerasish.Model(x, call(x))
    array = np.array([[1.0, -2.0, 3.0], [0.0, 1.0, 0.5]], "f")
    np.testing.assert_allclose(np.asarray(model(array)), np.asarray(call(array)))


def test_functions_of_numpy_that_write_do_not_reach_tensors():
    x = graph.as_tensor(np.ones((2, 2)))
    for write in (np.fill_diagonal, np.copyto):
        with pytest.raises(ValueError, match="read-only"):
            write(x, 0.0)
    assert x.tolist() == [[1, 1], [1, 1]]
