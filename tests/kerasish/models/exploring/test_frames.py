"""Blocks of layers by their names, and the frames around layers."""

from __future__ import annotations

import kerasish
from kerasish import layers
from kerasish.models.exploring.blocks import blocks_of
from kerasish.models.exploring.frames import Frames
from kerasish.utils.layer_graph import layer_graph


def block(prefix, *rest):
    return [f"{prefix}_{name}" for name in rest]


def test_blocks_are_runs_of_names_that_begin_alike():
    three = ("conv", "norm", "relu")
    names = ["stem", *block("block1", *three), *block("block2", *three), "head"]
    found = blocks_of(names)
    assert found == [(), *[("block1",)] * 3, *[("block2",)] * 3, ()]
    assert blocks_of(block("block_1", *three) + ["x"])[0] == ("block_1",)
    assert blocks_of(block("layer4a", *three) + ["x"])[0] == ("layer4a",)


def test_blocks_are_in_blocks():
    inner = ("1_conv", "1_norm", "1_relu", "2_conv")
    names = ["x", *block("conv2_block1", *inner), *block("conv2_block2", *inner)]
    names += block("conv3_block1", *inner)
    found = blocks_of(names)
    assert found[1] == ("conv2", "conv2_block1") and found[5] == (
        "conv2",
        "conv2_block2",
    )
    assert found[9] == ("conv3",)  # the only block in it is the whole of it


def test_numbered_layers_and_pairs_are_no_blocks():
    for names in (
        ["conv2d_1", "conv2d_2", "conv2d_3", "out"],
        ["a1_conv", "a1_norm", "out"],
        ["a1_x", "a1_y", "out", "a1_z"],
        ["b_1_x", "b_2_x", "b_3_x"],
        ["all1_x", "all1_y", "all1_z"],
        [],
    ):
        assert blocks_of(names) == [()] * len(names)


def shown(model):
    boxes = layer_graph(model).boxes
    frames = Frames(boxes)
    paths = {}
    for box, number in zip(boxes, frames.around):
        path = []
        while number is not None:
            path.insert(0, frames.all[number]["name"])
            number = frames.all[number]["frame"]
        paths.setdefault(box.layer.name, []).append(path)
    return paths, frames


def test_models_are_frames_a_model_called_twice_is_two():
    inner = kerasish.Sequential(
        [kerasish.Input((3,)), layers.Dense(3, name="d")], name="inner"
    )
    a, b = kerasish.Input((3,), name="a"), kerasish.Input((3,), name="b")
    model = kerasish.Model([a, b], layers.Add(name="sum")([inner(a), inner(b)]))
    paths, frames = shown(model)
    assert paths == {"a": [[]], "b": [[]], "d": [["inner"], ["inner"]], "sum": [[]]}
    assert [f["class"] for f in frames.all] == ["Sequential", "Sequential"]


def test_a_model_between_the_layers_of_a_block_cuts_it():
    """Else the block would need the model, and the model the block."""
    inner = kerasish.Sequential(
        [kerasish.Input((3,)), layers.Dense(3, name="d")], name="inner"
    )
    x = kerasish.Input((3,), name="x")
    y = x
    for name in ("b1_one", "b1_two", "b1_three"):
        y = layers.Dense(3, name=name)(y)
    y = inner(y)
    for name in ("b1_four", "b1_five", "b1_six"):
        y = layers.Dense(3, name=name)(y)
    paths, frames = shown(kerasish.Model(x, y))
    assert paths["b1_one"] == [["b1"]] and paths["d"] == [["inner"]]
    assert [f["name"] for f in frames.all] == ["b1", "inner", "b1"]
