"""Values to plain data and back; nothing is imported or run by name."""

import json
import sys

import numpy as np
import pytest

import graph
import kerasish
from kerasish.base.configured import Configured
from kerasish.base.errors import ConfigError
from kerasish.base.serialization import (
    _NAMES,
    _REGISTERED,
    custom_object_scope,
    deserialize_keras_object,
    get_registered_name,
    get_registered_object,
    register_keras_serializable,
    serialize_keras_object,
)


class Pair(Configured):
    def __init__(self, first, second=None):
        self.first = deserialize_keras_object(first)
        self.second = deserialize_keras_object(second)


@pytest.fixture
def registered():
    """Registers things and forgets them again."""
    before, names = dict(_REGISTERED), dict(_NAMES)
    yield register_keras_serializable
    _REGISTERED.clear()
    _REGISTERED.update(before)
    _NAMES.clear()
    _NAMES.update(names)


def round_trip(value, **custom_objects):
    data = json.loads(json.dumps(serialize_keras_object(value)))
    return deserialize_keras_object(data, custom_objects)


@pytest.mark.parametrize(
    "value", [None, True, 3, 2.5, "text", [1, [2.0, None]], {"a": {"b": [1]}}]
)
def test_plain_values_stay(value):
    found = round_trip(value)
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize(
    "value, plain",
    [(np.int32(3), 3), (np.float32(0.5), 0.5), (np.bool_(True), True)],
)
def test_numpy_scalars_become_plain(value, plain):
    found = round_trip(value)
    assert found == plain and type(found) is type(plain)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int8", "bool", "uint32"])
def test_arrays_keep_dtype_and_shape(dtype):
    array = np.arange(6).reshape(2, 3).astype(dtype)
    for value in (array, graph.as_tensor(array), kerasish.Variable(array)):
        found = round_trip(value)
        assert found.dtype == array.dtype
        np.testing.assert_array_equal(found, array)


def test_an_empty_array_keeps_its_shape():
    assert round_trip(np.zeros((0,), "float32")).shape == (0,)


def test_slices_and_ellipsis_come_back():
    assert round_trip(slice(1, None, 2)) == slice(1, None, 2)
    assert round_trip([slice(None), Ellipsis, 0]) == [slice(None), Ellipsis, 0]


def test_dtypes_become_names():
    assert serialize_keras_object(np.dtype("float16")) == "float16"


def test_keras_tuples_are_read():
    data = {"class_name": "__tuple__", "config": {"value": [1, 2]}}
    assert deserialize_keras_object(data) == (1, 2)


def test_keras_tensors_of_numbers_are_read():
    data = {
        "class_name": "__tensor__",
        "config": {"value": [1.0, 2.0], "dtype": "float32"},
    }
    np.testing.assert_array_equal(deserialize_keras_object(data), [1.0, 2.0])


def test_functions_of_kerasish_become_their_name():
    data = serialize_keras_object(kerasish.activations.relu)
    assert data == "relu"
    assert kerasish.activations.get(data) is kerasish.activations.relu


def test_functions_of_the_user_are_found_among_custom_objects():
    def twice(x):
        return x * 2

    data = serialize_keras_object(twice)
    assert data["class_name"] == "function" and data["config"] == "twice"
    assert deserialize_keras_object(data, {"twice": twice}) is twice
    with custom_object_scope({"twice": twice}):
        assert deserialize_keras_object(data) is twice
    with pytest.raises(ConfigError, match="unknown function 'twice'"):
        deserialize_keras_object(data)


def test_nested_custom_objects_come_back():
    pair = Pair(Pair(1, np.ones(2)), kerasish.regularizers.L2(0.5))
    found = round_trip(pair, Pair=Pair)
    assert found.first.first == 1
    np.testing.assert_array_equal(found.first.second, [1, 1])
    assert found.second.l2 == 0.5


def test_objects_of_kerasish_name_keras_modules():
    data = serialize_keras_object(kerasish.layers.Dense(2))
    assert data["module"] == "keras.layers"
    assert data["class_name"] == "Dense"
    assert data["registered_name"] is None


def test_registered_names_are_written_and_found(registered):
    @registered("shop", "Basket")
    class Bag(Configured):
        def __init__(self, size=1):
            self.size = size

    assert get_registered_name(Bag) == "shop>Basket"
    assert get_registered_object("shop>Basket") is Bag
    data = serialize_keras_object(Bag(3))
    assert data["registered_name"] == "shop>Basket"
    assert deserialize_keras_object(data).size == 3


def test_custom_objects_count_more_than_registered_ones(registered):
    @registered("shop", "Bag")
    class Old(Configured):
        pass

    class New(Configured):
        pass

    data = serialize_keras_object(Old())
    assert type(deserialize_keras_object(data)) is Old
    assert type(deserialize_keras_object(data, {"shop>Bag": New})) is New


def test_scopes_nest_and_end():
    with custom_object_scope({"a": int}):
        with custom_object_scope({"b": str}):
            assert get_registered_object("a") is int
            assert get_registered_object("b") is str
        assert get_registered_object("b") is None
    assert get_registered_object("a") is None


def test_a_scope_ends_with_an_error():
    with pytest.raises(RuntimeError), custom_object_scope({"a": int}):
        raise RuntimeError
    assert get_registered_object("a") is None


def test_an_unknown_class_is_refused_with_the_way_out():
    data = {"module": "my.code", "class_name": "Thing", "config": {}}
    with pytest.raises(ConfigError, match="unknown class 'Thing'") as error:
        deserialize_keras_object(data)
    assert "custom_objects" in str(error.value)


def test_code_in_a_config_is_refused():
    code = {"code": "4wEAAAAAAAAA", "defaults": None, "closure": None}
    for inner in (code, {"class_name": "__lambda__", "config": code}):
        data = {"class_name": "function", "config": inner}
        with pytest.raises(ConfigError, match="never run"):
            deserialize_keras_object(data)


def test_a_lambda_of_keras_is_refused():
    code = {"code": "4wEAAAAAAAAA", "defaults": None, "closure": None}
    with pytest.raises(ConfigError):
        deserialize_keras_object({"class_name": "__lambda__", "config": code})


@pytest.mark.parametrize(
    "module",
    [
        "keras.utils",
        "keras.config",
        "keras.saving",
        "keras.base.settings",
        "keras.training.trainer",
        "keras.data",
        "os",
        "os.path",
        "subprocess",
        "kerasish.base.naming",
        "kerasish.layers",
        "builtins",
        "keras.src.utils",
        "keras...os",
        "keras.",
        "",
        ".",
        "keras.layers.__class__",
        7,
        ["os"],
        {"os": 1},
    ],
)
@pytest.mark.parametrize("name", ["system", "Popen", "Progbar", "Variable", "eval"])
def test_a_config_finds_nothing_outside_the_families(module, name):
    before = set(sys.modules)
    data = {"module": module, "class_name": name, "config": {}}
    with pytest.raises(ConfigError):
        deserialize_keras_object(data)
    new = {m for m in set(sys.modules) - before if not m.startswith("kerasish.")}
    assert not new


@pytest.mark.parametrize("name", [None, 3, ["Dense"], {"a": 1}, "", "__init__", "_x"])
def test_a_class_name_that_is_no_name_is_refused(name):
    data = {"module": "keras.layers", "class_name": name, "config": {}}
    with pytest.raises(ConfigError):
        deserialize_keras_object(data)


@pytest.mark.parametrize("name", ["get", "deserialize", "layer", "relu", "Family"])
def test_functions_and_modules_are_no_classes(name):
    data = {"module": "keras.layers", "class_name": name, "config": {}}
    with pytest.raises(ConfigError):
        deserialize_keras_object(data)


@pytest.mark.parametrize("inner", ["text", 3, None, [1]])
def test_a_config_that_is_no_dict_is_refused(inner):
    data = {"module": "keras.layers", "class_name": "Dense", "config": inner}
    with pytest.raises(ConfigError, match="must be a dict"):
        deserialize_keras_object(data)


def test_a_value_without_config_cannot_be_written():
    with pytest.raises(ConfigError, match="cannot be saved"):
        serialize_keras_object(object())


def test_partial_functions_cannot_be_written():
    import functools

    with pytest.raises(ConfigError, match="cannot be saved"):
        serialize_keras_object(functools.partial(max, 1))


@pytest.mark.parametrize("kind", ["__numpy__", "__tensor__", "__tuple__", "slice"])
@pytest.mark.parametrize("inner", [None, 3, {}, "text", []])
def test_a_damaged_value_is_refused(kind, inner):
    with pytest.raises(ConfigError, match="damaged"):
        deserialize_keras_object({"class_name": kind, "config": inner})


@pytest.mark.parametrize("dtype", ["nonsense", 3, [], "S3,zz"])
def test_an_array_of_an_unknown_dtype_is_refused(dtype):
    data = {"class_name": "__numpy__", "config": {"value": [1], "dtype": dtype}}
    with pytest.raises(ConfigError, match="damaged"):
        deserialize_keras_object(data)


def test_a_slice_of_a_wrong_length_is_refused():
    for parts in ([], [1, 2, 3, 4], 5):
        with pytest.raises(ConfigError, match="damaged"):
            deserialize_keras_object(
                {"class_name": "slice", "config": {"value": parts}}
            )


def test_a_tuple_of_something_that_is_no_list_is_refused():
    with pytest.raises(ConfigError, match="damaged"):
        deserialize_keras_object({"class_name": "__tuple__", "config": {"value": 5}})


@pytest.mark.parametrize("name", [["a"], {"a": 1}, 5])
def test_a_registered_name_that_is_no_name_finds_nothing(name):
    data = {"module": "x", "class_name": "Thing", "config": {}, "registered_name": name}
    with pytest.raises(ConfigError, match="unknown class"):
        deserialize_keras_object(data, {"a": int})


@pytest.mark.parametrize("name", [None, ["a"], 5])
def test_a_function_name_that_is_no_name_is_refused(name):
    with pytest.raises(ConfigError):
        deserialize_keras_object({"class_name": "function", "config": name})


def test_the_third_argument_is_the_safe_mode_of_keras():
    data = serialize_keras_object((1, 2))
    assert deserialize_keras_object(data, None, True) == [1, 2]
    with pytest.raises(graph.ArgumentError, match="safe_mode must be True or False"):
        deserialize_keras_object(data, None, "layers")
