"""Sequential models: building, adding, calling, config."""

import numpy as np
import pytest

import kerasish
from kerasish import layers


def stack():
    return kerasish.Sequential(
        [kerasish.Input((4,)), layers.Dense(3, activation="relu"), layers.Dense(2)]
    )


def test_an_input_builds_the_model_at_once():
    model = stack()
    assert model.built
    assert model.input_shape == (None, 4)
    assert model.output_shape == (None, 2)
    assert [w.shape for w in model.weights] == [(4, 3), (3,), (3, 2), (2,)]


def test_without_an_input_the_first_call_builds():
    model = kerasish.Sequential([layers.Dense(3), layers.Dense(2)])
    assert not model.built
    assert model(np.ones((5, 4), "float32")).shape == (5, 2)
    assert model.built
    assert model.input_shape == (None, 4)


def test_build_takes_a_shape_with_the_batch():
    model = kerasish.Sequential([layers.Dense(3)])
    model.build((None, 7))
    assert model.weights[0].shape == (7, 3)


def test_the_first_layer_may_carry_the_shape():
    model = kerasish.Sequential([layers.Dense(3, input_shape=(6,))])
    assert model.input_shape == (None, 6)


def test_add_and_pop_rebuild():
    model = kerasish.Sequential()
    model.add(kerasish.Input((4,)))
    model.add(layers.Dense(3))
    model.add(layers.Dense(2))
    assert model.output_shape == (None, 2)
    model.pop()
    assert model.output_shape == (None, 3)
    assert len(model.weights) == 2


def test_an_unbuilt_model_says_what_to_do():
    model = kerasish.Sequential([layers.Dense(3)])
    with pytest.raises(ValueError, match=r"start the model with kerasish\.Input"):
        model.save_weights("unused.weights.h5")


def test_only_layers_can_be_added():
    with pytest.raises(ValueError, match="only layers can be added"):
        kerasish.Sequential([np.exp])


def test_two_layers_of_one_name_are_refused():
    with pytest.raises(ValueError, match="two layers are called 'a'"):
        kerasish.Sequential([layers.Dense(1, name="a"), layers.Dense(1, name="a")])


def test_config_makes_an_equal_model():
    model = stack()
    again = kerasish.Sequential.from_config(model.get_config())
    again.set_weights(model.get_weights())
    x = np.random.default_rng(0).random((5, 4), dtype="float32")
    np.testing.assert_array_equal(model(x), again(x))
    assert again.get_config() == model.get_config()


def test_calling_equals_the_layers_one_by_one():
    model = stack()
    x = np.random.default_rng(0).random((5, 4), dtype="float32")
    first, second = model.layers
    np.testing.assert_array_equal(model(x), second(first(x)))


def test_a_model_is_a_layer_of_another():
    inner = stack()
    outer = kerasish.Sequential([kerasish.Input((4,)), inner, layers.Dense(1)])
    assert outer.output_shape == (None, 1)
    assert len(outer.weights) == 6
    assert outer.layers[0] is inner


def test_wrong_shape_names_the_input_and_both_shapes():
    with pytest.raises(ValueError, match=r"expects shape \[None, 4\]") as caught:
        stack()(np.ones((5, 3), "float32"))
    assert "float32[5, 3]" in str(caught.value)


def test_weights_have_the_path_of_their_model():
    model = kerasish.Sequential(
        [kerasish.Input((3,)), layers.Dense(2, name="d")], name="m"
    )
    assert [w.path for w in model.weights] == ["m/d/kernel", "m/d/bias"]
