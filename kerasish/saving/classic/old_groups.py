"""Groups of weights as the first versions of Keras made them."""

from __future__ import annotations

from kerasish.saving.files.h5_reader import H5Reader


def layer_groups(reader: H5Reader, group) -> list[str]:
    """Names of the groups in order: before 1.0 they had only numbers."""
    names = reader.names(group, "layer_names")
    if not names and reader.has(group, "nb_layers"):
        numbers = (f"layer_{number}" for number in range(len(reader.members(group))))
        return [name for name in numbers if reader.find(group, name) is not None]
    return names


def weight_names(reader: H5Reader, group) -> list[str]:
    """Names of the weights in a group, in order."""
    if not reader.has(group, "nb_params") or reader.has(group, "weight_names"):
        return reader.names(group, "weight_names")
    numbers = (f"param_{number}" for number in range(len(reader.members(group))))
    return [name for name in numbers if reader.find(group, name) is not None]


def backend_of(version: str | None, recorded: str | None, names: list[str]):
    """The backend that wrote weights of these names.

    Keras 1 did not record it, but variables of TensorFlow have names that end in ":0".
    """
    if recorded is not None or _records_backend(version):
        return recorded
    if not names or all(name.startswith("param_") for name in names):
        return None
    return "tensorflow" if any(":" in name for name in names) else "theano"


def _records_backend(version: str | None) -> bool:
    """Whether files of a version say which backend wrote them."""
    return version is not None and not version.startswith("1.")
