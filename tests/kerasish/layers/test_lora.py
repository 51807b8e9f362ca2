"""LoRA: small factors that learn in place of large weights."""

import numpy as np
import pytest

import kerasish
from kerasish import layers

KINDS = pytest.mark.parametrize(
    ("make", "shape", "factors"),
    [
        (lambda **k: layers.Dense(4, **k), (2, 5), [(5, 2), (2, 4)]),
        (
            lambda **k: layers.EinsumDense("abc,cde->abde", (None, 3, 4), **k),
            (2, 3, 5),
            [(5, 3, 2), (2, 4)],
        ),
        (lambda **k: layers.Embedding(7, 4, **k), (2, 5), [(7, 2), (2, 4)]),
        (lambda **k: layers.Conv1D(4, 3, **k), (2, 5, 6), [(3, 6, 2), (2, 4)]),
        (
            lambda **k: layers.Conv2D(4, 3, groups=2, **k),
            (1, 4, 4, 6),
            [(3, 3, 3, 2), (2, 4)],
        ),
        (
            lambda **k: layers.Conv3D(2, 2, **k),
            (1, 3, 3, 3, 1),
            [(2, 2, 2, 1, 2), (2, 2)],
        ),
    ],
    ids=["dense", "einsum", "embedding", "conv1d", "conv2d", "conv3d"],
)


def inputs_of(layer, shape):
    if isinstance(layer, layers.Embedding):
        return np.arange(np.prod(shape)).reshape(shape) % 7
    return np.random.default_rng(0).normal(size=shape).astype("float32")


@KINDS
def test_factors_add_their_product_to_the_weight(make, shape, factors):
    layer = make()
    x = inputs_of(layer, shape)
    before = layer(x).numpy()
    layer.enable_lora(2, lora_alpha=3)
    np.testing.assert_allclose(layer(x), before, atol=1e-6)
    a, b = layer._factors
    assert [a.shape, b.shape] == factors and a.dtype == b.dtype == "float32"
    b.assign(np.random.default_rng(1).normal(size=b.shape))
    plain = make()
    plain.build(shape)
    merged = layer._large.numpy() + 1.5 * (a.numpy() @ b.numpy())
    plain.set_weights([merged, *[w.numpy() for w in layer.weights[1:-2]]])
    np.testing.assert_allclose(layer(x), plain(x), rtol=1e-4, atol=1e-5)
    found = getattr(layer, layer.large_weight)
    np.testing.assert_allclose(found, merged, rtol=1e-5, atol=1e-6)


@KINDS
def test_only_factors_and_bias_learn(make, shape, factors):
    layer = make(lora_rank=2)
    layer(inputs_of(layer, shape))
    name = layer.large_weight
    names = [w.name for w in layer.trainable_weights if w.name != "bias"]
    assert names == [f"lora_{name}_a", f"lora_{name}_b"]
    assert layer.weights[0].name == name  # the order of Keras
    layer.trainable = False
    assert layer.trainable_weights == []
    layer.trainable = True
    assert not layer._large.trainable


@KINDS
def test_files_hold_the_sum(make, shape, factors, tmp_path):
    layer = make(lora_rank=2, lora_alpha=4)
    x = inputs_of(layer, shape)
    model = kerasish.Sequential([kerasish.Input(shape[1:], dtype=x.dtype), layer])
    layer._factors[1].assign(np.ones(layer._factors[1].shape))
    want = model(x).numpy()
    model.save(tmp_path / "m.keras")
    again = kerasish.saving.load_model(tmp_path / "m.keras")
    np.testing.assert_allclose(again(x), want, rtol=1e-4, atol=1e-5)
    found = again.layers[0]
    assert (found.lora_enabled, found.lora_rank, found.lora_alpha) == (True, 2, 4)
    assert not found._factors[1].numpy().any() and found._factors[0].numpy().any()
    model.save_weights(tmp_path / "m.weights.h5")
    plain = kerasish.Sequential([kerasish.Input(shape[1:], dtype=x.dtype), make()])
    plain.load_weights(tmp_path / "m.weights.h5")
    np.testing.assert_allclose(plain(x), want, rtol=1e-4, atol=1e-5)


def test_paths_of_factors_are_those_of_the_layer():
    model = kerasish.Sequential(
        [kerasish.Input((3,)), layers.Dense(2, name="d")], name="m"
    )
    model.layers[0].enable_lora(1)
    assert model.layers[0].lora_kernel_a.path == "m/d/lora_kernel_a"


@pytest.mark.parametrize(
    ("mistake", "text"),
    [
        (lambda: layers.Dense(2).enable_lora(2), "does not exist"),
        (lambda: built(lora_rank=1).enable_lora(2), "called before"),
        (lambda: built().enable_lora(0), "rank"),
        (lambda: built(kernel_constraint="non_neg").enable_lora(2), "constraint"),
        (lambda: layers.Dense(2, lora_rank=0), "lora_rank"),
        (lambda: layers.LoRA(layers.Flatten()).build((None, 3)), "nothing in layer"),
    ],
)
def test_mistakes_say_what_to_do(mistake, text):
    with pytest.raises(ValueError, match=text):
        mistake()


def built(**arguments):
    layer = layers.Dense(2, **arguments)
    layer.build((None, 3))
    return layer


def test_layers_without_large_weights_have_no_lora():
    with pytest.raises(NotImplementedError, match="convolutions have it"):
        layers.LayerNormalization().enable_lora(2)


def backbone():
    return kerasish.Sequential(
        [
            kerasish.Input((8,)),
            layers.Dense(16, activation="relu", name="first"),
            layers.BatchNormalization(),
            layers.Dense(4, name="second"),
        ]
    )


def test_the_wrapper_freezes_a_model_but_its_factors(tmp_path):
    model = backbone()
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(32, 8)), rng.normal(size=(32, 4))
    before, want = model.get_weights(), model.predict(x, verbose=0)
    tuned = layers.LoRA(model, rank=2, alpha=4, filters="second")
    whole = kerasish.Sequential([kerasish.Input((8,)), tuned])
    np.testing.assert_allclose(whole.predict(x, verbose=0), want, atol=1e-6)
    assert [w.shape for w in whole.trainable_weights] == [(16, 2), (2, 4)]
    whole.compile("adam", "mse")
    whole.fit(x, y, epochs=2, verbose=0)
    learnt = whole.predict(x, verbose=0)
    assert np.abs(learnt - want).max() > 1e-4
    kept = [w for w in model.weights if "lora" not in w.name]
    for weight, value in zip(kept, before):
        np.testing.assert_array_equal(weight, value)
    whole.save(tmp_path / "m.keras")
    again = kerasish.saving.load_model(tmp_path / "m.keras")
    np.testing.assert_allclose(again.predict(x, verbose=0), learnt, atol=1e-5)
    assert len(again.trainable_weights) == 2
    assert tuned.merge() is model
    np.testing.assert_allclose(model.predict(x, verbose=0), learnt, atol=1e-5)


def test_the_wrapper_stays_frozen_when_it_is_made_trainable():
    tuned = layers.LoRA(backbone())
    tuned.build((None, 8))
    tuned.trainable = False
    assert tuned.trainable_weights == []
    tuned.trainable = True
    assert len(tuned.trainable_weights) == 4
