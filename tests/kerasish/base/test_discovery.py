"""Classes are found by their file and loaded when they are first asked for."""

import subprocess
import sys

import pytest

import kerasish
from graph import ArgumentError
from kerasish.base.discovery import FAMILIES, family, internal, public_names

LAZY = """
import sys
import kerasish
assert not [m for m in sys.modules if m.startswith("kerasish.layers")]
kerasish.layers.Dense
loaded = {m for m in sys.modules if m.startswith("kerasish.layers.")}
assert "kerasish.layers.core.dense" in loaded
for other in ("convolutional.conv2d", "pooling.max_pooling2d", "rnn.lstm"):
    assert "kerasish.layers." + other not in loaded, other
for part in ("models", "training", "saving", "datasets", "callbacks"):
    assert "kerasish." + part not in sys.modules, part
for heavy in ("scipy", "h5py", "PIL", "mlxtend"):
    assert heavy not in sys.modules, heavy
"""


def test_a_layer_loads_only_what_it_needs():
    result = subprocess.run(
        [sys.executable, "-c", LAZY], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def test_aliases_are_the_same_class():
    assert kerasish.layers.MaxPool2D is kerasish.layers.MaxPooling2D
    assert kerasish.layers.Convolution2D is kerasish.layers.Conv2D


@pytest.mark.parametrize(
    "name", ["Nothing", "dense_layer", "__nothing__", "core_dense"]
)
def test_an_unknown_name_is_an_attribute_error(name):
    with pytest.raises(AttributeError, match=name):
        getattr(kerasish.layers, name)


def test_an_unknown_part_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nonsense"):
        getattr(kerasish, "nonsense")  # noqa: B009


def test_hasattr_works():
    assert hasattr(kerasish.layers, "Dense")
    assert not hasattr(kerasish.layers, "Dens")
    assert not hasattr(kerasish, "nonsense")


def test_internal_bases_are_hidden_and_their_subclasses_are_not():
    names = dir(kerasish.layers)
    assert "Conv2D" in names
    assert "BaseConv" not in names
    assert "SameShapeLayer" not in names


def test_dir_lists_public_names_once():
    names = dir(kerasish.activations)
    assert "relu" in names and len(names) == len(set(names))


def test_a_function_with_the_name_of_its_file_is_a_function_also_after_import():
    import importlib

    importlib.import_module("kerasish.activations.relu")
    assert kerasish.activations.relu([-1.0, 2.0]).numpy().tolist() == [0.0, 2.0]
    assert callable(kerasish.activations.softmax)


def test_every_class_of_a_family_is_found_by_its_name():
    for name in ("layers", "losses", "metrics", "optimizers", "regularizers"):
        found = family(name)
        for public, item in found.everything().items():
            assert found.find(public) is item, (name, public)


def test_families_inside_families_keep_their_own():
    assert kerasish.optimizers.schedules.ExponentialDecay.__name__ in dir(
        kerasish.optimizers.schedules
    )
    assert "optimizers.schedules" in FAMILIES
    assert "ExponentialDecay" not in family("optimizers").everything()


def test_there_is_no_family_of_another_name():
    with pytest.raises(ArgumentError, match="nonsense"):
        family("nonsense")


def test_public_names_are_what_the_file_itself_defines():
    import types

    module = types.ModuleType("some.file")
    source = (
        "from collections import Counter\n"
        "class Shown: pass\n"
        "class Hidden: pass\n"
        "def _own(): pass\n"
        "number = 3\n"
    )
    exec(source, module.__dict__)
    internal(module.Hidden)
    assert public_names(module) == ["Shown"]


def test_a_subclass_of_an_internal_class_is_public():
    import types

    module = types.ModuleType("some.file")
    exec("class Base: pass\nclass Shown(Base): pass", module.__dict__)
    internal(module.Base)
    assert public_names(module) == ["Shown"]


def test_families_can_be_imported_from():
    from kerasish.layers import Dense, MaxPool2D
    from kerasish.losses import MeanSquaredError

    assert Dense is kerasish.layers.Dense
    assert MaxPool2D is kerasish.layers.MaxPooling2D
    assert MeanSquaredError is kerasish.losses.MeanSquaredError
