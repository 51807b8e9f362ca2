"""The table of layers."""

import pytest

import kerasish
from kerasish import layers
from kerasish.models.summary import summary_text


def test_rows_and_totals_of_a_chain():
    model = kerasish.Sequential(
        [
            kerasish.Input((4,)),
            layers.Dense(3, name="one"),
            layers.Dense(2, name="two"),
        ],
        name="small",
    )
    text = summary_text(model, line_length=80)
    assert 'Model: "small"' in text
    assert "one (Dense)" in text
    assert "(None, 3)" in text
    assert "Total params: 23 (92.00 B)" in text
    assert "Connected to" not in text


def test_branches_say_where_inputs_come_from():
    x = kerasish.Input((4,), name="x")
    y = layers.Add(name="sum")([x, layers.Dense(4, name="d")(x)])
    text = summary_text(kerasish.Model(x, y), line_length=100)
    assert "Connected to" in text
    assert "x[0][0], d[0][0]" in text


def test_nested_models_expand_and_frozen_ones_show():
    inner = kerasish.Sequential(
        [kerasish.Input((4,)), layers.Dense(3, name="inside")], name="inner"
    )
    inner.trainable = False
    model = kerasish.Sequential([kerasish.Input((4,)), inner, layers.Dense(1)])
    lines = []
    model.summary(print_fn=lines.append, expand_nested=True, show_trainable=True)
    text = "\n".join(lines)
    assert "  inside (Dense)" in text
    assert "Non-trainable params: 15" in text


def test_an_unbuilt_model_says_so(capsys):
    kerasish.Sequential([layers.Dense(3)], name="later").summary()
    assert "has no weights yet" in capsys.readouterr().out


def test_a_range_of_layers_is_refused_instead_of_ignored():
    model = kerasish.Sequential([kerasish.Input((4,)), layers.Dense(3)])
    with pytest.raises(NotImplementedError, match="leave layer_range out"):
        model.summary(layer_range=["a", "b"])
