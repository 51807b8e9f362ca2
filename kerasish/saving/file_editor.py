"""A look into files of weights, and changes to them by name."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import graph
from kerasish.base.errors import fail
from kerasish.saving.classic.weight_tree import read_tree, reference_tree, write_tree
from kerasish.saving.files.archive_reader import CONFIG, METADATA, ArchiveReader
from kerasish.saving.files.atomic_write import atomic_file
from kerasish.saving.files.h5_digest import write_digest
from kerasish.saving.files.h5_reader import H5Reader
from kerasish.saving.files.h5_writer import h5_file_for_writing
from kerasish.saving.intact import Using
from kerasish.saving.structured.archive import is_archive
from kerasish.saving.structured.variable_store import WritingStore
from kerasish.saving.structured.variables_h5 import is_variables_layout
from kerasish.saving.structured.weight_tree import (
    compare_trees,
    tree_lines,
    tree_of_model,
)
from kerasish.utils.printing import print_message


class KerasFileEditor:
    """Shows, compares and changes the weights in a file, object by object.

    Args:
        filepath: a ``.keras`` archive, a ``.weights.h5`` file, or an ``.h5`` file of
            the classic layout, of weights or of a whole model.

    Attributes:
        weights_dict: objects by name, nested as in the file; weights by number, as
            arrays. In the classic layout layers in order, weights by their names.
        config, metadata: of an archive or whole model, as plain data; None for weights
            alone.

    Raises:
        ArgumentError: another ending.
        FileError: the file is missing or damaged.

    Example:
        >>> import os, tempfile
        >>> import kerasish
        >>> model = kerasish.Sequential([kerasish.Input((3,)),
        ...                              kerasish.layers.Dense(2)])
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = os.path.join(folder, "model.weights.h5")
        ...     model.save_weights(path)
        ...     editor = kerasish.saving.KerasFileEditor(path)
        >>> editor.rename_object("dense", "head")
        >>> editor.summary()
        layers
            head
                0: shape=(3, 2), dtype=float32
                1: shape=(2,), dtype=float32
    """

    def __init__(self, filepath):
        self.filepath = str(filepath)
        self.config = self.metadata = None
        if not self.filepath.endswith((".keras", ".h5", ".hdf5")):
            fail(
                "KerasFileEditor: the name must end in .keras, .weights.h5 or .h5",
                {"filepath": self.filepath},
            )
        with Using(self.filepath):
            self._read()

    def _read(self) -> None:
        if is_archive(self.filepath):
            with ArchiveReader(self.filepath) as archive:
                self.config, self.metadata = map(archive.json, (CONFIG, METADATA))
                reader = archive.weights()
        else:
            reader = H5Reader(self.filepath)
        with reader:
            self._take_weights(reader)

    def _take_weights(self, reader: H5Reader) -> None:
        self._is_classic = not is_variables_layout(reader)
        if not self._is_classic:
            self.weights_dict = _tree(reader, reader.root, set())
            return
        self.weights_dict = read_tree(reader)
        self.config = reader.json(reader.root, "model_config")
        if not self.weights_dict:
            reader.refuse("there are no weights in this file")

    def summary(self) -> None:
        """Prints objects and weights with their shapes and dtypes."""
        print_message("\n".join(tree_lines(self.weights_dict)))

    def compare(self, reference_model) -> dict:
        """Prints where the file and a model differ.

        Args:
            reference_model: a built model.

        Returns:
            status ("success" or "error"), error_count and match_count.
        """
        if self._is_classic:
            reference = reference_tree(reference_model, self.weights_dict)
        else:
            reference = tree_of_model(reference_model)
        errors, matches = compare_trees(self.weights_dict, reference)
        for line in errors:
            print_message(line)
        fits = "does not fit" if errors else "fits"
        print_message(f"{self.filepath} {fits} the model: {matches} weights match")
        return {
            "status": "error" if errors else "success",
            "error_count": len(errors),
            "match_count": matches,
        }

    def rename_object(self, object_name: str, new_name: str) -> None:
        """Gives an object another name.

        Args:
            object_name: name or path, such as "dense_2" or "layers/dense_2".
            new_name: without slashes.

        Raises:
            ArgumentError: there is no such object, or several of this name, or one of
                the new name.
        """
        if "/" in new_name:
            fail(
                "rename_object: new_name must be a name, not a path",
                {"new_name": new_name},
            )
        owner, name = self._find(object_name)
        if new_name != name and new_name in owner:
            fail(
                f"rename_object: there is an object {new_name!r} beside it",
                {"object_name": object_name},
                "delete_object it first, or choose another name",
            )
        renamed = {new_name if k == name else k: part for k, part in owner.items()}
        owner.clear()  # the order stays: the classic layout is read in order
        owner.update(renamed)

    def delete_object(self, object_name: str) -> None:
        """Takes an object out, with all that is inside."""
        owner, name = self._find(object_name)
        del owner[name]

    def add_object(self, object_path: str, weights: dict) -> None:
        """Puts an object in.

        Args:
            object_path: the whole path, such as "layers/dense_2"; of a classic file
                the name of the layer, which becomes the last.
            weights: arrays by name, {"0": kernel, "1": bias}.

        Raises:
            ArgumentError: there is no place for it, or an object there.
        """
        _require_dict("add_object", weights)
        *path, name = object_path.split("/")
        owner = self.weights_dict
        for part in path:
            if not isinstance(owner.get(part), dict):
                fail(f"add_object: there is no object {'/'.join(path)!r} in the file")
            owner = owner[part]
        if name in owner:
            fail(
                f"add_object: there is an object {object_path!r} already",
                None,
                "delete_object it first, or use add_weights",
            )
        owner[name] = dict(weights)

    def delete_weight(self, object_name: str, weight_name: str) -> None:
        """Takes a weight out of an object."""
        owner, name = self._find(object_name)
        if weight_name not in owner[name]:
            fail(
                f"delete_weight: {object_name!r} has no weight {weight_name!r}",
                f"weights {list(owner[name])}",
            )
        del owner[name][weight_name]

    def add_weights(self, object_name: str, weights: dict) -> None:
        """Puts arrays into an object; those that were there are replaced."""
        _require_dict("add_weights", weights)
        owner, name = self._find(object_name)
        owner[name].update(weights)

    def save(self, filepath) -> None:
        """Writes the weights, as they are now, in the layout that they came in; atomic.

        A classic file of a whole model stays one: architecture, compile arguments and
        the state of the optimizer are written as they were read.

        Args:
            filepath: ends in ``.weights.h5``; for the classic layout in ``.h5``.
        """
        path = Path(filepath)
        fits = path.name.endswith(".weights.h5")
        if self._is_classic:
            fits = path.suffix in (".h5", ".hdf5") and not fits
        if not fits:
            ending = ".h5 and not .weights.h5" if self._is_classic else ".weights.h5"
            fail(
                f"KerasFileEditor: save to a file that ends in {ending}",
                {"filepath": str(filepath)},
            )
        if self._is_classic:
            write_tree(path, self.filepath, self.weights_dict)
            return
        with (
            atomic_file(path) as temporary,
            h5_file_for_writing(temporary) as f,
        ):
            _write(f, "", self.weights_dict)
            write_digest(f)

    def resave_weights(self, filepath) -> None:
        """The same as `save`."""
        self.save(filepath)

    def _find(self, wanted: str) -> tuple[dict, str]:
        """The dict that holds an object, and its name there."""
        if isinstance(self.weights_dict.get(wanted), dict):
            return self.weights_dict, wanted  # classic names may have slashes
        *path, name = wanted.split("/")
        found = [
            (owner, own_path)
            for owner, own_path in _owners(self.weights_dict, ())
            if name in owner and (not path or own_path == tuple(path))
        ]
        if len(found) == 1:
            return found[0][0], name
        several = [f"objects {['/'.join((*p, name)) for _, p in found]}"]
        fail(
            f"{self.filepath!r} has {'several' if found else 'no'} objects called "
            f"{wanted!r}",
            several[0] if found else None,
            "pass the whole path" if found else "summary() shows what there is",
            graph.ArgumentError,
        )


def _owners(tree: dict, path: tuple):
    yield tree, path
    for name, part in tree.items():
        if isinstance(part, dict):
            yield from _owners(part, (*path, name))


def _tree(reader: H5Reader, group, seen: set[int]) -> dict:
    """Objects and weights of a group; what is in "vars" belongs to the object."""
    tree: dict = {}
    if reader.place(group) in seen:
        reader.refuse(f"{group.name!r} is another name of a group that was met before")
    seen.add(reader.place(group))
    for name in reader.members(group):
        member = reader.find(group, name)
        if hasattr(member, "keys"):
            inner = _tree(reader, member, seen)
            tree |= inner if name == "vars" else {name: inner} if inner else {}
        else:
            tree[name] = reader.array(member)
    return tree


def _write(file, place: str, tree: dict) -> None:
    store = WritingStore(file, place, None)
    for name, part in tree.items():
        if isinstance(part, dict):
            _write(file, f"{place}/{name}".strip("/"), part)
        else:
            store[name] = np.asarray(part)


def _require_dict(owner: str, weights) -> None:
    if not isinstance(weights, dict):
        fail(
            f"{owner}: weights must be a dict",
            {"weights": type(weights).__name__},
            'pass arrays by name, {"0": kernel, "1": bias}',
        )
