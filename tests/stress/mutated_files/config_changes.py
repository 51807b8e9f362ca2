"""Changes to the configs in a file: keys and values that are gone, twice, or others."""

from __future__ import annotations

import copy

import numpy as np

#: values of every kind, some of them huge
VALUES = (
    None, True, False, 0, 1, -1, 3, 2**31, 2**40, 2**70, 0.5, -1.5, float("nan"),
    float("inf"), "", "x", "relu", "float16", "no such thing", "../../etc/passwd",
    "int32", "string", [], [1], [None, 3], [[]], [2**40, 2**40], {}, {"a": 1},
    {"class_name": "Dense", "config": {}}, {"class_name": "Zeros", "config": {}},
    {"class_name": "__tuple__", "config": {"items": [1]}},
    {"class_name": "__lambda__", "config": {"value": "4wEA"}},
    {"module": "os", "class_name": "system", "config": {"command": "true"}},
    {"class_name": "function", "config": "print"}, ["dense", 0, 0], ["d", 99, 0],
)  # fmt: skip


def change_config(config, rng: np.random.Generator):
    """A changed copy of a config, with one to four changes."""
    config = copy.deepcopy(config)
    for _ in range(rng.integers(1, 5)):
        places = list(_places(config))
        if places:
            owner, key = places[rng.integers(len(places))]
            _CHANGES[rng.integers(len(_CHANGES))](owner, key, rng, places)
    return config


def _places(config):
    """(dict or list, key or index) of everything inside."""
    pending = [config]
    while pending:
        item = pending.pop()
        keys = list(item) if isinstance(item, dict) else range(len(item))
        for key in keys:
            yield item, key
            if isinstance(item[key], (dict, list)):
                pending.append(item[key])


def delete(owner, key, rng, places):
    del owner[key]


def replace(owner, key, rng, places):
    owner[key] = copy.deepcopy(VALUES[rng.integers(len(VALUES))])


def repeat(owner, key, rng, places):
    if isinstance(owner, list):
        owner.insert(key, copy.deepcopy(owner[key]))
    else:
        owner[f"{key}_2"] = copy.deepcopy(owner[key])


def take_from_elsewhere(owner, key, rng, places):
    other, place = places[rng.integers(len(places))]
    owner[key] = copy.deepcopy(other[place])


def swap(owner, key, rng, places):
    keys = list(owner) if isinstance(owner, dict) else range(len(owner))
    other = keys[rng.integers(len(keys))]
    owner[key], owner[other] = owner[other], owner[key]


def scale(owner, key, rng, places):
    if isinstance(owner[key], (int, float)):
        owner[key] = owner[key] * int(rng.choice([-1, 2, 1000, 2**40]))
    elif isinstance(owner[key], str):
        owner[key] = owner[key] * int(rng.choice([0, 2, 1000]))
    else:
        replace(owner, key, rng, places)


def rename_key(owner, key, rng, places):
    if isinstance(owner, dict):
        owner["renamed"] = owner.pop(key)


def other_class(owner, key, rng, places):
    """The class of another part."""
    names = [o[k] for o, k in places if k == "class_name"]
    if isinstance(owner, dict) and "class_name" in owner and names:
        owner["class_name"] = names[rng.integers(len(names))]


_CHANGES = (delete, replace, replace, repeat, take_from_elsewhere, swap, scale,
            rename_key, other_class)  # fmt: skip
