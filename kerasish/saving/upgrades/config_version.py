"""Which Keras wrote a config that does not say it."""

from __future__ import annotations

from kerasish.saving.upgrades.config_trees import records_in

#: arguments that only Keras 1 had, and those that Keras 2 had and Keras 3 has not
_OF_KERAS_1 = {
    "W_regularizer",
    "border_mode",
    "dim_ordering",
    "inner_init",
    "input_dtype",
    "nb_filter",
    "pool_length",
}
_OF_KERAS_2 = {"batch_input_shape"}


def version_of_config(tree) -> str:
    """The major version of a config, as text.

    Args:
        tree: what `Model.to_json` gave, read; its ``keras_version`` is believed.
    """
    if isinstance(tree, dict) and isinstance(tree.get("keras_version"), str):
        return tree["keras_version"]
    records = list(records_in(tree))
    keys = {key for record in records for key in record["config"]}
    if keys & _OF_KERAS_1:
        return "1"
    is_old = any("module" not in record for record in records)
    return "2" if is_old and keys & _OF_KERAS_2 else "3"
