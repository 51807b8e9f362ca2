"""fit, evaluate, predict and the *_on_batch methods."""

import numpy as np
import pytest

import kerasish
from kerasish import layers


def regression(n=50):
    random = np.random.default_rng(0)
    x = random.normal(size=(n, 3)).astype("float32")
    return x, (x @ np.array([[1.0], [-2.0], [0.5]]) + 0.3).astype("float32")


def linear(optimizer="sgd", **kwargs):
    model = kerasish.Sequential([kerasish.Input((3,)), layers.Dense(1)])
    model.compile(optimizer, "mse", **kwargs)
    return model


def test_fit_finds_a_linear_map():
    x, y = regression()
    model = linear(kerasish.optimizers.SGD(0.1))
    history = model.fit(x, y, epochs=60, batch_size=10, verbose=0)
    assert history.history["loss"][-1] < 1e-5
    np.testing.assert_allclose(model.weights[0].numpy()[:, 0], [1, -2, 0.5], atol=0.01)


def test_one_sgd_step_by_hand():
    x, y = regression(8)
    model = linear(kerasish.optimizers.SGD(0.5))
    w, b = model.get_weights()
    error = x @ w + b - y
    model.train_on_batch(x, y)
    np.testing.assert_allclose(
        model.weights[0], w - 0.5 * 2 * x.T @ error / 8, rtol=1e-5, atol=1e-6
    )
    np.testing.assert_allclose(
        model.weights[1], b - 0.5 * 2 * error.mean(0), rtol=1e-5, atol=1e-6
    )


def test_the_last_short_batch_counts_by_its_samples():
    x, y = regression(7)
    model = linear()
    loss = model.evaluate(x, y, batch_size=3, verbose=0)
    error = model.predict(x, verbose=0) - y
    assert loss == pytest.approx(float((error**2).mean()), rel=1e-5)


def test_history_holds_every_epoch_and_validation():
    x, y = regression()
    history = linear(metrics=["mae"]).fit(
        x, y, epochs=3, validation_split=0.2, verbose=0
    )
    assert sorted(history.history) == ["loss", "mae", "val_loss", "val_mae"]
    assert all(len(values) == 3 for values in history.history.values())
    assert history.epoch == [0, 1, 2]


def test_validation_split_takes_the_last_part():
    x, y = regression(10)
    y = y.copy()
    y[8:] = 1000.0
    model = linear(kerasish.optimizers.SGD(0.0))
    history = model.fit(x, y, validation_split=0.2, verbose=0)
    assert history.history["val_loss"][0] > 900_000
    assert history.history["loss"][0] < 1000


def test_initial_epoch_and_validation_freq():
    x, y = regression()
    history = linear().fit(
        x,
        y,
        epochs=5,
        initial_epoch=2,
        validation_data=(x, y),
        validation_freq=2,
        verbose=0,
    )
    assert history.epoch == [2, 3, 4]
    assert len(history.history["val_loss"]) == 1


def test_sample_weights_scale_the_loss():
    x, y = regression(6)
    weights = np.array([0, 0, 0, 1, 2, 3], "float32")
    model = linear()
    error = (model.predict(x, verbose=0) - y)[:, 0] ** 2
    loss = model.evaluate(x, y, sample_weight=weights, verbose=0)
    assert loss == pytest.approx(float((error * weights).mean()), rel=1e-5)


def classifier():
    model = kerasish.Sequential([kerasish.Input((3,)), layers.Dense(2)])
    loss = kerasish.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(kerasish.optimizers.SGD(0.1), loss)
    return model


def test_class_weight_is_a_sample_weight():
    x, _ = regression(12)
    y = np.arange(12) % 2
    kerasish.utils.set_random_seed(0)
    one = classifier()
    two = kerasish.models.clone_model(one)
    two.compile(kerasish.optimizers.SGD(0.1), one.loss)
    two.set_weights(one.get_weights())
    one.fit(x, y, class_weight={0: 1.0, 1: 3.0}, shuffle=False, verbose=0)
    two.fit(x, y, sample_weight=1.0 + 2.0 * y, shuffle=False, verbose=0)
    np.testing.assert_array_equal(one.get_weights()[0], two.get_weights()[0])


def test_generators_with_steps_go_on_where_they_stopped():
    x, y = regression(20)
    seen = []

    def batches():
        number = 0
        while True:
            seen.append(number)
            part = slice(4 * (number % 5), 4 * (number % 5) + 4)
            number += 1
            yield x[part], y[part]

    history = linear().fit(batches(), steps_per_epoch=3, epochs=2, verbose=0)
    assert seen == [0, 1, 2, 3, 4, 5]
    assert len(history.history["loss"]) == 2


def test_a_generator_equals_the_arrays():
    x, y = regression(20)
    one, two = linear(), linear()
    two.set_weights(one.get_weights())
    one.fit(x, y, batch_size=5, shuffle=False, verbose=0)
    parts = [(x[i : i + 5], y[i : i + 5]) for i in range(0, 20, 5)]
    two.fit(iter(parts), steps_per_epoch=4, verbose=0)
    np.testing.assert_array_equal(one.get_weights()[0], two.get_weights()[0])


def test_the_same_seed_gives_the_same_bits():
    x, y = regression()
    results = []
    for _ in range(2):
        kerasish.utils.set_random_seed(11)
        model = kerasish.Sequential(
            [
                kerasish.Input((3,)),
                layers.Dense(8, activation="relu"),
                layers.Dropout(0.5),
                layers.Dense(1),
            ]
        )
        model.compile("adam", "mse")
        history = model.fit(x, y, epochs=3, batch_size=8, verbose=0)
        results.append((history.history["loss"], model.get_weights()))
    assert results[0][0] == results[1][0]
    for a, b in zip(results[0][1], results[1][1]):
        np.testing.assert_array_equal(a, b)


def test_eager_and_compiled_steps_agree():
    x, y = regression(16)
    one = linear("adam", metrics=["mae"])
    two = linear("adam", metrics=["mae"], run_eagerly=True)
    two.set_weights(one.get_weights())
    first = one.fit(x, y, epochs=3, batch_size=4, shuffle=False, verbose=0)
    second = two.fit(x, y, epochs=3, batch_size=4, shuffle=False, verbose=0)
    np.testing.assert_allclose(first.history["loss"], second.history["loss"], rtol=1e-5)
    np.testing.assert_allclose(one.weights[0], two.weights[0], rtol=1e-5)


def test_freezing_acts_on_the_next_fit():
    x, y = regression()
    model = linear()
    model.fit(x, y, verbose=0)
    before = model.get_weights()
    model.layers[0].trainable = False
    model.fit(x, y, verbose=0)
    np.testing.assert_array_equal(model.get_weights()[0], before[0])
    model.layers[0].trainable = True
    model.fit(x, y, verbose=0)
    assert (model.get_weights()[0] != before[0]).any()


def test_a_train_step_of_ones_own_is_compiled():
    class Mine(kerasish.Model):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(1)

        def call(self, x):
            return self.dense(x)

        def train_step(self, data):
            x, y = data
            with kerasish.GradientTape() as tape:
                error = self(x, training=True) - y
                loss = kerasish.ops.mean(error * error)
            gradients = tape.gradient(loss, self.trainable_weights)
            self.optimizer.apply_gradients(zip(gradients, self.trainable_weights))
            return {"my_loss": loss}

    x, y = regression()
    model = Mine()
    model.compile(kerasish.optimizers.SGD(0.1))
    history = model.fit(x, y, epochs=20, batch_size=10, verbose=0)
    assert history.history["my_loss"][-1] < 0.01


def test_other_lengths_of_sequences_do_not_disturb():
    model = kerasish.Sequential(
        [kerasish.Input((None, 2)), layers.GlobalAveragePooling1D(), layers.Dense(1)]
    )
    model.compile("sgd", "mse")
    for length in (3, 5, 4):
        x = np.ones((4, length, 2), "float32")
        model.train_on_batch(x, np.ones((4, 1)))
        assert model.predict(x, verbose=0).shape == (4, 1)


def test_predict_joins_batches_in_order():
    x, _ = regression(70)
    model = linear()
    np.testing.assert_allclose(
        model.predict(x, batch_size=32, verbose=0), model(x), rtol=1e-6
    )


def test_evaluate_returns_loss_list_or_dict():
    x, y = regression()
    loss = linear().evaluate(x, y, verbose=0)
    assert isinstance(loss, float)
    model = linear(metrics=["mae"])
    assert len(model.evaluate(x, y, verbose=0)) == 2
    assert sorted(model.evaluate(x, y, verbose=0, return_dict=True)) == ["loss", "mae"]


def test_losses_of_layers_are_added():
    x, y = regression()
    model = kerasish.Sequential(
        [
            kerasish.Input((3,)),
            layers.Dense(1, kernel_regularizer=kerasish.regularizers.L2(0.5)),
        ]
    )
    model.compile("sgd", "mse")
    error = model.predict(x, verbose=0) - y
    want = (error**2).mean() + 0.5 * (model.weights[0].numpy() ** 2).sum()
    assert model.evaluate(x, y, verbose=0) == pytest.approx(float(want), rel=1e-5)


def test_early_stopping_stops():
    x, y = regression()
    stop = kerasish.callbacks.EarlyStopping("loss", min_delta=10.0, patience=1)
    history = linear(kerasish.optimizers.SGD(0.0)).fit(
        x, y, epochs=10, callbacks=[stop], verbose=0
    )
    assert len(history.epoch) == 2
