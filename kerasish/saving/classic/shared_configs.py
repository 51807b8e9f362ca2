"""Configs of models in the form that Keras 2 and Keras 3 both read.

Keras 3 reads what Keras 2 wrote: records without modules, dtypes by name, shapes of
inputs as ``batch_input_shape``, calls as lists. So that form is written wherever it
says all; what only Keras 3 has stays in Keras 3's form, which Keras 2 then refuses.
"""

from __future__ import annotations

from kerasish.ops.operations import is_operation
from kerasish.saving.classic.call_lists import with_call_lists
from kerasish.saving.classic.new_arguments import without_new_arguments

#: what Keras 3 called otherwise, and reads under the older name too
_OLDER_NAMES = {
    ("InputLayer", "batch_shape"): "batch_input_shape",
    ("LeakyReLU", "negative_slope"): "alpha",
}
#: the class of policies by paths
_POLICIES = "DTypePolicyMap"


def shared_record(record):
    """A record of `serialize_keras_object`, as both would write it.

    Args:
        record: of a model, with the records of its layers inside.

    Example:
        >>> import kerasish
        >>> from kerasish.saving.classic.shared_configs import shared_record
        >>> record = kerasish.saving.serialize_keras_object(kerasish.Input((3,)).history
        ...                                                 .operation)
        >>> shared_record(record)["config"]["batch_input_shape"]
        [None, 3]
    """
    if isinstance(record, list):
        return [shared_record(item) for item in record]
    if not isinstance(record, dict):
        return record
    if "class_name" not in record or "module" not in record or is_operation(record):
        return {key: shared_record(value) for key, value in record.items()}
    if record["class_name"] == "DTypePolicy":
        return record["config"]["name"]
    if record["module"] == "keras.quantizers" or record["class_name"] == _POLICIES:
        return record  # Keras 3 finds them by their module, Keras 2 has none
    if record["class_name"] == "function" or record["class_name"].startswith("__"):
        return record
    return _without_module(record)


def _without_module(record) -> dict:
    name, config = record["class_name"], record["config"]
    if record.get("registered_name") is None:
        config = _shared_config(name, config)
    else:  # a class of the user's, who may expect the config as it is
        name = record["registered_name"]
        config = dict(config)
        if "dtype" in config:
            config["dtype"] = shared_record(config["dtype"])
    kept = {key: record[key] for key in ("name", "inbound_nodes") if key in record}
    if isinstance(config.get("axis"), list):
        # without a module, Keras 3 forgets an axis that is a list
        kept |= {key: record[key] for key in ("module", "registered_name")}
    return {"class_name": name, "config": config, **kept}


def _argument(value):
    """The value of an argument; layers among it keep their module."""
    if isinstance(value, list):
        return [_argument(item) for item in value]
    return _inner_layer(value) if _is_layer(value) else shared_record(value)


def _is_layer(value) -> bool:
    """Whether it is the record of a layer or model of Keras."""
    if not isinstance(value, dict) or not isinstance(value.get("config"), dict):
        return False
    return value.get("module") == "keras.layers" or "layers" in value["config"]


def _inner_layer(record) -> dict:
    """A layer inside another one's config: there Keras 3 wants its module."""
    kept = {key: record[key] for key in ("module", "registered_name")}
    name = record["class_name"]
    return {**_without_module(record), **kept, "class_name": name}


def _shared_config(name: str, config: dict) -> dict:
    policy = config.get("dtype")
    config = {
        key: [shared_record(layer) for layer in value]
        if key == "layers"
        else _argument(value)
        for key, value in config.items()
    }
    if "hard_sigmoid" in (config.get("activation"), config.get("recurrent_activation")):
        # another function in Keras 2, which refuses this form of a dtype
        config["dtype"] = policy
    config = without_new_arguments(name, config)
    config = {_OLDER_NAMES.get((name, key), key): v for key, v in config.items()}
    return with_call_lists(config) if "input_layers" in config else config
