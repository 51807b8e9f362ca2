"""The trained weights of a model as a classic file holds them: for its optimizer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kerasish.optimizers.state_matching import StateMismatch
from kerasish.saving.classic.weight_order import in_order_of_layer
from kerasish.saving.classic.weight_owners import Owner, owners, stored_layers
from kerasish.saving.files.h5_reader import H5Reader
from kerasish.saving.upgrades.weight_upgrades import upgrade_weights


@dataclass(frozen=True)
class WrittenWeight:
    """A weight as the file has it, where its layout was another."""

    path: str
    shape: tuple[int, ...]


@dataclass
class TrainedLayer:
    """The trained weights of a layer.

    Attributes:
        layer: it; None for the weights of the model itself.
        own: its weights that the optimizer trains, in order.
        written: what the file has for them: they themselves, or weights of another
            layout.
        names: of ``written`` in the file, by id.
        written_by: version and backend of the Keras that wrote the file.
    """

    layer: object
    own: list
    written: list
    names: dict[int, str]
    written_by: tuple

    @property
    def has_changed(self) -> bool:
        """Whether the file has another layout."""
        return any(isinstance(weight, WrittenWeight) for weight in self.written)

    def in_todays_layout(self, arrays: dict) -> dict:
        """What is kept for weights, rearranged as the weights are.

        Args:
            arrays: by (kind, id of the weight as it was written).

        Raises:
            StateMismatch: weights were not only rearranged.
        """
        found = {}
        if not self.has_changed:
            return found
        for kind in dict.fromkeys(kind for kind, _ in arrays):
            before = [arrays.get((kind, id(weight))) for weight in self.written]
            if any(array is None for array in before):
                continue
            after = upgrade_weights(self.layer, before, *self.written_by)
            if [a.shape for a in after] != [tuple(w.shape) for w in self.own] or (
                sum(a.size for a in after) != sum(b.size for b in before)
            ):
                raise StateMismatch([f"{self.layer.name!r} trained other weights then"])
            found.update(
                {(kind, id(w)): np.asarray(a) for w, a in zip(self.own, after)}
            )
        return found


def trained_layers(reader: H5Reader, model, trained: set[int]) -> list[TrainedLayer]:
    """The layers that have trained weights, in the order of the file.

    Args:
        reader: an open file, whose weights the model has already.
        model: a built model.
        trained: ids of the weights that the optimizer trains.

    Raises:
        StateMismatch: the file has other layers.
    """
    group = reader.find(reader.root, "model_weights")
    keys = ("keras_version", "backend")
    written_by = tuple(reader.text(reader.root, key) for key in keys)
    own, stored = owners(model), stored_layers(reader, group)
    if len(own) != len(stored):
        raise StateMismatch([f"{len(stored)} layers in the file, {len(own)} here"])
    layers = [
        _trained_layer(owner, weights, trained, written_by)
        for owner, (_, weights) in zip(own, stored)
    ]
    return [layer for layer in layers if layer.own]


def _trained_layer(owner: Owner, stored, trained, written_by) -> TrainedLayer:
    if owner.layer is not None:
        stored = in_order_of_layer(owner.layer, stored)
    stored = [(name, tuple(data.shape)) for name, data in stored]
    own = [weight for weight in owner.weights if id(weight) in trained]
    if not _has_changed(owner, [shape for _, shape in stored], written_by):
        names = {id(w): name for w, (name, _) in zip(owner.weights, stored)}
        return TrainedLayer(owner.layer, own, own, names, written_by)
    if own and len(own) != len(owner.weights):
        raise StateMismatch(
            [f"{owner.name!r} had another layout, and is partly frozen"]
        )
    written = [WrittenWeight(*item) for item in stored if own]
    names = {id(weight): weight.path for weight in written}
    return TrainedLayer(owner.layer, own, written, names, written_by)


def _has_changed(owner: Owner, shapes, written_by) -> bool:
    """Whether an upgrade does anything to such weights."""
    if owner.layer is None:
        return False
    probes = [np.broadcast_to(np.float32(0), shape) for shape in shapes]
    after = upgrade_weights(owner.layer, probes, *written_by)
    return len(after) != len(probes) or any(a is not b for a, b in zip(after, probes))
