"""Where random layers stand: the classic layout of Keras has no place for it.

A group of our own holds it, which other readers leave alone.
"""

from __future__ import annotations

import numpy as np

from kerasish.base.random_seed import SeedGenerator
from kerasish.saving.files.h5_attributes import write_names
from kerasish.saving.files.h5_reader import H5Reader
from kerasish.saving.structured.state_walk import places

GROUP = "kerasish"


def write_seed_states(f, model) -> None:
    """Writes the states of all seed generators, one under another."""
    found = _generators(model)
    if found:
        group = f.create_group(GROUP)
        write_names(group, "seed_places", list(found))
        states = [generator.state.numpy() for generator in found.values()]
        group.create_dataset("seed_states", data=np.array(states, np.uint32))


def load_seed_states(reader: H5Reader, model) -> None:
    """Sets the seed generators whose places the file names."""
    group = reader.find(reader.root, GROUP)
    dataset = None if group is None else reader.find(group, "seed_states")
    if dataset is None:
        return
    names = reader.names(group, "seed_places")
    states = reader.array(dataset, (len(names), 2))
    found = _generators(model)
    for name, state in zip(names, states):
        if name in found:
            found[name].state.assign(state)


def _generators(model) -> dict[str, SeedGenerator]:
    every = places(model)
    return {place: item for place, item in every if isinstance(item, SeedGenerator)}
