"""The ``.weights.h5`` layout of Keras 3: groups by structure, variables by number."""

from __future__ import annotations

import warnings

import numpy as np

from kerasish.base.errors import FileError, fail
from kerasish.base.random_seed import SeedGenerator
from kerasish.layers.layer_state import LayerState
from kerasish.optimizers.optimizer import Optimizer
from kerasish.saving.files.atomic_write import atomic_file
from kerasish.saving.files.h5_digest import write_digest
from kerasish.saving.files.h5_reader import H5Reader
from kerasish.saving.structured.state_walk import places
from kerasish.saving.structured.variable_store import ReadingStore, WritingStore


def write_variables(path, model, skip=()) -> None:
    """Writes the weights (and the optimizer's state) of a model; atomic.

    Args:
        path: of the file.
        model: or any layer.
        skip: objects that are left out.
    """
    with atomic_file(path) as temporary:
        write_variables_file(temporary, model, skip)


def write_variables_file(path, model, skip=()) -> None:
    """Writes the file at once: for those who put it in its place themselves."""
    import h5py

    with h5py.File(path, "w") as f:
        for place, item in places(model, skip):
            if hasattr(item, "save_own_variables"):
                name = getattr(item, "name", None)
                store = WritingStore(f, place, name if isinstance(name, str) else None)
                item.save_own_variables(store)
        write_digest(f)


def is_variables_layout(reader: H5Reader) -> bool:
    """Whether a file has this layout."""
    root = reader.root
    if reader.find(root, "model_weights") is not None:
        return False
    has_names = "layer_names" in root.attrs or "layer_names0" in root.attrs
    groups = ("vars", "layers", "_layer_checkpoint_dependencies")
    return not has_names and any(reader.find(root, g) is not None for g in groups)


def _group(reader: H5Reader, place: str):
    """The variables of a place; Keras 2 spelled some names in another way."""
    owner, _, name = place.rpartition("/")
    older = place.replace("layers", "_layer_checkpoint_dependencies")
    for spelled in (place, f"{owner}/_{name}", older):
        group = reader.find(reader.root, f"{spelled}/vars")
        if group is not None:
            return group
    return None


def read_variables(
    reader: H5Reader, model, skip_mismatch: bool = False, skip=()
) -> None:
    """Sets the weights of a model; shapes are checked before anything is set.

    Objects with a ``load_own_variables`` of their own read their part last.

    Args:
        reader: the open file.
        model: a built model or layer.
        skip_mismatch: leave variables that do not fit as they are.
        skip: objects that are left out.

    Raises:
        FileError: the file does not fit the model.
    """
    ready, own_ways = [], []
    for place, item in places(model, skip):
        if not hasattr(item, "load_own_variables"):
            continue
        store = ReadingStore(reader, _group(reader, place))
        if _may_be_missing(store, place, item):
            continue
        if _reads_by_number(item):
            ready += _pairs(reader, store, place, item, skip_mismatch)
        else:
            own_ways.append((place, item, store))
    reader.settle()
    for variable, array in ready:
        variable.assign(np.asarray(array))
    for place, item, store in own_ways:
        _load(reader, place, item, store, skip_mismatch)


def _may_be_missing(store, place: str, item) -> bool:
    """Not every writer keeps seeds and optimizers, or layers in lists of lists."""
    if isinstance(item, Optimizer):
        never_ran = len(store) <= 2 and len(store) != len(item.variables)
        return never_ran or not item.built
    if len(store):
        return False
    if "/container" in place and _reads_by_number(item) and own_variables(item):
        warnings.warn(
            f"{place!r} is not in the file: older Keras wrote no layers that are in "
            "lists of lists; its weights stay as they are",
            stacklevel=4,
        )
        return True
    return isinstance(item, SeedGenerator)


def _reads_by_number(item) -> bool:
    """Whether the variables of an object are simply those of the file, in order."""
    own = type(item).load_own_variables
    return own in (LayerState.load_own_variables, SeedGenerator.load_own_variables)


def own_variables(item) -> list:
    """The variables that an object keeps itself, in order."""
    if isinstance(item, SeedGenerator):
        return [item.state]
    return [*item._tracker.trainable, *item._tracker.non_trainable]


def _pairs(reader, store, place, item, skip_mismatch):
    """Pairs of a variable and its array."""
    own = own_variables(item)
    if len(store) != len(own):
        if skip_mismatch:
            return []
        fail(
            f"{reader.path!r}: {place or item.name!r} has {len(own)} variables in "
            f"the model, {len(store)} in the file",
            {"model": [v.path for v in own]},
            "load into the model that the file was saved from",
            FileError,
        )
    pairs = []
    for number, variable in enumerate(own):
        dataset = store.dataset(str(number))
        if tuple(dataset.shape) != tuple(variable.shape) and skip_mismatch:
            continue
        pairs.append((variable, reader.array(dataset, variable.shape)))
    return pairs


def _load(reader, place, item, store, skip_mismatch) -> None:
    """Lets an object read its own variables; what it raises names the place."""
    try:
        item.load_own_variables(store)
    except (LookupError, TypeError, ValueError) as error:
        if skip_mismatch:
            return
        raise FileError(
            f"{reader.path!r}: {place or 'the model'!r} could not be loaded: {error}"
        ) from error
