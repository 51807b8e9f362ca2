"""Layers of Keras 1 that have another name or other values today."""

from __future__ import annotations

from kerasish.base.errors import ConfigError, fail
from kerasish.saving.upgrades.keras1_arguments import KERAS_1
from kerasish.saving.upgrades.rules import config_rule, record_rule

_RENAMED = {
    "Convolution1D": "Conv1D",
    "Convolution2D": "Conv2D",
    "Convolution3D": "Conv3D",
    "AtrousConvolution1D": "Conv1D",
    "AtrousConvolution2D": "Conv2D",
    "SeparableConvolution2D": "SeparableConv2D",
    "TimeDistributedDense": "Dense",
}


@record_rule(*_RENAMED, majors=KERAS_1)
def today_name(record):
    """Convolutions with holes had classes of their own."""
    record["class_name"] = _RENAMED[record["class_name"]]


@config_rule(*_RENAMED, "Deconvolution2D", "ConvLSTM2D", majors=KERAS_1)
def padding_of_theano(config):
    """Theano could pad by more than the window, which no layer of today can."""
    if config.get("padding") not in ("valid", "same", "causal", None):
        fail(
            f"layer {config.get('name')!r}: border_mode {config['padding']!r} of "
            "Keras 1 with Theano has no equal",
            None,
            'only "valid" and "same" can be opened',
            ConfigError,
        )


@config_rule("SeparableConvolution2D", majors=KERAS_1)
def both_kernels(config):
    """One initializer served both."""
    if "depthwise_initializer" in config:
        config.setdefault("pointwise_initializer", config["depthwise_initializer"])


@config_rule("Deconvolution2D", majors=KERAS_1)
def size_of_the_output(config):
    """It was an argument, with the batch."""
    config["target_shape"] = config.pop("output_shape", None)


@config_rule("LSTM", "ConvLSTM2D", majors=KERAS_1)
def forget_bias(config):
    """It was an initializer, "one" in most files."""
    if "forget_bias_init" in config:
        config["unit_forget_bias"] = config.pop("forget_bias_init") in ("one", "ones")


@config_rule("Embedding", majors=KERAS_1)
def dropped_rows(config):
    """Whole rows were dropped in training, which no layer of today does."""
    config.pop("dropout", None)


@config_rule("ZeroPadding2D", majors=KERAS_1)
def four_paddings(config):
    """Top, bottom, left and right stood in a dict or in one row."""
    padding = config.get("padding")
    if isinstance(padding, dict):
        sides = ("top_pad", "bottom_pad", "left_pad", "right_pad")
        padding = [padding.get(side, 0) for side in sides]
    if isinstance(padding, (list, tuple)) and len(padding) == 4:
        config["padding"] = [list(padding[:2]), list(padding[2:])]


@config_rule("ZeroPadding1D", majors=KERAS_1)
def two_paddings(config):
    """A dict named the ends."""
    padding = config.get("padding")
    if isinstance(padding, dict):
        config["padding"] = [padding.get("left_pad", 0), padding.get("right_pad", 0)]


@record_rule("BatchNormalization", majors=KERAS_1)
def mode(record):
    """Mode 1 normalised each sample, mode 2 by the batch even when predicting."""
    config = record["config"]
    number = config.pop("mode", 0)
    if number:
        record["class_name"] = f"BatchNormalizationMode{number}"
