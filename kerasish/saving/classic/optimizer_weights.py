"""The state of optimizers in the classic layout."""

from __future__ import annotations

import contextlib
import re

import numpy as np

from kerasish.optimizers.state_matching import (
    Pairs,
    StateMismatch,
    Stored,
    match_state,
)
from kerasish.optimizers.state_slots import Slot, slots_of, trained_of
from kerasish.saving.classic.model_weights import distinct_names
from kerasish.saving.classic.trained_weights import trained_layers
from kerasish.saving.files.h5_arrays import write_array
from kerasish.saving.files.h5_attributes import write_names
from kerasish.saving.files.h5_reader import H5Reader
from kerasish.saving.files.keras_version import major_version


def write_optimizer_weights(f, optimizer) -> None:
    """Writes the optimizer's variables under their paths, in Keras 2's order.

    There the learning rate is no variable, nor is a scalar that nothing uses; what
    comes after the last one is left alone. Keras 3 takes the state of no file of this
    layout.
    """
    group = f.create_group("optimizer_weights")
    slots = sorted(slots_of(optimizer), key=lambda slot: slot.is_only_ours)
    variables = [slot.variable for slot in slots]
    names = distinct_names([v.path for v in variables])
    write_names(group, "weight_names", names)
    for name, variable in zip(names, variables):
        write_array(group, name, variable.array)


def load_optimizer_weights(reader: H5Reader, model) -> bool:
    """Sets the optimizer's variables from the file: all of them or none.

    Variables are matched by their names in the file and what is kept for them, or by
    the order of the version that wrote it.

    Returns:
        Whether they were set; a state that does not fit is left out with a warning.
    """
    group = reader.find(reader.root, "optimizer_weights")
    if group is None:
        return False
    optimizer = model.optimizer
    try:
        pairs = _pairs(reader, _stored(reader, group), model)
    except StateMismatch as mismatch:
        optimizer._warn_of_state(mismatch.lines, f"{reader.path!r}: ")
        return False
    reader.settle()
    optimizer._set_state(pairs)
    return True


def _stored(reader: H5Reader, group) -> list[tuple[str, object]]:
    """(name, dataset) in order; Keras 3 breaks off where a name stands twice."""
    names = reader.names(group, "weight_names")
    stored = [(name, reader.find(group, name)) for name in names]
    lines = [f"{name} is named but missing" for name, data in stored if data is None]
    if lines:
        raise StateMismatch(lines[:3])
    return stored


def _pairs(reader: H5Reader, stored, model) -> list[tuple[Slot, np.ndarray]]:
    """Slots of the optimizer and their arrays, in today's layout."""
    slots = slots_of(model.optimizer)
    version = reader.text(reader.root, "keras_version")
    trained = {id(variable) for variable in trained_of(model.optimizer)}
    layers = trained_layers(reader, model, trained)
    as_written = _slots_as_written(slots, layers)
    forms = [Stored(name, tuple(data.shape)) for name, data in stored]
    found = _matched(as_written, forms, layers, version)
    arrays = [(as_written[i], reader.array(stored[j][1])) for i, j in found]
    by_key = {(slot.kind, id(slot.trained)): array for slot, array in arrays}
    for layer in layers:
        by_key.update(layer.in_todays_layout(by_key))
    keys = [(slot.kind, id(slot.trained)) for slot in slots]
    once = {id(slot.variable): array for slot, array in arrays}
    return [
        (slot, once[id(slot.variable)] if slot.trained is None else by_key[key])
        for slot, key in zip(slots, keys)
        if id(slot.variable) in once or (slot.trained is not None and key in by_key)
    ]


def _matched(slots: list[Slot], stored: list[Stored], layers, version) -> Pairs:
    """Places of slots and of what is stored, by names, or by the version's order."""
    names = {key: name for layer in layers for key, name in layer.names.items()}
    paths = {key: re.sub(r":\d+$", "", name) for key, name in names.items()}
    trained = [weight for layer in layers for weight in layer.written]
    old = major_version(version) < 3
    if _is_sorted_by_name(version):
        by_name = sorted(trained, key=lambda weight: names[id(weight)])
        with contextlib.suppress(StateMismatch):  # the first versions did not sort
            return match_state(slots, stored, by_name, paths, old)
    return match_state(slots, stored, trained, paths, old)


def _is_sorted_by_name(version: str | None) -> bool:
    """Keras trained weights in the order of their names before 2.0.6."""
    numbers = re.findall(r"\d{1,4}", version or "1")[:3]
    return tuple(map(int, numbers)) < (2, 0, 6)


def _slots_as_written(slots: list[Slot], layers) -> list[Slot]:
    """The slots, those of weights whose layout has changed as they were then."""
    changed = {id(w): layer for layer in layers if layer.has_changed for w in layer.own}
    result = [slot for slot in slots if id(slot.trained) not in changed]
    for layer in layers if changed else ():
        own = [s for s in slots if changed.get(id(s.trained)) is layer]
        for kind in dict.fromkeys(slot.kind for slot in own):
            result += [Slot(weight, kind, weight) for weight in layer.written]
    return result
