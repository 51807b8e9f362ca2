"""The ``.weights.h5`` layout of Keras 3: groups by structure, variables by number."""

from __future__ import annotations

from kerasish.saving.files.atomic_write import atomic_file
from kerasish.saving.files.h5_digest import write_digest
from kerasish.saving.files.h5_reader import H5Reader
from kerasish.saving.files.h5_writer import h5_file_for_writing
from kerasish.saving.probe import write_probe
from kerasish.saving.structured.state_walk import places
from kerasish.saving.structured.variable_store import WritingStore


def write_variables(path, model, skip=()) -> None:
    """Writes the weights (and the optimizer's state) of a model; atomic.

    Args:
        path: of the file.
        model: or any layer.
        skip: objects that are left out.
    """
    with atomic_file(path) as temporary:
        write_variables_file(temporary, model, skip)


def write_variables_file(path, model, skip=(), probe=None) -> None:
    """Writes the file at once: for those who put it in its place themselves."""
    with h5_file_for_writing(path) as f:
        for place, item in places(model, skip):
            if hasattr(item, "save_own_variables"):
                name = getattr(item, "name", None)
                store = WritingStore(f, place, name if isinstance(name, str) else None)
                item.save_own_variables(store)
        write_probe(f, model, probe)
        write_digest(f)


def is_variables_layout(reader: H5Reader) -> bool:
    """Whether a file has this layout."""
    root = reader.root
    if reader.find(root, "model_weights") is not None:
        return False
    has_names = any(reader.has(root, n) for n in ("layer_names", "layer_names0"))
    groups = ("vars", "layers", "_layer_checkpoint_dependencies")
    return not has_names and any(reader.find(root, g) is not None for g in groups)
