"""Files of Keras 2 before tf.keras: every layer predicts what it predicted."""

import pytest

from kerasish import models
from kerasish.base.errors import ConfigError
from tests.kerasish.saving import recorded_files as recorded

VERSIONS = ("2_0_9", "2_2_4", "2_3_1")
#: opened only with its function
SPECIAL = ("lambda_layer",)
FILES = [
    (version, name)
    for version in VERSIONS
    for name in recorded.names(version)
    if name not in SPECIAL
]


@pytest.mark.parametrize("version, name", FILES)
def test_a_file_of_keras_2_predicts_what_keras_2_predicted(version, name, tmp_path):
    recorded.check(version, name, tmp_path)


@pytest.mark.parametrize("ending", [".h5", ".keras"])
@pytest.mark.parametrize(
    "name",
    ["masked_concatenate", "embedding_bi_mask", "upsample_bilinear", "local2_tf"],
)
def test_what_was_opened_can_be_saved_and_opened_again(name, ending, tmp_path):
    model = recorded.check("2_3_1", name, tmp_path)
    _, _, inputs, expected = recorded.unpack("2_3_1", name, tmp_path)
    path = tmp_path / f"again{ending}"
    model.save(path)
    again = models.load_model(path)
    recorded.require_equal(recorded.predictions(again, inputs), expected)


def test_a_lambda_needs_its_function(tmp_path):
    path, *_ = recorded.unpack("2_3_1", "lambda_layer", tmp_path)
    with pytest.raises(ConfigError, match="'lambda_1': its function was saved as code"):
        models.load_model(path)
    recorded.check("2_3_1", "lambda_layer", tmp_path, {"lambda_1": lambda x: x * 2})


def test_of_a_model_for_several_processors_the_one_inside_is_opened(tmp_path):
    model = recorded.check("2_3_1", "multi_gpu", tmp_path)
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds == ["InputLayer", "Dense", "Dense"]
