"""Weights read from the structured layout: places matched, checked, then set."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field

from kerasish.base.errors import FileError
from kerasish.base.random_seed import SeedGenerator
from kerasish.layers.layer import Layer
from kerasish.optimizers.optimizer import Optimizer
from kerasish.optimizers.state_slots import parts_of
from kerasish.saving.files.h5_reader import H5Reader
from kerasish.saving.reports.diagnoses import DIAGNOSERS
from kerasish.saving.reports.load_report import LoadReport, WeightEntry
from kerasish.saving.reports.mismatch import Mismatch, refuse_mismatch
from kerasish.saving.structured.name_matching import match_by_name
from kerasish.saving.structured.state_walk import places
from kerasish.saving.structured.stored_objects import StoredObject, stored_objects
from kerasish.saving.structured.variable_rows import (
    datasets_of,
    own_rows,
    own_variables,
    reads_by_number,
    row_of_stored,
)
from kerasish.saving.structured.variable_store import ReadingStore


def read_variables(
    reader: H5Reader, model, skip_mismatch: bool = False, skip=(), by_name: bool = False
) -> LoadReport:
    """Sets the weights of a model; all are checked before any is set.

    Objects with a ``load_own_variables`` of their own read their part last; if one
    fails, everything gets back the values that it had.

    Args:
        reader: the open file.
        model: a built model or layer.
        skip_mismatch: leave variables that do not fit as they are.
        skip: objects that are left out.
        by_name: match objects by the names in the file; the optimizer is left out.

    Raises:
        FileError: the file does not fit the model.
    """
    load = _Load(reader, model, skip, by_name)
    for place, item in load.objects:
        load.match(place, item)
    if load.misfits and not skip_mismatch:
        load.refuse()
    load.set_all(skip_mismatch)
    return load.finished_report()


@dataclass
class _Load:
    """One load: what is matched, what is ready to be set, what does not fit."""

    reader: H5Reader
    model: object
    skip: tuple
    by_name: bool
    ready: list = field(default_factory=list)
    own_ways: list = field(default_factory=list)
    misfits: list = field(default_factory=list)

    def __post_init__(self):
        self.stored = stored_objects(self.reader)
        self.names = None
        every, of_keras_2 = self._places()
        inside = places(self.model, self.skip, of_keras_2) if self.skip else every
        left_in = {id(item) for _, item in inside}
        self.objects = [
            (place, item)
            for place, item in every
            if id(item) in left_in and hasattr(item, "load_own_variables")
        ]
        if self.by_name:
            self.names = match_by_name(every, self.stored)
        left_out = [place for place, item in every if id(item) not in left_in]
        self.used = {x.place for x in map(self.find, left_out) if x is not None}
        self.report = LoadReport(self.reader.path)

    def _places(self) -> tuple[list, bool]:
        """The places of Keras 3, or those of Keras 2 where only these are all there."""
        every = places(self.model)
        if self._are_there(every):
            return every, False
        older = places(self.model, of_keras_2=True)
        return (older, True) if self._are_there(older) else (every, False)

    def _are_there(self, found: list) -> bool:
        """Whether the file has all objects with variables; seeds may be missing."""
        return all(
            self.find(place) is not None
            for place, item in found
            if isinstance(item, Layer) and reads_by_number(item) and own_variables(item)
        )

    def find(self, place: str) -> StoredObject | None:
        """The object of the file; Keras 2 spelled some places in another way."""
        if self.names is not None:
            return self.stored.get(self.names.get(place))
        owner, _, name = place.rpartition("/")
        older = place.replace("layers", "_layer_checkpoint_dependencies")
        for spelled in (place, f"{owner}/_{name}", older):
            if spelled in self.stored:
                return self.stored[spelled]
        return None

    def match(self, place: str, item) -> None:
        """Looks for the variables of one object, and keeps what was found."""
        found = self.find(place)
        store = ReadingStore(self.reader, None if found is None else found.group)
        if found is not None:
            self.used.add(found.place)
        if self._may_be_missing(store, place, item):
            return
        if not reads_by_number(item):
            self.own_ways.append((place, item, store))
            return
        own = own_variables(item)
        if not own and not len(store):
            return
        if not len(store):
            self.report.missing += [WeightEntry(v.path, tuple(v.shape)) for v in own]
            if not self.by_name:
                self.misfits.append(place)
        elif set(store) != {str(number) for number in range(len(own))}:
            self.report.missing += [WeightEntry(v.path, tuple(v.shape)) for v in own]
            self.used.discard(found.place)
            self.misfits.append(place)
        else:
            self._pair(place, own, store, found.place)

    def _pair(self, place: str, own, store, there: str) -> None:
        for number, variable in enumerate(own):
            dataset = store.dataset(str(number))
            shapes = tuple(variable.shape), self.reader.shape(dataset)
            entry = WeightEntry(
                variable.path, shapes[0], f"{there}/vars/{number}".strip("/"), shapes[1]
            )
            if shapes[0] == shapes[1]:
                self.ready.append((variable, dataset, entry))
            else:
                self.report.skipped.append(entry)
                self.misfits.append(place)

    def _may_be_missing(self, store, place: str, item) -> bool:
        """Not every writer keeps seeds and optimizers, or layers in lists of lists."""
        if isinstance(item, Optimizer):
            return self.by_name or self._has_no_state(store, item)
        if len(store):
            return False
        if "/container" in place and reads_by_number(item) and own_variables(item):
            if self.by_name:
                return False
            warnings.warn(
                f"{place!r} is not in the file: older Keras wrote no layers that are "
                "in lists of lists; its weights stay as they are",
                stacklevel=5,
            )
            missing = [WeightEntry(v.path, tuple(v.shape)) for v in own_variables(item)]
            self.report.missing += missing
            return True
        if not reads_by_number(item):
            return self.by_name
        return isinstance(item, SeedGenerator)

    def _has_no_state(self, store, optimizer) -> bool:
        """Whether nothing is kept for it, or by the optimizer that it is part of."""
        outer = getattr(self.model, "optimizer", None)
        if optimizer is outer and len(store) and not optimizer.built:
            optimizer.build(self.model.trainable_variables)
        if outer is not None and any(x is optimizer for x in parts_of(outer)[1:]):
            return True
        never_ran = len(store) <= 2 and len(store) != len(optimizer.variables)
        return never_ran or not optimizer.built

    def set_all(self, skip_mismatch: bool) -> None:
        """Reads all arrays, then sets them; whatever fails leaves the old values."""
        arrays = [
            (variable, self.reader.array(dataset, variable.shape), entry)
            for variable, dataset, entry in self.ready
        ]
        self.reader.settle()
        touched = [variable for variable, _, _ in arrays]
        touched += [v for _, item, _ in self.own_ways for v in _variables_inside(item)]
        restorers = [variable.restorer() for variable in touched]
        try:
            for variable, array, entry in arrays:
                variable.take(array)
                self.report.loaded.append(entry)
            for place, item, store in self.own_ways:
                if self._let_load(place, item, store, skip_mismatch):
                    self.report.loaded += [
                        WeightEntry(v.path, tuple(v.shape)) for v in own_variables(item)
                    ]
            self._note_loaded({id(variable) for variable, _, _ in arrays})
        except BaseException:
            for restore in restorers:
                restore()
            raise

    def _note_loaded(self, taken: set[int]) -> None:
        """Tells the layers that variables of theirs have other values."""
        for _, item in self.objects:
            if isinstance(item, Layer) and any(
                id(v) in taken for v in own_variables(item)
            ):
                item._note_loaded()

    def _let_load(self, place: str, item, store, skip_mismatch: bool) -> bool:
        """Lets an object read its own variables; what it raises names the place."""
        try:
            item.load_own_variables(store)
        except (LookupError, TypeError, ValueError) as error:
            if not skip_mismatch:
                raise FileError(
                    f"{self.reader.path!r}: {place or 'the model'!r} could not be "
                    f"loaded: {error}"
                ) from error
            entries = [WeightEntry(v.path, tuple(v.shape)) for v in own_variables(item)]
            self.report.missing += entries
            return False
        return True

    def finished_report(self) -> LoadReport:
        """The report, with what is in the file only."""
        for place, found in self.stored.items():
            if place not in self.used and found.is_weights:
                self.report.unexpected += [
                    WeightEntry(file=name, file_shape=tuple(dataset.shape))
                    for name, dataset in datasets_of(self.reader, found)
                ]
        return self.report

    def refuse(self):
        """Raises the error that shows both sides."""
        own = own_rows(self.objects)
        order = {row.name: k for k, row in enumerate(own)}
        rows = [
            row_of_stored(self.reader, found)
            for found in self.stored.values()
            if found.is_weights
        ]
        rows = sorted(
            (row for row in rows if row.shapes),
            key=lambda row: order.get(row.name, len(order)),
        )
        inner = [x for x in getattr(self.model, "layers", []) if hasattr(x, "layers")]
        mismatch = Mismatch(
            self.reader.path,
            own,
            rows,
            self._pairs_by_name(own, rows),
            inner={x.name: own_rows(places(x)) for x in inner},
            named=False,
        )
        refuse_mismatch(mismatch, DIAGNOSERS)

    def _pairs_by_name(self, own, rows) -> list | None:
        if self.names is None:
            return None
        there = {row.name: j for j, row in enumerate(rows)}
        pairs = [(i, self.names.get(row.name)) for i, row in enumerate(own)]
        return [(i, there[place]) for i, place in pairs if place in there]


def _variables_inside(item) -> list:
    return list(item.variables) if hasattr(item, "variables") else []
