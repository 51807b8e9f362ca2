"""Files of the classic layout as dicts of layers and weights, and back."""

from __future__ import annotations

import numpy as np

from kerasish.base.errors import FileError
from kerasish.saving import probe
from kerasish.saving.classic.model_weights import TOP_LEVEL
from kerasish.saving.classic.weight_owners import owners, stored_layers
from kerasish.saving.files.atomic_write import atomic_file
from kerasish.saving.files.h5_arrays import write_array
from kerasish.saving.files.h5_attributes import write_names
from kerasish.saving.files.h5_digest import is_digest, write_digest
from kerasish.saving.files.h5_reader import H5Reader
from kerasish.saving.files.h5_writer import h5_file_for_writing
from kerasish.saving.intact import read_everything

WEIGHTS = "model_weights"
_NAMES = ("layer_names", "weight_names")


def read_tree(reader: H5Reader) -> dict[str, dict[str, np.ndarray]]:
    """{layer: {weight: array}} in the order of the file; layers without weights too.

    Args:
        reader: an open file of the classic layout.
    """
    group = _weights_group(reader)
    tree: dict = {name: {} for name in reader.names(group, "layer_names")}
    for layer, weights in stored_layers(reader, group):
        tree[layer] = {name: reader.array(dataset) for name, dataset in weights}
    return tree


def _weights_group(reader: H5Reader):
    group = reader.find(reader.root, WEIGHTS)
    return reader.root if group is None else group


def reference_tree(model, tree: dict) -> dict:
    """The weights of a model under the names that the file has for them.

    Args:
        model: a built model.
        tree: of the file: where a layer has as many weights, these have its names.
    """
    reference: dict = {name: {} for name, inner in tree.items() if not inner}
    for owner in owners(model):
        names = list(tree.get(owner.name, {}))
        if len(names) != len(owner.weights):
            names = [w.path for w in owner.weights]
        reference[owner.name] = dict(zip(names, owner.weights))
    return reference


def write_tree(path, source, tree: dict) -> None:
    """Writes layers and weights as a file of the classic layout; atomic.

    What else the source has, such as the architecture and the state of the optimizer,
    is written too.

    Args:
        path: of the new file; may be that of the source.
        source: path of the file that was read.
        tree: {layer: {weight: array}}, in order.
    """

    with (
        atomic_file(path) as temporary,
        H5Reader(source) as reader,
        h5_file_for_writing(temporary) as file,
    ):
        _write(reader, file, tree)
        if _is_plain(reader):
            write_digest(file)


def _write(reader: H5Reader, file, tree: dict) -> None:
    old, group = _weights_group(reader), file
    taken = {WEIGHTS, probe.GROUP}  # what the probe proved holds no longer
    _copy_attributes(reader, reader.root, file)
    if old is reader.root:
        taken |= {TOP_LEVEL, *reader.names(old, "layer_names"), *tree}
    else:
        group = file.create_group(WEIGHTS)
        _copy_attributes(reader, old, group)
    _copy_others(reader, file, taken)
    write_names(group, "layer_names", [n for n in tree if n != TOP_LEVEL])
    for name, weights in tree.items():
        inner = group.create_group(name)
        write_names(inner, "weight_names", list(weights))
        for weight, array in weights.items():
            write_array(inner, weight, np.asarray(array))


def _is_plain(reader: H5Reader) -> bool:
    """Whether all that was copied can be read, as a digest needs it."""
    try:
        read_everything(reader)
    except FileError:
        return False
    return True


def _copy_attributes(reader: H5Reader, old, new) -> None:
    for name in reader.attribute_names(old):
        if not is_digest(name) and name.rstrip("0123456789") not in _NAMES:
            new.attrs[name] = reader.attribute(old, name)


def _copy_others(reader: H5Reader, file, taken: set[str]) -> None:
    """What is beside the weights; links are left out, they are never followed."""
    import h5py

    for name in reader.members(reader.root):
        link = reader.root.get(name, getlink=True)
        if name not in taken and isinstance(link, h5py.HardLink):
            with reader.reading(f"{name!r}"):
                reader.root.copy(name, file, name)
