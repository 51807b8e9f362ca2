"""What tf.keras 2.0 to 2.15 wrote beside the arguments that layers have today."""

from __future__ import annotations

from kerasish.saving.upgrades.rules import config_rule, harmless, record_rule

TF_KERAS = (2,)

harmless(
    groups=(1,),  # of transposed convolutions, which never had groups
    rng_type=None,  # which generator drew; the numbers differ anyhow
    trainable=None,  # where no weights are, it says nothing
)


@record_rule("Policy", "PolicyV1", "LossScaleOptimizerPolicy", majors=TF_KERAS)
def dtype_policy(record):
    """Policies had another name, and a loss scale among their arguments."""
    record["class_name"] = "DTypePolicy"
    record["module"], record["registered_name"] = "keras", None
    record["config"] = {"name": record["config"].get("name")}


@record_rule("SyncBatchNormalization", majors=TF_KERAS)
def synchronized_statistics(record):
    """A class of its own became an argument."""
    record["class_name"] = "BatchNormalization"
    record["config"]["synchronized"] = True


@record_rule(
    "BatchNormalizationV1", "BatchNormalizationV2", "LSTMV1", "LSTMV2", "GRUV1",
    "GRUV2", "DenseFeaturesV2", majors=TF_KERAS,
)  # fmt: skip
def numbered_class(record):
    """Some classes had the version of TensorFlow in their name."""
    record["class_name"] = record["class_name"][:-2]


@record_rule(majors=TF_KERAS)
def build_config(record):
    """Models call their layers, which builds them; its form was another."""
    if "build_config" in record:
        del record["build_config"]


@config_rule("UpSampling2D", majors=TF_KERAS)
def area_of_whole_pixels(config):
    """Where pixels are repeated, the mean over the area is the nearest one."""
    if config.get("interpolation") == "area":
        config["interpolation"] = "nearest"


@config_rule("CategoryEncoding", majors=TF_KERAS)
def old_output_modes(config):
    """Before tf.keras 2.6 words for the modes were others."""
    mode = config.get("output_mode")
    config["output_mode"] = {"binary": "multi_hot"}.get(mode, mode)
    if "max_tokens" in config:
        config["num_tokens"] = config.pop("max_tokens")


@config_rule("StringLookup", "IntegerLookup", "TextVectorization", "Hashing",
             "Discretization", majors=TF_KERAS)  # fmt: skip
def renamed_output_modes(config):
    """So were those of other layers."""
    mode = config.get("output_mode")
    words = {"binary": "multi_hot", "tf-idf": "tf_idf"}
    if mode in words:
        config["output_mode"] = words[mode]
    if "oov_value" in config:
        config["oov_token"] = config.pop("oov_value")
    if "mask_value" in config and "oov_token" in config:
        config["mask_token"] = config.pop("mask_value")


@config_rule("Discretization", majors=TF_KERAS)
def old_bins(config):
    """The boundaries were called bins."""
    if "bins" in config and "bin_boundaries" not in config:
        config["bin_boundaries"] = config.pop("bins")


@config_rule("Discretization", majors=TF_KERAS)
def dtype_of_numbers(config):
    """The dtype of the bins' numbers stood where that of the inputs stands today."""
    if str(config.get("dtype")).startswith("int"):
        del config["dtype"]
    config.pop("batch_input_shape", None)


@config_rule(
    "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", majors=TF_KERAS
)
def no_noise_shape(config):
    """It followed from the inputs."""
    config.pop("noise_shape", None)


@record_rule("RandomCrop", majors=TF_KERAS)
def crop_out_of_training(record):
    """Keras 3 leaves images whole there; Keras 2 resized them."""
    record["class_name"] = "RandomCropKeras2"
    record["module"], record["registered_name"] = "keras.layers", None


harmless(
    num_constants=None,  # the calls tell how many
    vocabulary_dtype=None,  # which integers the tokens were
)
