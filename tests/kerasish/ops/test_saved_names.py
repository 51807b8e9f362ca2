"""Operations whose class in Keras' files is not the function's name in camel case."""

from __future__ import annotations

import numpy as np
import pytest

import kerasish
from kerasish import ops
from kerasish.ops.operations import key_of, operation_of

NAMES = {
    "batch_normalization": "nn.BatchNorm",
    "layer_normalization": "nn.LayerNorm",
    "rms_normalization": "nn.RMSNorm",
    "ctc_loss": "nn.CTCLoss",
    "ctc_decode": "nn.CTCDecode",
    "psnr": "nn.PSNR",
    "swish": "nn.Silu",
    "hard_swish": "nn.HardSilu",
    "cdist": "math.CDist",
    "fft2": "math.FFT2",
    "irfft": "math.IRFFT",
    "stft": "math.STFT",
    "istft": "math.ISTFT",
    "svd": "linalg.SVD",
    "jvp": "linalg.JVP",
    "rearrange": "einops.Rearrange",
    "saturate_cast": "core.SaturateCast",
}


@pytest.mark.parametrize("name", NAMES)
def test_names_are_those_of_keras(name):
    module, class_name = operation_of(name)
    place, _, wanted = NAMES[name].partition(".")
    assert (module, class_name) == (f"keras.src.ops.{place}", wanted)
    found = key_of(class_name, module)
    assert found == {"swish": "silu", "hard_swish": "hard_silu"}.get(name, name)


def test_a_model_with_such_functions_is_saved_and_read():
    x = kerasish.Input((4, 6))
    y = ops.rms_normalization(ops.swish(x), epsilon=0.1)
    y = ops.rearrange(ops.max_pool(y, 2), "b t (h c) -> b t h c", h=2)
    model = kerasish.Model(x, y)
    again = kerasish.models.model_from_json(model.to_json())
    values = np.random.default_rng(0).normal(size=(3, 4, 6)).astype("float32")
    np.testing.assert_array_equal(again(values), model(values))
