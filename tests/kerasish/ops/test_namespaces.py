"""The functions of kerasish.ops are found in its packages, and recorded by name."""

import importlib
import pkgutil
from collections import Counter

import pytest

import graph
import kerasish
from kerasish import ops
from kerasish.base.discovery import public_names
from kerasish.base.errors import ConfigError
from kerasish.base.keras_tensor import is_keras_tensor
from kerasish.ops.namespaces import find, namespaces
from kerasish.ops.operations import key_of, operation_of
from kerasish.ops.recording import immediate, recording_keras_tensors, saved_as


def test_a_function_is_the_same_in_its_namespace_and_in_ops():
    assert kerasish.ops.convert_to_numpy is kerasish.ops.core.convert_to_numpy
    assert ops.convert_to_numpy.__name__ == "convert_to_numpy"
    assert {"convert_to_tensor", "is_tensor"} <= set(dir(ops))
    assert dir(ops.core) == sorted(ops.core._SPACE.functions())


def test_all_names_can_be_imported_at_once():
    space: dict = {}
    exec("from kerasish.ops import *", space)
    assert set(dir(ops)) <= set(space)
    exec("from kerasish.ops.linalg import *", space)
    assert ops.linalg.__all__ == dir(ops.linalg)


def test_a_name_stands_in_one_namespace():
    names = Counter(n for space in namespaces() for n in space.names())
    assert [name for name, count in names.items() if count > 1] == []


def test_files_are_no_attributes():
    assert find("is_tensor")
    with pytest.raises(AttributeError, match="no 'conversion'"):
        ops.core.conversion  # noqa: B018
    with pytest.raises(AttributeError, match="no 'namespaces'"):
        ops.namespaces  # noqa: B018


@pytest.mark.parametrize("place", [ops, ops.nn, ops.numpy])
def test_unknown_names_are_attribute_errors(place):
    for name in ("nothing", "_private", "__wrapped__"):
        with pytest.raises(AttributeError, match=name):
            getattr(place, name)


def test_functions_of_images_are_not_flat():
    assert not ops.image._SPACE.flat
    for name in dir(ops.image):
        assert find(name) is None or name not in dir(ops), name
        assert find(f"image.{name}")[0] is ops.image._SPACE


def test_keras_tensors_are_found_wherever_they_are():
    x = kerasish.Input((3,))
    assert is_keras_tensor(ops.add(x, 1.0))
    assert is_keras_tensor(ops.add(1.0, x))
    assert is_keras_tensor(ops.sum(x=x))
    assert is_keras_tensor(ops.concatenate([x, x], axis=-1))


def test_an_immediate_function_is_not_recorded():
    rank = immediate(lambda x: len(x.shape))
    assert recording_keras_tensors("rank", rank)(kerasish.Input((3,))) == 2


def test_what_keras_calls_otherwise_says_so():
    @saved_as("BatchNorm")
    def batch_normalization(x):
        return x

    assert batch_normalization(1) == 1
    assert batch_normalization.saved_as == "BatchNorm"


@pytest.mark.parametrize(
    ("class_name", "module", "key"),
    [
        ("LogSigmoid", "keras.src.ops.nn", "log_sigmoid"),
        ("Log1p", "keras.src.ops.numpy", "log1p"),
        ("Log1P", "keras.src.ops.numpy", "log1p"),  # as Kerasish once wrote it
        ("Relu", "keras.src.ops.numpy", "relu"),
        ("NotEqual", None, "not_equal"),
        ("GetItem", "keras.src.ops.numpy", "get_item"),
    ],
)
def test_operations_of_files_are_found(class_name, module, key):
    assert key_of(class_name, module) == key


def test_operations_are_written_as_keras_writes_them():
    assert operation_of("log1p")[1] == "Log1p"
    assert operation_of("not_equal") == ("keras.src.ops.numpy", "NotEqual")


@pytest.mark.parametrize("name", ["system", "Op", "__import__", ""])
def test_an_operation_is_a_function_of_ops(name):
    with pytest.raises(ConfigError, match="no function"):
        key_of(name, "os")


def test_a_function_stands_in_one_file():
    for space in namespaces():
        root = importlib.import_module(space.package)
        files = [info.name for info in pkgutil.iter_modules(root.__path__)]
        modules = [importlib.import_module(f"{space.package}.{f}") for f in files]
        found = Counter(name for module in modules for name in public_names(module))
        assert [name for name, count in found.items() if count > 1] == []
        assert sorted(found) == space.names()


def test_names_of_the_engine_alone_are_no_functions_of_ops():
    for name in ("getitem", "bitcast", "add_at", "gradients", "random_bits", "ifft"):
        assert name in graph.PUBLIC
        assert not hasattr(ops, name)
