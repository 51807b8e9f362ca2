"""Config, get_source_inputs, and models as DOT."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

import graph
import kerasish
from kerasish import layers, utils
from kerasish.base.errors import NotBuiltError
from kerasish.base.extras import MissingExtraError


def test_config_is_a_dict_of_attributes():
    config = utils.Config(rate=0.1)
    config.seed = 1
    config["deep"] = True
    assert config.as_dict() == dict(config.items()) == {
        "rate": 0.1, "seed": 1, "deep": True
    }  # fmt: skip
    assert config.pop("deep") is True and "deep" not in config and len(config) == 2
    config.update({"seed": 2})
    assert config.get("seed") == 2 and config.get("none", 7) == 7
    assert list(config) == list(config.keys()) == ["rate", "seed"]
    assert list(config.values()) == [0.1, 2]
    assert repr(config) == "<Config {'rate': 0.1, 'seed': 2}>"
    del config.seed
    del config["rate"]
    assert not config.as_dict()


def test_config_that_is_frozen():
    config = utils.Config(learning_rate=0.1)
    config.freeze()
    assert config.frozen
    for change in (
        lambda: setattr(config, "x", 1),
        lambda: config.update(x=1),
        lambda: config.pop("learning_rate"),
        lambda: config.__delitem__("learning_rate"),
    ):
        with pytest.raises(graph.ArgumentError, match="frozen"):
            change()
    config.unfreeze()
    config.x = 1
    with pytest.raises(AttributeError, match="did you mean 'learning_rate'"):
        _ = config.learning_rat
    with pytest.raises(graph.ArgumentError, match="name of its own"):
        config.keys = 3


def test_source_inputs():
    a, b = kerasish.Input((2,)), kerasish.Input((2,))
    shared = layers.Dense(2)
    y = layers.Add()([shared(a), shared(a) * 2.0, b])
    found = utils.get_source_inputs(y)
    assert found[0] is a and found[1] is b and len(found) == 2
    assert utils.get_source_inputs(a)[0] is a
    assert utils.get_source_inputs(3) == 3


def nested():
    x = kerasish.Input((3,), name="x")
    stack = [kerasish.Input((3,)), layers.Dense(2, name="in", activation="relu")]
    inner = kerasish.Sequential(stack, name="inner")
    y = layers.Add(name="sum")([inner(x), layers.Dense(2, name="d")(x)])
    return kerasish.Model(x, y, name="m")


def test_dot_of_layers():
    text = utils.model_to_dot(nested(), rankdir="LR").to_string()
    assert text.startswith('digraph "m" {') and "rankdir=LR" in text
    assert '"inner (Sequential)"' in text and "in (Dense)" not in text
    assert text.count("->") == 4


def test_dot_of_models_inside():
    text = utils.model_to_dot(
        nested(), expand_nested=True, show_layer_activations=True, show_dtype=True,
        show_trainable=True, show_layer_names=False, subgraph=True,
    ).to_string()  # fmt: skip
    assert text.startswith('subgraph "cluster_m" {')
    assert 'subgraph "cluster_inner" {' in text
    assert r'"Dense\nActivation: relu\nOutput dtype: float32\nTrainable"' in text
    assert text.count("->") == 4


def test_subclassed_models_are_boxes():
    class Two(kerasish.Model):
        def __init__(self):
            super().__init__()
            self.a, self.b = layers.Dense(1), layers.Dense(1)

        def call(self, x):
            return self.b(self.a(x))

    model = Two()
    with pytest.raises(NotBuiltError):
        utils.model_to_dot(model)
    model.build((None, 2))
    text = utils.model_to_dot(model).to_string()
    assert text.count("(Dense)") == 2 and "->" not in text


def test_plots(tmp_path):
    utils.plot_model(nested(), tmp_path / "m.dot", show_shapes=True)
    assert "Output shape: (None, 2)" in (tmp_path / "m.dot").read_text()
    path = tmp_path / "m.svg"
    assert utils.plot_model(nested(), path, expand_nested=True, rankdir="LR") is None
    texts = [t.text for t in ElementTree.parse(path).iter() if t.tag.endswith("text")]
    assert sorted(texts) == ["Add", "Dense", "Dense", "InputLayer", "inner"]
    pytest.importorskip("matplotlib")
    for name in ("m.png", "M.PNG", "m"):
        utils.plot_model(nested(), tmp_path / name, dpi=40)
        assert (tmp_path / name).read_bytes()[:4] == b"\x89PNG"


def test_layers_that_are_called_again_make_no_circle(tmp_path):
    x = kerasish.Input((4,), name="x")
    shared = layers.Dense(4, name="shared")
    model = kerasish.Model(x, shared(layers.ReLU(name="relu")(shared(x))))
    path = tmp_path / "m.svg"
    utils.plot_model(model, path, show_layer_names=True)
    assert path.read_text().count("shared (Dense)") == 2
    text = utils.model_to_dot(model).to_string()  # Keras has one box, too
    assert text.count("(Dense)") == 1 and "n1 -> n2;\n  n2 -> n1;" in text


def test_plots_by_graphviz(tmp_path, monkeypatch):
    calls = []

    def run(command, **kwargs):
        calls.append(command)
        return subprocess.CompletedProcess(command, len(calls) - 1, stderr="broken")

    monkeypatch.setattr("shutil.which", lambda name: "/bin/dot")
    monkeypatch.setattr("subprocess.run", run)
    utils.plot_model(nested(), tmp_path / "m.gif")
    assert calls == [["/bin/dot", "-Tgif", "-o", str(tmp_path / "m.gif")]]
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(graph.ArgumentError, match="broken"):
        utils.plot_model(nested(), tmp_path / "m.png")  # without matplotlib
    assert calls[1][1] == "-Tpng"


def test_plots_that_need_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(MissingExtraError, match="needs Graphviz"):
        utils.plot_model(nested(), tmp_path / "m.gif")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"needs matplotlib[^$]*\[plot\]"):
        utils.plot_model(nested(), tmp_path / "m.png")


def test_notebooks_show_what_was_plotted(tmp_path, monkeypatch):
    display = SimpleNamespace(SVG=lambda filename: ("svg", filename))
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    path = tmp_path / "m.svg"
    assert utils.plot_model(nested(), path) == ("svg", str(path))


def test_models_in_models_of_the_same_name_are_clusters_of_their_own():
    def stack(*layers):
        return kerasish.Sequential([kerasish.Input((3,)), *layers], name="inner")

    model = stack(stack(stack(layers.Dense(3))))
    text = utils.model_to_dot(model, expand_nested=True).to_string()
    assert 'subgraph "cluster_inner" {' in text
    assert 'subgraph "cluster_inner_1" {' in text


def test_wrong_arguments():
    for function in (utils.model_to_dot, utils.plot_model):
        with pytest.raises(graph.ArgumentError, match="rankdir"):
            function(nested(), rankdir="up")
        with pytest.raises(graph.ArgumentError, match="unknown arguments"):
            function(nested(), layer_ranges=None)
        with pytest.raises(graph.ArgumentError, match="layer_range is not supported"):
            function(nested(), layer_range=["a", "b"])
    assert utils.model_to_dot(nested(), layer_range=None).to_string()
