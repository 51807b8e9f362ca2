"""The page as text: what is in it, and that nothing of a stranger's is code."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers
from kerasish.base.errors import NotBuiltError
from kerasish.models.exploring.model_facts import model_facts
from kerasish.models.exploring.page_file import page_of
from kerasish.models.exploring.weight_facts import BARS, weight_facts


class Page(HTMLParser):
    """Tags, and the text in each script and style."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.texts, self.open = [], {}, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.open = (tag, dict(attrs).get("id"))

    def handle_endtag(self, tag):
        self.open = None

    def handle_data(self, data):
        self.texts[self.open] = self.texts.get(self.open, "") + data

    @property
    def facts(self):
        return json.loads(self.texts["script", "facts"])


def small(**names):
    x = kerasish.Input((4,), name="x")
    hidden = layers.Dense(3, activation="relu", name=names.get("hidden", "hidden"))
    inner = kerasish.Sequential([kerasish.Input((4,)), hidden], name="inner")
    y = layers.Add(name="sum")([inner(x), layers.Dense(3, name="d")(x)])
    return kerasish.Model(x, y, name=names.get("model", "net"))


def test_facts_of_a_model():
    facts = model_facts(small())
    assert [node["name"] for node in facts["nodes"]] == ["x", "hidden", "d", "sum"]
    assert facts["edges"] == [[0, 1], [0, 2], [1, 3], [2, 3]]
    assert [node["frame"] for node in facts["nodes"]] == [None, 0, None, None]
    hidden = facts["nodes"][1]
    assert hidden["inputs"] == hidden["outputs"].replace("3", "4") == "(None, 4)"
    assert (hidden["parameters"], hidden["bytes"]) == (15, 60)
    assert hidden["flops"] == 2 * 4 * 3 + 3 + 3  # products, bias, relu
    assert ["activation", "relu"] in hidden["config"]
    assert [w["name"] for w in hidden["weights"]] == ["kernel", "bias"]
    totals = facts["totals"]
    assert totals["flops"] == sum(node["flops"] for node in facts["nodes"])
    assert totals["parameters"] == totals["trainable"] == 30 and totals["ms"] is None


def test_a_layer_that_is_called_twice_is_two_nodes_of_one_layer():
    x = kerasish.Input((4,), name="x")
    shared = layers.Dense(4, name="shared")
    facts = model_facts(kerasish.Model(x, shared(layers.ReLU(name="r")(shared(x)))))
    assert [node["name"] for node in facts["nodes"]] == ["x", "shared", "r", "shared"]
    assert facts["edges"] == [[0, 1], [1, 2], [2, 3]]
    assert [node["layer"] for node in facts["nodes"]] == [0, 1, 2, 1]
    assert [node["calls"] for node in facts["nodes"]] == [1, 2, 1, 2]
    assert facts["nodes"][1]["flops"] == 2 * (2 * 4 * 4 + 4)
    assert facts["totals"]["parameters"] == 20


def test_times_are_those_of_a_prediction():
    model = small()
    facts = model_facts(model, np.ones((64, 4), "float32"))
    times = [node["ms"] for node in facts["nodes"]]
    assert max(times) > 0
    assert sum(times) <= facts["totals"]["ms"] * (1 + 1e-6)


def test_layers_of_subclassed_models_and_functions():
    class Two(kerasish.Model):
        def __init__(self):
            super().__init__(name="two")
            self.a, self.b = layers.Dense(3, name="a"), small()

        def call(self, x):
            return self.b(self.a(x) @ np.ones((3, 4), "float32"))

    model = Two()
    with pytest.raises(NotBuiltError, match="explore needs weights"):
        model.explore("never.html")
    model(np.ones((2, 4), "float32"))
    facts = model_facts(model)
    assert [node["name"] for node in facts["nodes"]] == ["a", "net"]
    assert facts["edges"] == [] and "hidden (Dense)" in facts["nodes"][1]["inside"]
    x = kerasish.Input((3,), name="x")
    nodes = model_facts(kerasish.Model(x, x * 2.0))["nodes"]
    assert nodes[1]["class"] == "Multiply"


@pytest.mark.parametrize("dtype", ["float32", "float16", "float64", "int8", "bool"])
def test_histograms_are_those_of_numpy(dtype):
    values = np.random.default_rng(0).normal(size=(50, 7)) * 3
    values = (np.trunc(values) if dtype == "bool" else values).astype(dtype)
    facts = weight_facts(kerasish.Variable(values, dtype=dtype, trainable=False))
    counts, _ = np.histogram(values.astype("float64"), BARS)
    if dtype in ("float64", "int8", "bool"):
        assert facts["histogram"] == counts.tolist()
    assert sum(facts["histogram"]) == values.size
    assert np.abs(np.array(facts["histogram"]) - counts).sum() <= 4  # rounding at ends
    assert facts["low"] == values.min() and facts["high"] == values.max()
    assert facts["zeros"] == (values == 0).sum()
    np.testing.assert_allclose(facts["mean"], values.astype("float64").mean(), 1e-5)


@pytest.mark.parametrize(
    ("values", "bars"),
    [
        ([np.nan, np.inf, 1.0, 2.0], BARS),
        ([np.nan, np.nan], 0),
        ([5.0, 5.0], 1),
        ([-3e38, 3e38], BARS),
        ([], 0),
    ],
)
def test_odd_numbers(values, bars):
    facts = weight_facts(kerasish.Variable(np.array(values, "float32")))
    assert len(facts["histogram"]) == bars
    assert facts["not_finite"] == np.sum(~np.isfinite(values))
    assert sum(facts["histogram"]) + facts["not_finite"] == len(values)
    json.dumps(facts, allow_nan=False)


HOSTILE = "</script><script>alert(1)</script><!--\u2028{{script}}\x1b&amp;"


def test_the_page_is_whole_and_asks_for_nothing(tmp_path):
    model = small()
    model.explore(tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    page = Page(text)
    assert page.facts == model_facts(model)
    assert "{{" not in re.sub(r"<script.*?</script>", "", text, flags=re.S)
    loads = [(t, a) for t, a in page.tags if {"src", "href", "action"} & set(a)]
    assert loads == [] and "@import" not in text
    assert "url(" not in text.replace("url(#tip)", "")
    policy = next(a["content"] for t, a in page.tags if a.get("http-equiv"))
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy
    for tag in ("script", "style"):
        digest = hashlib.sha256(page.texts[tag, None].encode()).digest()
        assert f"{tag}-src 'sha256-{base64.b64encode(digest).decode()}'" in policy
    for word in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval("):
        assert word not in page.texts["script", None]


def test_names_of_strangers_are_data():
    model = small()
    model.name = model.layers[1].name = HOSTILE
    facts = model_facts(model)
    text = page_of(facts)
    clean = Page(page_of(model_facts(small())))
    page = Page(text)
    assert [t for t, _ in page.tags] == [t for t, _ in clean.tags]
    assert page.texts["script", None] == clean.texts["script", None]
    assert page.facts == facts
    assert "<script>alert(1)" in page.facts["frames"][0]["name"]
    assert "\x1b" not in text and "\u2028" not in text


def test_arguments_of_layers_that_say_no_config():
    class Odd(layers.Layer):
        def __init__(self, anything, **kwargs):
            super().__init__(**kwargs)

        def get_config(self):
            raise NotImplementedError

        def call(self, x):
            return x

    x = kerasish.Input((3,), name="x")
    (_, node) = model_facts(kerasish.Model(x, Odd(object())(x)))["nodes"]
    assert node["config"] == []


def test_layer_flops_of_graphs():
    x = graph.placeholder("float32", ("batch", 3), "x")
    with graph.name_scope("Dense 'a b'"):
        y = graph.tanh(graph.matmul(x, np.ones((3, 2), "float32")))
    assert graph.layer_flops([y], sizes=1) == {"a_b": 12 + 2}
    assert graph.layer_flops(lambda t: t * 2.0, np.ones(5, "float32")) == {"": 5}
    with pytest.raises(graph.ArgumentError, match="no symbolic size of this name"):
        graph.layer_flops(y, sizes={"rows": 3})
