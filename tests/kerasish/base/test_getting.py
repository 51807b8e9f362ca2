"""``get``: names, classes, configs and objects become objects."""

import pytest

import kerasish
from graph import ArgumentError
from kerasish.base.errors import ConfigError
from kerasish.base.serialization import custom_object_scope


@pytest.mark.parametrize(
    "identifier",
    [
        "L2",
        "l2",
        kerasish.regularizers.L2,
        kerasish.regularizers.L2(),
        {"class_name": "L2", "config": {"l2": 0.01}},
        {
            "module": "keras.regularizers",
            "class_name": "L2",
            "config": {"l2": 0.01},
            "registered_name": None,
        },
    ],
)
def test_all_forms_give_the_object(identifier):
    found = kerasish.regularizers.get(identifier)
    assert isinstance(found, kerasish.regularizers.L2)
    assert found.l2 == pytest.approx(0.01)


def test_none_stays_none_and_objects_stay_the_same():
    assert kerasish.constraints.get(None) is None
    constraint = kerasish.constraints.NonNeg()
    assert kerasish.constraints.get(constraint) is constraint


@pytest.mark.parametrize(
    "name", ["GlorotUniform", "glorot_uniform", "glorotuniform", "Glorot_Uniform"]
)
def test_names_are_read_in_any_case(name):
    found = kerasish.initializers.get(name)
    assert isinstance(found, kerasish.initializers.GlorotUniform)


def test_functions_are_kept():
    def own(x):
        return x

    assert kerasish.activations.get(own) is own


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ArgumentError, match="'nothing' is unknown") as error:
        kerasish.regularizers.get("nothing")
    assert "L1L2" in str(error.value)


def test_something_else_is_refused_with_its_type():
    with pytest.raises(ArgumentError, match="int: 3"):
        kerasish.regularizers.get(3)


def test_an_unknown_class_of_a_config_is_refused():
    with pytest.raises(ConfigError, match="unknown class"):
        kerasish.regularizers.get({"class_name": "Nothing", "config": {}})


def test_custom_objects_are_found_by_name():
    class Own(kerasish.regularizers.Regularizer):
        def __call__(self, x):
            return 0.0

    with custom_object_scope({"Own": Own}):
        assert isinstance(kerasish.regularizers.get("Own"), Own)
