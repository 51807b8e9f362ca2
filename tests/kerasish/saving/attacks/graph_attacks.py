"""Records of whole models whose calls cannot be, or are far too many."""

from __future__ import annotations

INPUT = {
    "class_name": "InputLayer",
    "name": "x",
    "config": {"name": "x", "batch_shape": [None, 4], "dtype": "float32"},
    "inbound_nodes": [],
}


def dense(name: str, *sources, units: int = 4):
    """A layer called on (layer, call, output), as Keras 2 wrote it."""
    return {
        "class_name": "Dense",
        "name": name,
        "config": {"name": name, "units": units},
        "inbound_nodes": [[[*source, {}] for source in sources]],
    }


def functional(*layers, inputs=(("x", 0, 0),), outputs=(("d", 0, 0),), name="net"):
    return {
        "class_name": "Functional",
        "config": {
            "name": name,
            "layers": list(layers),
            "input_layers": [list(place) for place in inputs],
            "output_layers": [list(place) for place in outputs],
        },
    }


def doubling(depth: int):
    """Models that call a model twice that calls a model twice: 2**depth calls."""
    inner = dense("d", ("x", 0, 0))
    model = functional(INPUT, inner)
    for level in range(depth):
        name = f"m{level}"
        part = {
            **model,
            "name": name,
            "inbound_nodes": [[["x", 0, 0, {}]], [[name, 1, 0, {}]]],
        }
        part["config"]["name"] = name
        model = functional(INPUT, part, outputs=((name, 2, 0),), name=f"o{level}")
    return model


def nested(depth: int):
    """Models inside one another."""
    model = {"class_name": "Sequential", "config": {"name": "n", "layers": []}}
    for level in range(depth):
        model = {
            "class_name": "Sequential",
            "config": {"name": f"n{level}", "layers": [model]},
        }
    return model


def without(key: str):
    model = functional(INPUT, dense("d", ("x", 0, 0)))
    del model["config"][key]
    return model


def with_node(node):
    layer = dense("d", ("x", 0, 0))
    layer["inbound_nodes"] = node
    return functional(INPUT, layer)


GRAPHS = {
    "a layer that needs itself": functional(INPUT, dense("d", ("d", 0, 0))),
    "two layers that need each other": functional(
        INPUT, dense("d", ("e", 0, 0)), dense("e", ("d", 0, 0))
    ),
    "a call that is not there": functional(INPUT, dense("d", ("x", 99, 0))),
    "a call before the first": functional(INPUT, dense("d", ("x", -1, 0))),
    "an output that is not there": functional(INPUT, dense("d", ("x", 0, 99))),
    "an output before the first": functional(INPUT, dense("d", ("x", 0, -1))),
    "a layer that is not there": functional(INPUT, dense("d", ("y", 0, 0))),
    "a layer of no name": functional(INPUT, dense("d", (None, 0, 0))),
    "a call that is a text": functional(INPUT, dense("d", ("x", "0", 0))),
    "a call that is huge": functional(INPUT, dense("d", ("x", 10**30, 0))),
    "two layers of one name": functional(
        INPUT, dense("d", ("x", 0, 0)), dense("d", ("x", 0, 0))
    ),
    "no layers": without("layers"),
    "no inputs": without("input_layers"),
    "no outputs": without("output_layers"),
    "an output of a call that is not there": functional(
        INPUT, dense("d", ("x", 0, 0)), dense("e", ("d", 0, 0)), outputs=(("d", 9, 0),)
    ),
    "an output of no layer": functional(INPUT, outputs=(("z", 0, 0),)),
    "calls that are a number": with_node(7),
    "calls that are a text": with_node("xxx"),
    "calls of numbers": with_node([7]),
    "calls of dicts without arguments": with_node([{}]),
    "calls with arguments that are none": with_node([{"args": 3, "kwargs": 4}]),
    "calls with tensors that are none": with_node(
        [{"args": [{"class_name": "__keras_tensor__", "config": {}}], "kwargs": {}}]
    ),
    "calls with code": with_node(
        [{"args": [{"class_name": "__lambda__", "config": {}}], "kwargs": {}}]
    ),
    "2**30 calls of one layer": doubling(30),
    "models forty deep": nested(40),
    "models a thousand deep": nested(200),
    "no class": {"config": {}},
    "a class that is no model": {"class_name": "Adam", "config": {}},
    "a model that is a list": [1, 2, 3],
    "a model that is a number": 7,
    "a model that is a text": "Sequential",
    "a model that is nothing": None,
}
