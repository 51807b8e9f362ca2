"""Normalization, Discretization, CategoryEncoding, spectrograms, Pipeline."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers
from kerasish.base.errors import ArgumentError, ConfigError, DataError, NotBuiltError

DATA = np.random.default_rng(3).normal(2.0, 3.0, (40, 4, 3)).astype("float32")


@pytest.mark.parametrize("axis", [-1, None, 1, (1, 2), (-1, 1)])
def test_adapted_data_have_mean_0_and_variance_1(axis):
    layer = layers.Normalization(axis=axis)
    layer.adapt(DATA)
    kept = () if axis is None else np.atleast_1d(axis) % 3
    others = tuple(i for i in range(3) if i not in kept)
    mean, variance = DATA.mean(others, "float64"), DATA.var(others, dtype="float64")
    assert [w.name for w in layer.weights] == ["mean", "variance", "count"]
    np.testing.assert_allclose(layer.weights[0], mean, rtol=1e-5)
    np.testing.assert_allclose(layer.weights[1], variance, rtol=1e-5)
    assert layer.weights[2].numpy() == 0
    found = layer(DATA).numpy()
    np.testing.assert_allclose(found.mean(others), 0 * mean, atol=1e-5)
    np.testing.assert_allclose(found.std(others), 0 * mean + 1, rtol=1e-5)


def test_batches_give_the_moments_of_all_data():
    whole, parts = layers.Normalization(), layers.Normalization()
    whole.adapt(DATA)
    parts.adapt((batch, None) for batch in np.split(DATA, [5, 6, 33]))
    np.testing.assert_allclose(parts.mean, whole.mean, rtol=1e-5)
    np.testing.assert_allclose(parts.variance, whole.variance, rtol=1e-5)

    class Numbered:
        def __len__(self):
            return 2

        def __getitem__(self, index):
            return DATA[20 * index : 20 * index + 20]

    parts.adapt(Numbered())
    np.testing.assert_allclose(parts.variance, whole.variance, rtol=1e-5)


def test_the_inverse_undoes_it():
    forward, back = layers.Normalization(), layers.Normalization(invert=True)
    forward.adapt(DATA)
    back.adapt(DATA)
    np.testing.assert_allclose(back(forward(DATA)), DATA, rtol=1e-4, atol=1e-5)


def test_given_moments_make_no_weights():
    layer = layers.Normalization(axis=(1, 2), mean=[1.0, 2.0, 3.0], variance=[4.0] * 3)
    np.testing.assert_allclose(layer(DATA), (DATA - [1, 2, 3]) / 2, rtol=1e-5)
    assert layer.weights == []
    again = layers.Normalization.from_config(layer.get_config())
    np.testing.assert_array_equal(again(DATA), layer(DATA))
    with pytest.raises(ArgumentError, match="mean and variance were given"):
        layer.adapt(DATA)


def test_variance_0_is_no_division_by_0():
    layer = layers.Normalization(mean=1.0, variance=0.0)
    assert layer(np.array([[1.0, 2.0]])).tolist() == [[0.0, pytest.approx(1e7)]]


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        ({"mean": 1.0}, "the same shape"),
        ({"mean": [1.0], "variance": 1.0}, "the same shape"),
        ({"mean": [[1.0]], "variance": [[1.0]]}, "more axes than are kept"),
    ],
)
def test_moments_that_do_not_fit_are_errors(arguments, match):
    with pytest.raises(ArgumentError, match=match):
        layers.Normalization(**arguments)


def test_normalization_knows_its_data():
    layer = layers.Normalization()
    with pytest.raises(ArgumentError, match="not among those of the input"):
        layers.Normalization(axis=3).build((None, 4))
    with pytest.raises(graph.ShapeError, match="must be known"):
        layer.build((None, None))
    with pytest.raises(DataError, match="takes arrays"):
        layer.adapt([1.0, 2.0])
    with pytest.raises(DataError, match="cannot read data"):
        layer.adapt(3)
    layer.adapt(DATA)
    with pytest.raises(graph.ShapeError, match="another shape than before"):
        layer.adapt(np.ones((3, 4, 2)))


def test_a_compiled_model_follows_adapt():
    layer = layers.Normalization()
    layer.adapt(np.array([[0.0], [2.0]]))
    x = kerasish.Input((1,))
    model = kerasish.Model(x, layer(x))
    assert model.predict(np.array([[3.0]]), verbose=0).tolist() == [[2.0]]
    layer.adapt(np.array([[1.0], [5.0]]))
    assert model.predict(np.array([[3.0]]), verbose=0).tolist() == [[0.0]]


VALUES = (np.arange(57) * 7919 % 101 / 10).astype("float32")


def test_bins_are_put_where_keras_puts_them():
    layer = layers.Discretization(num_bins=5, epsilon=0.1)
    layer.adapt(VALUES)
    np.testing.assert_allclose(layer.bin_boundaries, [1.7, 3.7, 5.72, 7.62], rtol=1e-6)
    layer.adapt([VALUES[:20], VALUES[20:25], VALUES[25:]])
    np.testing.assert_allclose(layer.bin_boundaries, [1.8, 3.7, 5.6, 7.5], rtol=1e-6)
    again = layers.Discretization.from_config(layer.get_config())
    np.testing.assert_array_equal(again(VALUES), layer(VALUES))
    assert again.num_bins == 5


def test_a_boundary_belongs_to_the_bin_above_it():
    layer = layers.Discretization([0.0, 1.0])
    assert layer(np.array([-0.5, 0.0, 0.5, 1.0])).tolist() == [0, 1, 1, 2]
    assert layer(np.array([-1, 0, 1])).tolist() == [0, 1, 2]


def test_discretization_needs_boundaries_once():
    with pytest.raises(ArgumentError, match="either bin_boundaries or num_bins"):
        layers.Discretization()
    with pytest.raises(ArgumentError, match="either bin_boundaries or num_bins"):
        layers.Discretization([1.0], num_bins=2)
    with pytest.raises(NotBuiltError, match="no boundaries yet"):
        layers.Discretization(num_bins=2)(VALUES)
    with pytest.raises(ArgumentError, match="bin_boundaries were given"):
        layers.Discretization([1.0]).adapt(VALUES)


def test_categories_are_counted_with_weights():
    layer = layers.CategoryEncoding(3, output_mode="count")
    weights = np.array([[0.5, 1.0, 2.0], [1.0, 4.0, 8.0]])
    found = layer(np.array([[0, 2, 0], [1, 1, 7]]), count_weights=weights)
    assert found.tolist() == [[2.5, 0.0, 1.0], [0.0, 5.0, 0.0]]
    with pytest.raises(ArgumentError, match="count_weights are for counting"):
        layers.CategoryEncoding(3)(np.array([[0]]), count_weights=np.ones((1, 1)))


def test_counts_follow_from_the_rank():
    layer = layers.CategoryEncoding(3, output_mode="count")
    assert layer([0, 1, 1, -1]).tolist() == [1.0, 2.0, 0.0]
    cube = np.array([[[0, 1], [0, 2]]])
    assert layer(cube).tolist() == [[[2.0, 0.0, 0.0], [0.0, 1.0, 1.0]]]
    assert layers.CategoryEncoding(3)(2).tolist() == [0.0, 0.0, 1.0]


def test_mel_spectrogram_has_the_numbers_of_keras():
    layer = layers.MelSpectrogram(
        fft_length=16, sequence_stride=8, num_mel_bins=3, sampling_rate=100
    )
    signal = np.sin(np.arange(32) ** 1.3)
    want = [
        [7.5159, 3.3403, -14.6714, -16.0936, -11.3535],
        [8.0722, 9.9818, -2.5768, -0.7148, 0.8500],
        [-1.9223, 9.9591, 10.9164, 10.3448, 11.6876],
    ]
    np.testing.assert_allclose(layer(signal), want, atol=2e-4)
    with pytest.raises(ArgumentError, match="at most as long as a transform"):
        layers.MelSpectrogram(fft_length=8, sequence_length=9)


def test_stft_is_the_fourier_transform_of_windowed_frames():
    signal = np.random.default_rng(5).normal(size=(2, 20, 1)).astype("float32")
    window = np.hanning(8)
    frames = np.stack([signal[:, i : i + 8, 0] * window for i in (0, 4, 8, 12)], 1)
    wanted = np.fft.rfft(frames) / np.sqrt((window**2).sum())
    arguments = {"frame_length": 8, "window": window}
    for mode, want in (
        ("real", wanted.real),
        ("imag", wanted.imag),
        ("magnitude", np.maximum(np.abs(wanted), np.sqrt(1e-7))),
        ("stft", np.concatenate([wanted.real, wanted.imag], -1)),
    ):
        found = layers.STFTSpectrogram(mode, **arguments)(signal)
        np.testing.assert_allclose(found, want, rtol=1e-4, atol=1e-5)


def test_stft_lengths_are_checked():
    with pytest.raises(ArgumentError, match="at most as long as a frame"):
        layers.STFTSpectrogram(frame_length=8, frame_step=9)
    with pytest.raises(ArgumentError, match="at least as long as a frame"):
        layers.STFTSpectrogram(frame_length=8, fft_length=4)
    with pytest.warns(UserWarning, match="no power of 2"):
        layers.STFTSpectrogram(frame_length=8, fft_length=9)
    with pytest.raises(graph.DTypeError, match="floating-point"):
        layers.STFTSpectrogram(frame_length=8)(np.ones((1, 9, 1), "int32"))


def test_a_pipeline_trains_unless_it_is_told_not_to():
    pipeline = layers.Pipeline([layers.Rescaling(2.0), layers.Dropout(0.5, seed=1)])
    x = np.ones((4, 50))
    assert 0.0 in pipeline(x).numpy()
    assert pipeline(x, training=False).numpy().min() == 2.0


def test_a_pipeline_takes_text_and_dicts():
    steps = [layers.StringLookup(vocabulary=["a"]), layers.CategoryEncoding(2)]
    pipeline = layers.Pipeline(steps)
    assert pipeline([["a", "z"], ["a", "a"]]).tolist() == [[1.0, 1.0], [0.0, 1.0]]
    images = {"images": np.ones((1, 4, 4, 1)), "labels": np.array([1])}
    found = layers.Pipeline([layers.CenterCrop(2, 2)])(images)
    assert found["images"].shape == (1, 2, 2, 1)
    again = layers.Pipeline.from_config(pipeline.get_config())
    assert [type(layer) for layer in again.layers] == [type(s) for s in steps]
    with pytest.raises(ConfigError, match="needs a list of layers"):
        layers.Pipeline.from_config({"name": "p"})


def test_given_moments_fit_the_input():
    layer = layers.Normalization(axis=1, mean=[1.0, 2.0, 3.0], variance=[1.0] * 3)
    with pytest.raises(graph.ShapeError, match="mean does not fit the input"):
        layer(DATA)
