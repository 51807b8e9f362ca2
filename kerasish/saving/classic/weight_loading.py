"""Weights read from the classic layout: layers matched, checked, then set."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from kerasish.saving.classic.old_groups import backend_of
from kerasish.saving.classic.weight_order import in_order_of_layer
from kerasish.saving.classic.weight_owners import (
    Owner,
    inner_rows,
    owners_of_groups,
    stored_layers,
)
from kerasish.saving.files.h5_reader import H5Reader
from kerasish.saving.reports.alignment import align
from kerasish.saving.reports.diagnoses import DIAGNOSERS
from kerasish.saving.reports.load_report import LoadReport, WeightEntry
from kerasish.saving.reports.mismatch import Mismatch, refuse_mismatch
from kerasish.saving.reports.weight_rows import WeightRow, row_of_datasets
from kerasish.saving.upgrades.weight_upgrades import upgrade_weights


def load_model_weights(
    reader: H5Reader,
    group,
    model,
    by_name: bool = False,
    skip_mismatch: bool = False,
    skip=(),
) -> LoadReport:
    """Sets the weights of a model from this layout; all are checked before any is set.

    Args:
        reader: the open file.
        group: holds ``layer_names``.
        model: a built model.
        by_name: match layers by name instead of by order.
        skip_mismatch: leave weights that do not fit as they are. Layers in order are
            aligned first, so that one more or less does not shift the others.
        skip: layers whose weights stay as they are.

    Raises:
        FileError: the file does not fit the model.
    """
    load = _Load(reader, group, model)
    strict_order = not by_name and not skip_mismatch
    if strict_order and len(load.own) != len(load.stored):
        load.refuse([], by_name)
    matched = [load.match(i, j, skip) for i, j in load.pairs(by_name)]
    if not skip_mismatch and not all(pair.fits for pair in matched):
        load.refuse(matched, by_name)
    reader.settle()
    for pair in matched:
        for weight, array in pair.ready:
            weight.take(np.asarray(array))
    return load.report(matched)


def _written(reader: H5Reader, group, key: str) -> str | None:
    """What a file says of its writer: beside the weights, or at the top."""
    value = reader.text(group, key)
    return reader.text(reader.root, key) if value is None else value


@dataclass
class _Matched:
    """A layer with what the file has of it.

    ``row`` shows what the file holds, in today's form where that was recognised.
    """

    owner: int
    stored: int
    row: WeightRow
    ready: list = field(default_factory=list)
    loaded: list[WeightEntry] = field(default_factory=list)
    skipped: list[WeightEntry] = field(default_factory=list)
    fits: bool = True
    is_left_out: bool = False


class _Load:
    """The two sides of a load: owners of weights, and what is stored."""

    def __init__(self, reader: H5Reader, group, model):
        self.reader, self.model = reader, model
        keys = ("keras_version", "backend")
        self.written_by = [_written(reader, group, key) for key in keys]
        self.stored = stored_layers(reader, group)
        self.own = owners_of_groups(model, [name for name, _ in self.stored])
        names = [weight for _, stored in self.stored for weight, _ in stored]
        self.written_by[1] = backend_of(*self.written_by, names)
        self.own_rows = [owner.row for owner in self.own]
        self.rows = [row_of_datasets(*item) for item in self.stored]

    def pairs(self, by_name: bool) -> list[tuple[int, int]]:
        """Indices of owners and of what is stored, that belong together."""
        if by_name:
            places = {name: j for j, (name, _) in enumerate(self.stored)}
            return [
                (i, places[owner.name])
                for i, owner in enumerate(self.own)
                if owner.name in places
            ]
        if len(self.own) == len(self.stored):
            return list(zip(range(len(self.own)), range(len(self.stored))))
        both = align(self.own_rows, self.rows)
        return [(i, j) for i, j in both if i is not None and j is not None]

    def match(self, i: int, j: int, skip=()) -> _Matched:
        """Arrays for the weights of one owner, in today's layout; nothing is set."""
        owner, (name, stored) = self.own[i], self.stored[j]
        if any(owner.layer is layer for layer in skip):
            return _Matched(i, j, self.rows[j], is_left_out=True)
        if owner.layer is not None:
            stored = in_order_of_layer(owner.layer, stored)
        arrays = [self._array(item, owner, k) for k, item in enumerate(stored)]
        if owner.layer is not None:
            arrays = upgrade_weights(owner.layer, arrays, *self.written_by)
        shapes = tuple(tuple(array.shape) for array in arrays)
        names = [n for n, _ in stored]
        result = _Matched(i, j, WeightRow(name, tuple(names), shapes))
        if len(arrays) != len(owner.weights):
            result.fits = False
            return result
        if len(names) != len(arrays):  # the layout was changed: only the owner is known
            names = [name] * len(arrays)
        for weight, array, name in zip(owner.weights, arrays, names):
            own, other = tuple(weight.shape), tuple(array.shape)
            entry = WeightEntry(weight.path, own, name, other)
            if own == other:
                result.ready.append((weight, array))
                result.loaded.append(entry)
            else:
                result.skipped.append(entry)
                result.fits = False
        return result

    def _array(self, item, owner: Owner, k: int) -> np.ndarray:
        """The array of a dataset; its size is foreseen where the shapes agree."""
        dataset = item[1]
        expected = owner.weights[k].shape if k < len(owner.weights) else None
        agrees = expected is not None and tuple(dataset.shape) == tuple(expected)
        return self.reader.array(dataset, expected if agrees else None)

    def report(self, matched: list[_Matched]) -> LoadReport:
        """What was loaded, and what is on one side only."""
        report = LoadReport(self.reader.path)
        used_own, used_stored = set(), set()
        for pair in matched:
            report.loaded += pair.loaded
            report.skipped += pair.skipped
            if pair.loaded or pair.skipped or pair.is_left_out:
                used_own.add(pair.owner)
                used_stored.add(pair.stored)
        for i, row in enumerate(self.own_rows):
            if i not in used_own:
                entries = zip(row.weights, row.shapes)
                report.missing += [WeightEntry(n, s) for n, s in entries]
        for j, row in enumerate(self.rows):
            if j not in used_stored:
                entries = zip(row.weights, row.shapes)
                report.unexpected += [
                    WeightEntry(file=n, file_shape=s) for n, s in entries
                ]
        return report

    def refuse(self, matched: list[_Matched], by_name: bool):
        """Raises the error that shows both sides."""
        rows = list(self.rows)
        for pair in matched:
            rows[pair.stored] = pair.row
        mismatch = Mismatch(
            self.reader.path,
            self.own_rows,
            rows,
            [(pair.owner, pair.stored) for pair in matched] if by_name else None,
            holds_model=self.reader.has(self.reader.root, "model_config"),
            inner=inner_rows(self.model),
        )
        refuse_mismatch(mismatch, DIAGNOSERS)
