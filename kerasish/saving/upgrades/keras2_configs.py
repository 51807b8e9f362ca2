"""What Keras 2, tf.keras included, wrote into configs in another way."""

from __future__ import annotations

from kerasish.base.discovery import family
from kerasish.saving.upgrades.rules import config_rule, harmless, record_rule

OLD = (1, 2)

harmless(
    implementation=(0, 1, 2, 3, None),
    time_major=(False,),
    quantization_config=(None,),
    renorm=(False,),
    fused=(None, True, False),
    virtual_batch_size=(None,),
    adjustment=(None,),
    ragged=(False, None),
    sparse=(False, None),
    batch_size=(None,),
    experimental_autocast=(True,),
    is_legacy_optimizer=(False, True),
    jit_compile=(True, False, None),
    input_length=None,  # any value: it was only checked
    use_cudnn=None,
    softmax_robust_masking=(False,),
    query_shape=None,  # any value: what the layer was built with
    key_shape=None,
    value_shape=None,
    build_input_shape=None,
    beta_regularizer=(None,),
    gamma_regularizer=(None,),
    trainable=None,  # of layers without weights
    noise_shape=(None,),
)


@record_rule()
def dtype_of_initializers(record):
    """Keras 2 wrote it and never used it."""
    if family("initializers").find(record["class_name"], aliases=False) is not None:
        record["config"].pop("dtype", None)


@record_rule("Model")
def functional_model(record):
    """The class of functional models had no name of its own."""
    record["class_name"] = "Functional"


@config_rule("Functional", "Model", majors=OLD)
def single_tensors(config):
    """Inputs and outputs were lists, also of one tensor that stood alone."""
    for key in ("input_layers", "output_layers"):
        places = config.get(key)
        is_list = isinstance(places, list) and len(places) == 1
        if is_list and isinstance(places[0], list):
            config[key] = places[0]


@config_rule("InputLayer")
def input_shape(config):
    """Keras 2 wrote batch_input_shape."""
    if "batch_input_shape" in config:
        config["batch_shape"] = config.pop("batch_input_shape")
    config.pop("input_dtype", None)


@config_rule("Lambda", majors=OLD)
def kinds_of_functions(config):
    """Beside each function stood how it was saved: by name, or as code."""
    for key in ("function", "output_shape", "mask"):
        kind = config.pop(f"{key}_type", None)
        if kind == "lambda":
            config[key] = {"class_name": "__lambda__"}  # code, which is never run
    for key in ("module", "output_shape_module", "mask_module"):
        config.pop(key, None)
    if config.get("output_shape") == {"class_name": "__lambda__"}:
        del config["output_shape"]  # the shape is found by a trial


@config_rule("BatchNormalization", "LayerNormalization")
def axis_list(config):
    """tf.keras wrote the axis of batch normalisation as a list."""
    axis = config.get("axis")
    if isinstance(axis, list) and len(axis) == 1:
        config["axis"] = axis[0]


@config_rule("GRU", "GRUCell", majors=OLD)
def reset_after(config):
    """Before the argument existed, the reset gate came before the product."""
    config.setdefault("reset_after", False)


@config_rule(majors=OLD)
def hard_sigmoid(config):
    """Keras 2's hard_sigmoid is another function: clip(0.2 x + 0.5, 0, 1)."""
    for key in ("activation", "recurrent_activation"):
        if config.get(key) == "hard_sigmoid":
            config[key] = "hard_sigmoid_keras2"


@config_rule("Embedding")
def integer_dtype(config):
    """Keras 2 wrote the dtype of the indices."""
    if isinstance(config.get("dtype"), str) and config["dtype"].startswith("int"):
        config["dtype"] = "float32"


@config_rule("DepthwiseConv1D", "DepthwiseConv2D", "SeparableConv1D", "SeparableConv2D")
def inherited_arguments(config):
    """Arguments of the plain convolution that these layers never used."""
    for key in ("kernel_initializer", "kernel_regularizer", "kernel_constraint"):
        config.pop(key, None)
    if config.get("groups") == 1:
        del config["groups"]


@config_rule("DepthwiseConv1D", "DepthwiseConv2D")
def no_filters(config):
    """tf.keras wrote the filters of the base class."""
    config.pop("filters", None)


@config_rule("ReLU")
def missing_limits(config):
    """Keras 2.2 wrote only max_value."""
    config.setdefault("negative_slope", 0.0)
    config.setdefault("threshold", 0.0)


@config_rule("LeakyReLU")
def alpha(config):
    """Keras 2 called the slope alpha, and wrote it as an array at times."""
    value = config.pop("alpha", None)
    if isinstance(value, dict):
        value = value.get("value", value.get("config", {}).get("value"))
    if value is not None:
        config["negative_slope"] = value
