"""The state of optimizers in the classic layout."""

from __future__ import annotations

import warnings

import numpy as np

from kerasish.saving.classic.model_weights import distinct_names, read_weights
from kerasish.saving.files.h5_arrays import write_array
from kerasish.saving.files.h5_attributes import write_names
from kerasish.saving.files.h5_reader import H5Reader


def write_optimizer_weights(f, optimizer) -> None:
    """Writes the optimizer's variables under their paths, in Keras 2's order.

    There the learning rate is no variable, and what comes after the last one is left
    alone. Keras 3 takes the state of no file of this layout.
    """
    group = f.create_group("optimizer_weights")
    variables = sorted(optimizer.variables, key=lambda v: v.name == "learning_rate")
    names = distinct_names([v.path for v in variables])
    write_names(group, "weight_names", names)
    for name, variable in zip(names, variables):
        write_array(group, name, variable.array)


def load_optimizer_weights(reader: H5Reader, model) -> bool:
    """Sets the optimizer's variables from the file: all of them or none.

    Returns:
        Whether they were set; a state of another form is left out with a warning.
    """
    group = reader.find(reader.root, "optimizer_weights")
    if group is None:
        return False
    stored = read_weights(reader, group)
    optimizer = model.optimizer
    pairs = _by_order(optimizer.variables, stored)
    if pairs is None:
        warnings.warn(
            f"{reader.path!r}: the optimizer's state has another form than "
            f"{type(optimizer).__name__} keeps here and is left out; the optimizer "
            "starts afresh",
            stacklevel=3,
        )
        return False
    arrays = [(variable, reader.array(data)) for variable, data in pairs]
    reader.settle()
    for variable, array in arrays:
        variable.assign(np.asarray(array))
    return True


def _by_order(variables, stored):
    """Pairs in order, where the shapes agree; the learning rate may be missing."""
    rates = [v for v in variables if v.name == "learning_rate"]
    others = [v for v in variables if v.name != "learning_rate"]
    for own in (variables, others, others + rates):
        if len(own) == len(stored) and all(
            tuple(v.shape) == tuple(d.shape) for v, (_, d) in zip(own, stored)
        ):
            return [(v, d) for v, (_, d) in zip(own, stored)]
    return None
