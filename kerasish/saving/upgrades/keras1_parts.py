"""Initializers, regularizers and constraints as Keras 1 wrote them."""

from __future__ import annotations

from kerasish.base.discovery import family
from kerasish.base.serialization import get_registered_object
from kerasish.base.user_warning import warn
from kerasish.saving.upgrades.keras1_arguments import KERAS_1, rename
from kerasish.saving.upgrades.rules import config_rule

_INITIALIZERS = {
    "uniform": "random_uniform",
    "normal": "random_normal",
    "zero": "zeros",
    "one": "ones",
}
_L1_L2 = ("L1L2Regularizer", "WeightRegularizer", "ActivityRegularizer")
_CONSTRAINT_ARGUMENTS = {"m": "max_value", "low": "min_value", "high": "max_value"}


def is_known(family_name: str, name) -> bool:
    """Whether a class or function of this name can be made."""
    if get_registered_object(name) is not None:
        return True
    return family(family_name).find(name) is not None


@config_rule(majors=KERAS_1)
def initializers(config):
    """A function of the user, often a lambda, was saved by its name alone.

    The weights come from the file, so another initializer does as well.
    """
    for key in [k for k in config if k.endswith("_initializer")]:
        name = config[key]
        if isinstance(name, str):
            name = _INITIALIZERS.get(name, name)
            config[key] = name if is_known("initializers", name) else "glorot_uniform"


@config_rule(majors=KERAS_1)
def regularizers(config):
    """The class stood among the arguments, as name."""
    for key in [k for k in config if k.endswith("_regularizer")]:
        config[key] = _regularizer(config[key], config.get("name"))


@config_rule(majors=KERAS_1)
def constraints(config):
    """The class stood among the arguments, as name."""
    for key in [k for k in config if k.endswith("_constraint")]:
        old = config[key]
        if isinstance(old, dict) and "class_name" not in old and "name" in old:
            own = {k: v for k, v in old.items() if k != "name"}
            rename(own, _CONSTRAINT_ARGUMENTS)
            config[key] = {"class_name": old["name"], "config": own}


def _regularizer(old, layer):
    if not isinstance(old, dict) or "class_name" in old or "name" not in old:
        return old
    own = {k: v for k, v in old.items() if k != "name"}
    if old["name"] in _L1_L2:
        return {"class_name": "L1L2", "config": own}
    if is_known("regularizers", old["name"]):
        return {"class_name": old["name"], "config": own}
    warn(
        f"layer {layer!r}: the regularizer {old['name']!r} of Keras 1 has no equal "
        "and is left out; predictions do not depend on it"
    )
    return None
