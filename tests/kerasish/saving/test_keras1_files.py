"""Files of Keras 1: every layer that it had opens and predicts what it predicted."""

import pytest

import kerasish
from kerasish import models
from kerasish.base.errors import ConfigError
from tests.kerasish.saving import recorded_files as recorded

VERSION = "1_2_2"
#: opened only with the function, or with what a compiled model needs
SPECIAL = ("lambda_layer",)
NAMES = [name for name in recorded.names(VERSION) if name not in SPECIAL]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_keras_1_predicts_what_keras_1_predicted(name, tmp_path):
    recorded.check(VERSION, name, tmp_path)


@pytest.mark.parametrize(
    "name", ["maxout", "bn_mode2", "activations", "merge_nested", "deconv_same2_odd",
             "local2_th", "embedding_bi_mask", "merge_fun_cos", "highway"]
)  # fmt: skip
@pytest.mark.parametrize("ending", [".h5", ".keras"])
def test_what_was_opened_can_be_saved_and_opened_again(name, ending, tmp_path):
    model = recorded.check(VERSION, name, tmp_path)
    _, _, inputs, expected = recorded.unpack(VERSION, name, tmp_path)
    path = tmp_path / f"again{ending}"
    model.save(path)
    again = models.load_model(path)
    recorded.require_equal(recorded.predictions(again, inputs), expected)


def test_a_lambda_needs_its_function_and_its_code_is_never_run(tmp_path):
    path, *_ = recorded.unpack(VERSION, "lambda_layer", tmp_path)
    with pytest.raises(ConfigError, match="'lambda_1': its function was saved as code"):
        models.load_model(path)
    functions = {"lambda_1": lambda x: x * 2}
    recorded.check(VERSION, "lambda_layer", tmp_path, functions)


def test_training_goes_on_where_sgd_of_keras_1_stopped(tmp_path):
    path, _, inputs, _ = recorded.unpack(VERSION, "compiled_sgd", tmp_path)
    model = models.load_model(path)
    optimizer = model.optimizer
    assert type(optimizer).__name__ == "SGD"
    assert optimizer.momentum == pytest.approx(0.9)
    assert (optimizer.nesterov, optimizer.clipnorm) == (True, 1)
    schedule = optimizer.get_config()["learning_rate"]
    assert schedule["class_name"] == "InverseTimeDecay"
    assert schedule["config"]["initial_learning_rate"] == pytest.approx(0.05)
    assert model.loss == "categorical_crossentropy"
    y = kerasish.utils.to_categorical([0, 1] * 4, 2)
    model.fit(inputs[0], y, epochs=1, verbose=0)
