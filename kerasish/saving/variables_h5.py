"""The ``.weights.h5`` layout of Keras 3: groups by structure, variables by number."""

from __future__ import annotations

import numpy as np

from kerasish.base.errors import FileError, fail
from kerasish.base.naming import snake_case
from kerasish.base.random_seed import SeedGenerator
from kerasish.layers.layer import Layer
from kerasish.saving.atomic_write import atomic_file
from kerasish.saving.h5_reader import H5Reader

#: attributes that hold layers which are reached by another way
_NOT_STATE = (
    "_functional",
    "_inbound_nodes",
    "_network",
    "_recorded",
    "_stack",
    "_tracker",
)


def state_groups(model) -> list[tuple[str, object]]:
    """(path, object) of everything with variables of its own, each once."""
    found: list[tuple[str, object]] = []
    seen: set[int] = set()

    def visit(item, path):
        if id(item) in seen:
            return
        seen.add(id(item))
        found.append((path, item))
        for name, child in _children(item):
            if isinstance(child, (list, tuple, dict)):
                visit_container(child, f"{path}/{name}".strip("/"))
            else:
                visit(child, f"{path}/{name}".strip("/"))

    def visit_container(items, path):
        counts: dict[str, int] = {}
        for item in items.values() if isinstance(items, dict) else items:
            if not isinstance(item, (Layer, SeedGenerator)):
                continue
            name = snake_case(type(item).__name__)
            count = counts.get(name, 0)
            counts[name] = count + 1
            visit(item, f"{path}/{name}" if count == 0 else f"{path}/{name}_{count}")

    visit(model, "")
    optimizer = getattr(model, "optimizer", None)
    if optimizer is not None and optimizer.built:
        found.append(("optimizer", optimizer))
    return found


def _children(item):
    """Layers, seeds and lists of layers among the attributes, by name."""
    if isinstance(item, SeedGenerator) or not isinstance(item, Layer):
        return
    if type(item).__name__ in ("Sequential", "Functional") or hasattr(item, "_network"):
        yield "layers", item.layers
    for name in sorted(vars(item)):
        child = vars(item)[name]
        if name in _NOT_STATE:
            continue
        if isinstance(child, (Layer, SeedGenerator)):
            yield name, child
        elif isinstance(child, (list, tuple, dict)):
            members = child.values() if isinstance(child, dict) else child
            if any(isinstance(m, (Layer, SeedGenerator)) for m in members):
                yield name, child


def own_variables(item) -> list:
    """The variables that an object keeps itself, in order."""
    if isinstance(item, SeedGenerator):
        return [item.state]
    if isinstance(item, Layer):
        return [*item._tracker.trainable, *item._tracker.non_trainable]
    return list(item.variables)


def write_variables(path, model) -> None:
    """Writes the weights (and the optimizer's state) of a model; atomic."""
    import h5py

    with atomic_file(path) as temporary, h5py.File(temporary, "w") as f:
        for place, item in state_groups(model):
            group = f.create_group(f"{place}/vars".lstrip("/"))
            if hasattr(item, "name"):
                group.attrs["name"] = item.name
            for number, variable in enumerate(own_variables(item)):
                group.create_dataset(str(number), data=variable.array)


def is_variables_layout(reader: H5Reader) -> bool:
    """Whether a file has this layout."""
    root = reader.root
    if reader.find(root, "model_weights") is not None:
        return False
    has_names = "layer_names" in root.attrs or "layer_names0" in root.attrs
    groups = ("vars", "layers", "_layer_checkpoint_dependencies")
    return not has_names and any(reader.find(root, g) is not None for g in groups)


def _group(reader: H5Reader, place: str):
    """The variables of a place; Keras 2 wrote some names with an underscore."""
    owner, _, name = place.rpartition("/")
    for spelled in (place, f"{owner}/_{name}"):
        group = reader.find(reader.root, f"{spelled}/vars")
        if group is not None:
            return group
    return None


def read_variables(reader: H5Reader, model, skip_mismatch: bool = False) -> None:
    """Sets the weights of a model; everything is checked before anything is set."""
    ready = []
    for place, item in state_groups(model):
        group = _group(reader, place)
        if group is None and (place == "optimizer" or isinstance(item, SeedGenerator)):
            continue  # not every writer keeps them
        own = own_variables(item)
        names = [] if group is None else reader.members(group)
        if len(names) != len(own):
            if skip_mismatch:
                continue
            fail(
                f"{reader.path!r}: {place or model.name!r} has {len(own)} variables in "
                f"the model, {len(names)} in the file",
                {"model": [v.path for v in own]},
                "load into the model that the file was saved from",
                FileError,
            )
        for number, variable in enumerate(own):
            dataset = reader.find(group, str(number))
            if tuple(dataset.shape) != tuple(variable.shape) and skip_mismatch:
                continue
            ready.append((variable, reader.array(dataset, variable.shape)))
    for variable, array in ready:
        variable.assign(np.asarray(array))
