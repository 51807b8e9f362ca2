"""Variables with Keras' manners."""

import numpy as np
import pytest

import graph
import kerasish
from graph import ArgumentError, ShapeError
from kerasish import Variable
from kerasish.base.naming import path_scope


def test_python_floats_become_the_default_float():
    assert Variable([1.0, 2.0]).dtype == "float32"
    assert Variable(np.ones(2)).dtype in ("float32", "float64")
    assert Variable(3, dtype="int32").dtype == "int32"


def test_values_are_cast_when_assigned():
    v = Variable([1.0, 2.0])
    v.assign([3, 4])
    v.assign(np.array([5, 6], "int64"))
    assert v.dtype == "float32"
    np.testing.assert_array_equal(v.numpy(), [5, 6])
    count = Variable(0, dtype="int32")
    count.assign(2.0)
    assert count.numpy() == 2 and count.dtype == "int32"


def test_assign_add_and_sub():
    v = Variable([1.0, 2.0])
    v.assign_add([1.0, 1.0])
    v.assign_sub(graph.as_tensor(np.array([0.5, 0.5], "float32")))
    np.testing.assert_array_equal(v.numpy(), [1.5, 2.5])


@pytest.mark.parametrize("value", [[1.0], [[1.0, 2.0]], [1.0, 2.0, 3.0]])
def test_another_shape_is_refused_and_changes_nothing(value):
    v = Variable([1.0, 2.0], name="pair")
    with pytest.raises(ShapeError, match="pair"):
        v.assign(value)
    np.testing.assert_array_equal(v.numpy(), [1, 2])


def test_an_initializer_is_called_with_shape_and_dtype():
    def initializer(shape, dtype):
        return np.full(shape, 7, dtype)

    v = Variable(initializer, shape=(2, 3), dtype="float64")
    assert v.dtype == "float64"
    np.testing.assert_array_equal(v.numpy(), np.full((2, 3), 7.0))


def test_an_initializer_needs_a_shape():
    with pytest.raises(ArgumentError, match="a shape is needed"):
        Variable(kerasish.initializers.Ones())


def test_an_initial_value_is_made_once_also_within_a_trace():
    calls = []

    def initializer(shape, dtype):
        calls.append(shape)
        return graph.zeros(shape, dtype) + 2.0

    with graph.tracing():
        v = Variable(initializer, shape=(2,))
        assert isinstance(v + 1.0, graph.SymbolicTensor)
    np.testing.assert_array_equal(v.numpy(), [2, 2])
    np.testing.assert_array_equal(v.numpy(), [2, 2])
    assert calls == [(2,)]


def test_the_array_of_the_user_is_not_shared():
    array = np.ones(2, "float32")
    v = Variable(array)
    array[0] = 5.0
    np.testing.assert_array_equal(v.numpy(), [1, 1])
    v.numpy()[0] = 9.0
    np.testing.assert_array_equal(v.numpy(), [1, 1])


def test_the_path_is_that_of_the_open_names():
    with path_scope("model"), path_scope("layer"):
        v = Variable(1.0, name="kernel")
    assert v.path == "model/layer/kernel"
    assert v.name == "kernel"


@pytest.mark.parametrize("name", ["a/b", 3])
def test_a_name_has_no_slashes(name):
    with pytest.raises(ArgumentError, match="without slashes"):
        Variable(1.0, name=name)


def test_unknown_arguments_are_refused():
    with pytest.raises(ArgumentError, match="colour"):
        Variable(1.0, colour="red")


def test_trainable_can_be_changed():
    v = Variable(1.0)
    assert v.trainable
    v.trainable = False
    assert v.trainable is False


def test_it_computes_like_an_array():
    v = Variable([1.0, 2.0])
    np.testing.assert_array_equal((v * 2 + 1).numpy(), [3, 5])
    np.testing.assert_array_equal((1 - v).numpy(), [0, -1])
    assert float(v[1]) == 2.0
    assert v.ndim == 1 and v.shape == (2,)
    np.testing.assert_array_equal(np.asarray(v), [1, 2])


def test_the_repr_names_path_shape_and_dtype():
    assert repr(Variable([1.0], name="v")) == (
        "<Variable path=v, shape=(1,), dtype=float32>"
    )
