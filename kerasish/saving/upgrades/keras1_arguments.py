"""Arguments that Keras 1 called otherwise."""

from __future__ import annotations

from kerasish.saving.upgrades.rules import harmless, record_rule

KERAS_1 = (1,)

harmless(
    transform_bias=None,  # where the gate of a Highway started
    consume_less=None,  # which of three equal ways to compute
)

#: of whatever layer
_RENAMED = {
    "init": "kernel_initializer",
    "inner_init": "recurrent_initializer",
    "inner_activation": "recurrent_activation",
    "W_regularizer": "kernel_regularizer",
    "U_regularizer": "recurrent_regularizer",
    "b_regularizer": "bias_regularizer",
    "W_constraint": "kernel_constraint",
    "b_constraint": "bias_constraint",
    "bias": "use_bias",
    "output_dim": "units",
    "nb_filter": "filters",
    "filter_length": "kernel_size",
    "subsample": "strides",
    "subsample_length": "strides",
    "border_mode": "padding",
    "dim_ordering": "data_format",
    "atrous_rate": "dilation_rate",
    "pool_length": "pool_size",
    "stride": "strides",
    "length": "size",
    "p": "rate",
    "sigma": "stddev",
    "dropout_W": "dropout",
    "dropout_U": "recurrent_dropout",
    "beta_init": "beta_initializer",
    "gamma_init": "gamma_initializer",
}
#: layers in which a name means another one
_RENAMED_IN = {
    "Embedding": {
        "init": "embeddings_initializer",
        "W_regularizer": "embeddings_regularizer",
        "W_constraint": "embeddings_constraint",
        "output_dim": "output_dim",
    },
    "ParametricSoftplus": {"beta_init": "beta_init"},
    "PReLU": {"init": "alpha_initializer"},
    "SeparableConvolution2D": {"init": "depthwise_initializer"},
}
_DATA_FORMATS = {"tf": "channels_last", "th": "channels_first", "default": None}


def rename(config: dict, names: dict[str, str]) -> None:
    """Gives arguments their new names, in place; values under new names stay."""
    for old in [key for key in config if names.get(key, key) != key]:
        config.setdefault(names[old], config[old])
        del config[old]


@record_rule(majors=KERAS_1)
def new_names(record):
    """Sizes of kernels had one argument for each axis."""
    config = record["config"]
    for names in (("nb_row", "nb_col"), ("kernel_dim1", "kernel_dim2", "kernel_dim3")):
        if all(name in config for name in names):
            config["kernel_size"] = [config.pop(name) for name in names]
    rename(config, _RENAMED | _RENAMED_IN.get(record["class_name"], {}))
    if config.get("data_format") in _DATA_FORMATS:
        config["data_format"] = _DATA_FORMATS[config["data_format"]]


@record_rule(majors=KERAS_1)
def shape_of_the_input(record):
    """First layers had the shape and dtype of their input."""
    config = record["config"]
    config.pop("input_dtype", None)
    size, length = config.get("input_dim"), config.pop("input_length", None)
    if record["class_name"] == "Embedding":
        return
    config.pop("input_dim", None)
    if size is not None and "batch_input_shape" not in config:
        steps = (length,) if record["class_name"] in _OF_SEQUENCES else ()
        config["batch_input_shape"] = [None, *steps, size]


#: layers whose input_dim is the size of a step
_OF_SEQUENCES = (
    "AtrousConvolution1D",
    "Convolution1D",
    "GRU",
    "LSTM",
    "LocallyConnected1D",
    "SimpleRNN",
    "TimeDistributedDense",
)
