"""Masks: where they start, who hands them on, who says that they are lost."""

import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers
from kerasish.layers.masks import get_mask

X = np.array([[[1.0], [0.0], [2.0]], [[3.0], [4.0], [0.0]]], "float32")
MASK = [[True, False, True], [True, True, False]]


class Keeps(layers.Layer):
    supports_masking = True

    def call(self, x):
        return x * 2.0


class Loses(layers.Layer):
    def call(self, x):
        return x * 2.0


class Looks(layers.Layer):
    supports_masking = True

    def call(self, x, mask=None):
        self.seen = mask
        return x


def masked():
    return layers.Masking()(X)


def mask_of(tensor):
    mask = get_mask(tensor)
    return None if mask is None else np.asarray(mask).tolist()


def test_masking_and_embedding_start_a_mask():
    assert mask_of(masked()) == MASK
    embedded = layers.Embedding(5, 2, mask_zero=True)(np.array([[1, 0]]))
    assert mask_of(embedded) == [[True, False]]


def test_layers_that_support_it_hand_the_mask_on():
    assert mask_of(Keeps()(masked())) == MASK
    assert mask_of(Keeps()(X)) is None


def test_a_layer_that_loses_a_mask_warns_with_its_name():
    with pytest.warns(UserWarning, match="'losing'"):
        y = Loses(name="losing")(masked())
    assert mask_of(y) is None


def test_without_a_mask_nothing_is_lost():
    assert mask_of(Loses()(X)) is None


def test_call_gets_the_mask_of_its_input():
    layer = Looks()
    layer(masked())
    assert np.asarray(layer.seen).tolist() == MASK
    layer(X)
    assert layer.seen is None


def test_an_explicit_mask_counts_more():
    layer = Looks()
    own = np.ones((2, 3), bool)
    layer(masked(), mask=own)
    assert np.asarray(layer.seen).tolist() == own.tolist()


def test_compute_mask_decides():
    class Drops(Keeps):
        def compute_mask(self, inputs, mask):
            return None

    class Flips(Keeps):
        def compute_mask(self, inputs, mask):
            return graph.logical_not(mask)

    assert mask_of(Drops()(masked())) is None
    assert mask_of(Flips()(masked())) == [[not m for m in row] for row in MASK]


def test_masks_of_several_inputs_come_by_their_names():
    class Both(layers.Layer):
        supports_masking = True

        def call(self, a, b, a_mask=None, b_mask=None):
            self.seen = (a_mask, b_mask)
            return a

    layer = Both()
    layer(X, masked())
    assert layer.seen[0] is None
    assert np.asarray(layer.seen[1]).tolist() == MASK


def test_a_list_of_inputs_has_a_list_of_masks():
    class Both(layers.Layer):
        supports_masking = True

        def call(self, inputs, mask=None):
            self.seen = mask
            return inputs[0]

        def compute_mask(self, inputs, mask):
            return mask[1]

    layer = Both()
    y = layer([X, masked()])
    assert layer.seen[0] is None
    assert np.asarray(layer.seen[1]).tolist() == MASK
    assert mask_of(y) == MASK


def test_the_input_keeps_its_own_mask():
    x = masked()
    with pytest.warns(UserWarning):
        Loses()(x)
    assert mask_of(x) == MASK


def test_masks_survive_the_cast_to_the_computing_dtype():
    y = Keeps(dtype="float16")(masked())
    assert y.dtype == "float16" and mask_of(y) == MASK


def recurrent(kind):
    kerasish.utils.set_random_seed(0)
    rnn = layers.SimpleRNN(2, name="rnn")
    if kind == "sequential":
        return kerasish.Sequential([kerasish.Input((3, 1)), layers.Masking(), rnn])
    x = kerasish.Input((3, 1))
    if kind == "nested":
        inner = kerasish.Sequential([kerasish.Input((3, 1)), layers.Masking()])
        return kerasish.Model(x, rnn(inner(x)))
    if kind == "unbuilt":
        return kerasish.Sequential([layers.Masking(), rnn])
    return kerasish.Model(x, rnn(layers.Masking()(x)))


@pytest.mark.parametrize("kind", ["sequential", "functional", "nested", "unbuilt"])
def test_models_hand_masks_from_layer_to_layer(kind):
    model = recurrent(kind)
    whole = model(X)
    # a masked step does not count: the sequence without it gives the same
    rnn = model.get_layer("rnn")
    np.testing.assert_allclose(whole[0], rnn(X[:1, [0, 2]])[0], rtol=1e-5)
    np.testing.assert_allclose(whole[1], rnn(X[1:, :2])[0], rtol=1e-5)
    np.testing.assert_allclose(model.predict(X, verbose=0), whole, rtol=1e-5)


def test_masked_steps_do_not_count_in_the_loss():
    model = kerasish.Sequential(
        [
            kerasish.Input((3, 1)),
            layers.Masking(),
            layers.Dense(1, kernel_initializer="ones"),
        ]
    )
    model.compile("sgd", "mse", metrics=["mae"])
    y = np.zeros_like(X)
    loss, mae = model.evaluate(X, y, verbose=0)
    counted = X[np.array(MASK)]
    assert loss == pytest.approx(float((counted**2).mean()))
    assert mae == pytest.approx(float(counted.mean()))
