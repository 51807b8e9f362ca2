"""The base class of metrics, means and sums."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish import metrics


class Largest(metrics.Metric):
    def __init__(self, name=None, dtype=None, start=0.0):
        super().__init__(name=name, dtype=dtype)
        self.start = start
        self.value = self.add_weight(name="value")
        self.mean = metrics.Mean(name="inner")

    def update_state(self, x):
        self.value.assign(graph.maximum(self.value, graph.max(x)))
        self.mean.update_state(x)

    def result(self):
        return {"largest": self.value.value, "mean": self.mean.result()}


def test_variables_are_those_of_metrics_inside_too():
    metric = Largest(name="big")
    paths = [v.path for v in metric.variables]
    assert paths == ["big/value", "inner/total", "inner/count"]
    assert not any(v.trainable for v in metric.variables)


def test_results_may_be_dicts():
    metric = Largest()
    found = metric(np.array([1.0, 5.0], "float32"))
    assert {k: float(v) for k, v in found.items()} == {"largest": 5, "mean": 3}


def test_a_variable_set_by_hand_is_part_of_the_state():
    metric = metrics.Mean()
    metric.extra = kerasish.Variable(np.ones(2, "float32"))
    assert metric.variables[-1] is metric.extra


def test_stateless_calls_take_as_many_values_as_variables():
    with pytest.raises(graph.ArgumentError, match="one value for each variable"):
        metrics.Mean().stateless_result([1.0])


def test_stateless_calls_work_inside_a_trace():
    metric = metrics.Mean()
    metric.update_state([9.0])
    x = graph.placeholder("float32", (None,), "x")
    with graph.tracing() as trace:
        after = metric.stateless_update_state([np.float32(1), np.float32(1)], x)
        result = metric.stateless_result(after)
        own = metric.result()
    assert float(graph.Session().run(result, {x: [2.0, 3.0]})) == 2
    assert float(graph.Session().run(own)) == 9
    updates = graph.Session().run(list(trace.updates.values()))
    assert [float(u) for u in updates] == [9, 1]


def test_automatic_names_are_snake_case():
    assert metrics.AUC().name.startswith("auc")
    assert Largest().name.startswith("largest")


def test_forgetting_super_init_is_named():
    class Broken(metrics.Metric):
        def __init__(self):
            self.total = self.add_variable((), "zeros")

    with pytest.raises(RuntimeError, match="Broken"):
        Broken()


def test_undefined_methods_say_so():
    with pytest.raises(NotImplementedError, match="must define update_state"):
        metrics.Metric().update_state()
    with pytest.raises(NotImplementedError, match="must define result"):
        metrics.Metric().result()


def test_mean_of_values_and_weights():
    mean = metrics.Mean()
    mean.update_state([1.0, 3.0])
    mean.update_state(8.0)
    assert float(mean.result()) == 4
    mean.reset_state()
    mean.update_state([[1.0, 3.0], [5.0, 7.0]], sample_weight=[1.0, 0.0])
    assert float(mean.result()) == 2
    mean.reset_state()
    mean.update_state([[1.0, 3.0], [5.0, 7.0]], sample_weight=[[1.0, 0], [0, 1.0]])
    assert float(mean.result()) == 4


def test_mean_of_an_array_is_that_of_its_samples():
    mean = metrics.Mean()
    mean.update_state(np.arange(6.0).reshape(3, 2))
    assert [float(v) for v in mean.variables] == [7.5, 3]


def test_sum_of_values_and_weights():
    total = metrics.Sum()
    total.update_state([[1.0, 3.0]], sample_weight=[2.0])
    total.update_state(1.0)
    assert float(total.result()) == 9


def test_masked_predictions_do_not_count():
    metric = metrics.MeanAbsoluteError()
    y_pred = graph.as_tensor(np.array([[1.0], [9.0]], "float32"))
    y_pred.tags = graph.as_tensor(np.array([True, False]))
    metric.update_state(np.zeros((2, 1)), y_pred)
    assert float(metric.result()) == 1


def test_wrapped_functions_take_their_arguments():
    metric = metrics.MeanMetricWrapper(metrics.binary_accuracy, "acc", threshold=0.8)
    metric.update_state([1, 1], [0.9, 0.7])
    assert (metric.name, float(metric.result())) == ("acc", 0.5)


@pytest.mark.parametrize(
    "name,kind",
    [
        ("mse", "MeanSquaredError"),
        ("MAE", "MeanAbsoluteError"),
        ("mape", "MeanAbsolutePercentageError"),
        ("msle", "MeanSquaredLogarithmicError"),
        ("rmse", "RootMeanSquaredError"),
        ("cosine_similarity", "CosineSimilarity"),
        ("auc", "AUC"),
        ("acc", "Accuracy"),
        ("accuracy", "Accuracy"),
        ("binary_accuracy", "BinaryAccuracy"),
        ("kl_divergence", "KLDivergence"),
        ("r2_score", "R2Score"),
        ("sparse_top_k_categorical_accuracy", "SparseTopKCategoricalAccuracy"),
    ],
)
def test_names_of_functions_are_those_of_metrics(name, kind):
    assert type(metrics.get(name)).__name__ == kind


def test_functions_shared_with_losses_are_there():
    for name in ("mean_squared_error", "binary_crossentropy", "huber", "mse"):
        function = getattr(metrics, name)
        assert function is getattr(kerasish.losses, name)
        assert callable(function)
    metrics.MeanSquaredError()
    assert metrics.mean_squared_error is kerasish.losses.mean_squared_error


def test_unknown_names_raise():
    with pytest.raises(graph.ArgumentError, match="'accurracy' is unknown"):
        metrics.get("accurracy")


def test_weights_that_do_not_fit_are_named():
    with pytest.raises(graph.ShapeError, match="sample weights do not fit"):
        metrics.Mean().update_state(np.ones(4), sample_weight=np.ones(3))
    with pytest.raises(graph.ShapeError, match="sample weights do not fit"):
        metrics.Precision().update_state(np.ones(4), np.ones(4), np.ones(3))
