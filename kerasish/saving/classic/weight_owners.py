"""Who has weights in the classic layout: layers of a model, groups of a file."""

from __future__ import annotations

from dataclasses import dataclass

from kerasish.saving.classic.model_weights import (
    TOP_LEVEL,
    own_weights,
    read_weights,
    weight_layers,
)
from kerasish.saving.classic.old_groups import layer_groups
from kerasish.saving.classic.weight_order import classic_weights
from kerasish.saving.files.h5_reader import H5Reader
from kerasish.saving.reports.weight_rows import WeightRow, row_of_weights


@dataclass(frozen=True)
class Owner:
    """A layer with weights; or the model with its own, ``layer`` is None then."""

    name: str
    layer: object
    weights: list

    @property
    def row(self) -> WeightRow:
        """Names and shapes."""
        kind = "" if self.layer is None else type(self.layer).__name__
        return row_of_weights(self.name, self.weights, kind)


def owners(model) -> list[Owner]:
    """The layers with weights in order, and last the model if it has own ones."""
    found = [Owner(x.name, x, classic_weights(x)) for x in weight_layers(model)]
    found.append(Owner(TOP_LEVEL, None, own_weights(model)))
    return [owner for owner in found if owner.weights]


def owners_of_groups(model, names: list[str]) -> list[Owner]:
    """The owners in a model that the groups of a file are of.

    Keras 1 had no group for a model that was merged with others, but one for each of
    its layers. A model that was wrapped for several processors has one group in all.

    Args:
        model: a built model.
        names: of the groups with weights, in order.
    """
    found = owners(model)
    if len(found) == len(names):
        return found
    if names == [model.name]:
        return [Owner(model.name, model, classic_weights(model))]
    inside = [part for owner in found for part in _parts(owner, set(names))]
    return inside if [part.name for part in inside] == names else found


def _parts(owner: Owner, names: set[str]):
    is_model = getattr(type(owner.layer), "is_made_of_layers", False)
    if owner.name in names or not is_model:
        yield owner
        return
    for part in owners(owner.layer):
        yield from _parts(part, names)


def stored_layers(reader: H5Reader, group) -> list[tuple[str, list]]:
    """(layer, (weight, dataset) pairs) of a file, in order; nothing is read yet.

    Args:
        reader: the open file.
        group: holds ``layer_names``.
    """
    found = []
    for name in layer_groups(reader, group):
        layer_group = reader.find(group, name)
        if layer_group is None:
            reader.refuse(f"layer {name!r} is named but missing", None, "it is damaged")
        found.append((name, read_weights(reader, layer_group)))
    top = reader.find(group, TOP_LEVEL)
    if top is not None:
        found.append((TOP_LEVEL, read_weights(reader, top)))
    return [item for item in found if item[1]]


def inner_rows(model) -> dict[str, list[WeightRow]]:
    """The rows of each model that is a layer of a model, by its name."""
    inner = [layer for layer in model.layers if getattr(layer, "layers", None)]
    return {layer.name: [owner.row for owner in owners(layer)] for layer in inner}
