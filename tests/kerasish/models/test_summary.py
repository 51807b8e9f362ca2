"""The table of layers, as text, Markdown, HTML and data."""

from __future__ import annotations

import importlib.util
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

import graph
import kerasish
from kerasish import layers
from kerasish.base.naming import reset_names

_HERE = Path(__file__).parent
_SPEC = importlib.util.spec_from_file_location("models", _HERE / "summary_models.py")
summary_models = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(summary_models)
BLOCKS = (_HERE / "recorded_summaries.txt").read_text().split("## ")[1:]


def printed(model, **arguments):
    texts = []
    model.summary(print_fn=texts.append, **arguments)
    (text,) = texts
    return text


@pytest.mark.parametrize("number", range(len(summary_models.CASES)))
def test_the_text_is_that_of_keras(number, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    reset_names()  # operations are called "multiply", not "multiply_3"
    name, arguments = summary_models.CASES[number]
    head, expected = BLOCKS[number].split("\n", 1)
    assert head == f"{name} {arguments}"
    assert printed(summary_models.MODELS[name](kerasish), **arguments) == expected


def nested():
    return summary_models.nested(kerasish)


def test_an_unbuilt_model_says_so():
    model = kerasish.Sequential([layers.Dense(3, name="q")], name="later")
    text = printed(model, line_length=60)
    assert re.search(r"q \(Dense\) +│ \? +│ +0 +│", text) and "(unbu" in text
    assert "It has no weights yet: start it with kerasish.Input" in text


def test_wrong_arguments():
    for wanted, text in (
        (["a", "out"], "no layer has a name that layer_range says"),
        ("out", "layer_range takes the names"),
        ([0, 1], "layer_range takes the names"),
    ):
        with pytest.raises(graph.ArgumentError, match=text):
            nested().summary(layer_range=wanted)
    with pytest.raises(graph.ArgumentError, match="too narrow"):
        nested().summary(line_length=10)
    with pytest.raises(graph.ArgumentError, match="give 4 ends of columns"):
        nested().summary(positions=[0.5, 1.0])


@pytest.mark.parametrize(("encoding", "corner"), [("utf-8", "┏"), ("ascii", "+")])
def test_terminals_without_the_letters_get_ascii(encoding, corner, monkeypatch):
    stdout = io.TextIOWrapper(io.BytesIO(), encoding)
    monkeypatch.setattr("sys.stdout", stdout)
    kerasish.Sequential([kerasish.Input((4,)), layers.Dense(3)]).summary()
    stdout.flush()
    assert stdout.buffer.getvalue().decode(encoding).split("\n")[1][0] == corner


HOSTILE = "<img src=x>|`a`_b_\x1b[2J"


def hostile():
    """Names as a file of a stranger may have them."""
    x = kerasish.Input((4,), name="x")
    model = kerasish.Model(x, layers.Dense(3, name="d")(x), name="m")
    model.name = HOSTILE
    model.layers[1].name = HOSTILE
    return model


def test_markdown():
    table = nested().summary_table(expand_nested=True, show_trainable=True)
    lines = table.markdown().splitlines()
    assert lines[0] == "**Model: outer**"
    assert lines[2] == (
        "| Layer (type) | Output Shape | Param # | Connected to | Trainable |"
    )
    assert lines[3] == "| --- | --- | ---: | --- | --- |"
    assert len(lines) == 4 + len(table.rows) + 1 + 3
    assert lines[-3].startswith("- Total params: ")
    assert all(line.count(" | ") == 4 for line in lines[2 : 4 + len(table.rows)])
    marked = hostile().summary_table().markdown()
    assert r"\<img src=x\>\|\`a\`\_b\_" in marked and "\x1b" not in marked


def test_html_is_well_formed_and_escaped():
    html = nested()._repr_html_()
    root = ElementTree.fromstring(html)
    assert len(root.findall(".//tbody/tr")) == 12
    cells = [cell.text for cell in root.findall(".//tbody/tr/td")]
    assert "\xa0\xa0\xa0\xa0\xa0\xa0└ conv (Conv2D)" in cells
    assert html == nested().summary_table(expand_nested=True)._repr_html_()
    assert "<img" not in hostile()._repr_html_()


def test_names_move_no_cursor():
    assert "\x1b" not in printed(hostile()) and r"\x1b" in printed(hostile())


def test_data():
    table = nested().summary_table(expand_nested=True)
    by_name = {row.name: row for row in table.rows}
    conv = by_name["conv"]
    assert (conv.depth, conv.parameters, conv.nbytes) == (2, 80, 320)
    assert conv.trainable is False and by_name["drop"].trainable is None
    assert by_name["in"].connected_to == ("img2[0][0]", "meta2[0][0]")
    total, trainable, other = table.totals.values()
    assert total.parameters == trainable.parameters + other.parameters
    assert other.nbytes == 4 * (80 + 16)
    data = json.loads(json.dumps(table.to_dict()))
    assert data["layers"][0]["name"] == "img2" and data["totals"]["Total"]["nbytes"]
    assert str(table) == table.text()


def test_shared_weights_count_once_in_bytes_of_a_row():
    x = kerasish.Input((4,), name="x")
    dense = layers.Dense(4, name="d")
    model = kerasish.Model(x, dense(dense(x)))
    assert [row.nbytes for row in model.summary_table().rows] == [0, 80]
    half = kerasish.Sequential([kerasish.Input((4,)), layers.Dense(4, dtype="float16")])
    assert half.summary_table().totals["Total"] == (20, 40)
