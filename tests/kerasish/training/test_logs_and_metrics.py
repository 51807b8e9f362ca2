"""What fit, evaluate and the *_on_batch methods report."""

import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers


class Count(kerasish.Metric):
    """Counts samples; its result is the variable itself."""

    def __init__(self, name="count", **kwargs):
        super().__init__(name=name, **kwargs)
        self.seen = self.add_weight(name="seen")

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.seen.assign_add(graph.cast(graph.shape(y_pred)[0], "float32"))

    def result(self):
        return self.seen


def data(n=7):
    random = np.random.default_rng(0)
    x = random.normal(size=(n, 3)).astype("float32")
    return x, x[:, :1] * 2 - 1


def linear(**kwargs):
    model = kerasish.Sequential([kerasish.Input((3,)), layers.Dense(1)])
    model.compile("sgd", "mse", **kwargs)
    return model


def two_outputs():
    x = kerasish.Input((3,))
    outputs = [layers.Dense(1, name="z")(x), layers.Dense(1, name="a")(x)]
    model = kerasish.Model(x, outputs)
    model.compile("sgd", "mse", metrics=[["mae"], ["mse"]])
    return model


def test_a_metric_whose_result_is_its_variable_counts_the_last_batch_too():
    x, y = data(7)
    model = linear(metrics=[Count()])
    assert model.evaluate(x, y, batch_size=4, verbose=0)[1] == 7
    history = model.fit(x, y, batch_size=4, epochs=2, verbose=0)
    assert history.history["count"] == [7, 7]  # starts again in each epoch


def test_run_eagerly_reports_the_same():
    x, y = data(7)
    one, two = linear(metrics=[Count(), "mae"]), linear(metrics=[Count(), "mae"])
    two.compile("sgd", "mse", metrics=[Count(), "mae"], run_eagerly=True)
    two.set_weights(one.get_weights())
    a = one.fit(x, y, batch_size=4, epochs=2, shuffle=False, verbose=0).history
    b = two.fit(x, y, batch_size=4, epochs=2, shuffle=False, verbose=0).history
    assert list(a) == list(b)
    for name in a:
        np.testing.assert_allclose(a[name], b[name], rtol=1e-5)


def test_train_on_batch_reports_this_batch_only():
    x, y = data(8)
    model = linear(metrics=["mae"])
    model.train_on_batch(x[:3], y[:3])
    error = model.predict(x[3:], verbose=0) - y[3:]
    loss, mae = model.train_on_batch(x[3:], y[3:])
    assert loss == pytest.approx(float((error**2).mean()), rel=1e-5)
    assert mae == pytest.approx(float(np.abs(error).mean()), rel=1e-5)
    again = model.test_on_batch(x, y, return_dict=True)
    assert again == pytest.approx(model.test_on_batch(x, y, return_dict=True))


def test_each_metric_is_listed_once():
    x, y = data()
    mae = kerasish.metrics.MeanAbsoluteError(name="off")
    model = linear(metrics=[mae, "mse"], weighted_metrics=["mae"])
    assert model.metrics_names == ["loss"]
    model.fit(x, y, verbose=0)
    assert model.metrics_names == ["loss", "off", "mse", "mae"]
    assert [m.name for m in model.metrics] == ["loss", "compile_metrics"]
    assert model.metrics[1].metrics[0] is mae


def test_compiling_again_forgets_the_metrics_of_before():
    x, y = data()
    model = linear(metrics=["mae"])
    model.fit(x, y, verbose=0)
    model.compile("sgd", "mse")
    assert model.evaluate(x, y, verbose=0) == pytest.approx(
        float(((model.predict(x, verbose=0) - y) ** 2).mean()), rel=1e-5
    )
    assert model.metrics_names == ["loss"]


def test_logs_are_sorted_by_name():
    x, y = data()
    history = linear(metrics=["mae"], weighted_metrics=["mse"]).fit(
        x, y, validation_data=(x, y), verbose=0
    )
    assert list(history.history) == sorted(history.history)
    assert len(history.history) == 6


def test_evaluate_lists_the_loss_those_of_outputs_and_then_metrics_by_name():
    x, y = data()
    model = two_outputs()
    values = model.evaluate(x, [y, 2 * y], verbose=0)
    logs = model.evaluate(x, [y, 2 * y], verbose=0, return_dict=True)
    order = ["loss", "z_loss", "a_loss", "a_mse", "z_mae"]
    assert values == pytest.approx([logs[name] for name in order])
    assert list(logs) == sorted(order)


def test_evaluate_lists_metrics_in_the_order_of_compile():
    x, y = data()
    model = linear(metrics=["mse", "mae"])
    loss, mse, mae = model.evaluate(x, y, verbose=0)
    error = model.predict(x, verbose=0) - y
    assert loss == mse == pytest.approx(float((error**2).mean()), rel=1e-5)
    assert mae == pytest.approx(float(np.abs(error).mean()), rel=1e-5)


def test_a_metric_among_the_attributes_of_a_layer_is_reported_and_reset():
    class Watching(layers.Layer):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.watch = kerasish.metrics.Mean(name="mean_input")

        def call(self, x):
            self.watch.update_state(x)
            return x

    x, y = data(6)
    model = kerasish.Sequential([kerasish.Input((3,)), Watching(), layers.Dense(1)])
    model.compile("sgd", "mse")
    history = model.fit(x, y, batch_size=4, epochs=2, verbose=0)
    np.testing.assert_allclose(
        history.history["mean_input"], [x.mean()] * 2, rtol=1e-4, atol=1e-6
    )


@pytest.mark.parametrize(
    "labels, units, name",
    [
        (np.array([0, 2, 1, 1, 0, 2]), 3, "sparse_categorical"),
        (np.array([[0], [2], [1], [1], [0], [2]]), 3, "sparse_categorical"),
        (np.eye(3)[[0, 2, 1, 1, 0, 2]], 3, "categorical"),
        (np.array([0, 1, 1, 0, 1, 1]), 1, "binary"),
        (np.array([[0], [1], [1], [0], [1], [1]]), 1, "binary"),
    ],
)
def test_accuracy_fits_the_labels(labels, units, name):
    x, _ = data(6)
    activation = "sigmoid" if units == 1 else "softmax"
    model = kerasish.Sequential(
        [kerasish.Input((3,)), layers.Dense(units, activation=activation)]
    )
    model.compile("sgd", f"{name}_crossentropy", metrics=["accuracy"])
    p = model.predict(x, verbose=0)
    chosen = (p[:, 0] > 0.5) if units == 1 else p.argmax(-1)
    truth = labels.argmax(-1) if name == "categorical" else labels.reshape(-1)
    accuracy = model.evaluate(x, labels, verbose=0)[1]
    assert accuracy == pytest.approx(float((chosen == truth).mean()))
    assert model.metrics_names == ["loss", "accuracy"]


def test_functions_as_loss_and_metric():
    def cubed(y_true, y_pred):
        return graph.mean(graph.absolute(y_true - y_pred) ** 3, axis=-1)

    def bias(y_true, y_pred):
        return graph.mean(y_pred - y_true)

    x, y = data()
    model = kerasish.Sequential([kerasish.Input((3,)), layers.Dense(1)])
    model.compile("sgd", cubed, metrics=[bias])
    error = model.predict(x, verbose=0) - y
    logs = model.evaluate(x, y, verbose=0, return_dict=True)
    assert logs["loss"] == pytest.approx(float((np.abs(error) ** 3).mean()), rel=1e-4)
    assert logs["bias"] == pytest.approx(float(error.mean()), rel=1e-4)
