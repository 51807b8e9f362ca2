"""Variables of objects, in the model and in the structured file, as rows."""

from __future__ import annotations

from kerasish.base.random_seed import SeedGenerator
from kerasish.layers.layer_state import LayerState
from kerasish.optimizers.optimizer import Optimizer
from kerasish.saving.files.h5_reader import H5Reader
from kerasish.saving.reports.weight_rows import (
    WeightRow,
    row_of_datasets,
    row_of_weights,
)
from kerasish.saving.structured.stored_objects import StoredObject


def datasets_of(reader: H5Reader, found: StoredObject) -> list:
    """(path, dataset) of the variables of an object of the file."""
    inside = [(n, reader.find(found.group, n)) for n in reader.members(found.group)]
    return [
        (f"{found.place}/vars/{name}".lstrip("/"), item)
        for name, item in inside
        if reader.is_dataset(item) and reader.has_values(item)
    ]


def row_of_stored(reader: H5Reader, found: StoredObject) -> WeightRow:
    """The row of an object of the file."""
    return row_of_datasets(
        found.place, datasets_of(reader, found), label=_label(found.place, found.name)
    )


def own_rows(objects) -> list[WeightRow]:
    """The rows of objects that have variables by number; seeds are left out."""
    return [
        row_of_weights(
            place, own_variables(item), type(item).__name__, _label(place, item.name)
        )
        for place, item in objects
        if not isinstance(item, (SeedGenerator, Optimizer))
        and hasattr(item, "load_own_variables")
        and reads_by_number(item)
        and own_variables(item)
    ]


def _label(place: str, name: str | None) -> str | None:
    if name is None or name == place.rpartition("/")[2]:
        return None
    return f"{place} ({name})" if place else name


def reads_by_number(item) -> bool:
    """Whether the variables of an object are simply those of the file, in order."""
    own = type(item).load_own_variables
    return own in (LayerState.load_own_variables, SeedGenerator.load_own_variables)


def own_variables(item) -> list:
    """The variables that an object keeps itself, in order."""
    if isinstance(item, SeedGenerator):
        return [item.state]
    if isinstance(item, Optimizer):
        return list(item.variables)
    return item._stored_variables()
