"""What holds for every metric, found by discovery."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

import graph
from kerasish import metrics
from kerasish.base.discovery import family

RNG = np.random.default_rng(7)
ROWS, CLASSES = 6, 4
SCORES = RNG.normal(size=(ROWS, CLASSES)).astype("float32")
PROBABILITIES = np.exp(SCORES) / np.exp(SCORES).sum(-1, keepdims=True)
REAL = RNG.normal(size=(ROWS, CLASSES)).astype("float32")
BITS = (RNG.random((ROWS, CLASSES)) > 0.5).astype("float32")
LABELS = np.array([1, 0, 3, 2, 2, 0])
GUESSES = np.array([1, 1, 3, 2, 0, 0])
ONE_HOT = np.eye(CLASSES, dtype="float32")[LABELS]
BINARY = (BITS[:, 0], PROBABILITIES[:, 0])


def squared(y_true, y_pred, scale=1.0):
    return graph.square(y_true - y_pred) * scale


#: other arguments than the defaults, and what a batch is
CASES = {
    "AUC": ({"num_thresholds": 9, "curve": "PR"}, BINARY),
    "Accuracy": ({}, (LABELS, GUESSES)),
    "BinaryAccuracy": ({"threshold": 0.3}, BINARY),
    "BinaryCrossentropy": ({"label_smoothing": 0.1}, (BITS, PROBABILITIES)),
    "BinaryIoU": ({"threshold": 0.3}, BINARY),
    "CategoricalAccuracy": ({}, (ONE_HOT, SCORES)),
    "CategoricalCrossentropy": ({"from_logits": True}, (ONE_HOT, SCORES)),
    "CategoricalHinge": ({}, (ONE_HOT, SCORES)),
    "ConcordanceCorrelation": ({}, (REAL, SCORES)),
    "CosineSimilarity": ({}, (REAL, SCORES)),
    "F1Score": ({"average": "weighted"}, (ONE_HOT, PROBABILITIES)),
    "FBetaScore": ({"beta": 2.0, "threshold": 0.3}, (BITS, PROBABILITIES)),
    "FalseNegatives": ({"thresholds": [0.3, 0.1]}, BINARY),
    "FalsePositives": ({"thresholds": [0.3, 0.1]}, BINARY),
    "Hinge": ({}, (BITS, SCORES)),
    "IoU": ({"num_classes": 4, "target_class_ids": [0, 2]}, (LABELS, GUESSES)),
    "KLDivergence": ({}, (PROBABILITIES[::-1], PROBABILITIES)),
    "LogCoshError": ({}, (REAL, SCORES)),
    "Mean": ({}, (REAL,)),
    "MeanAbsoluteError": ({}, (REAL, SCORES)),
    "MeanAbsolutePercentageError": ({}, (REAL, SCORES)),
    "MeanIoU": ({"num_classes": 4, "ignore_class": 0}, (LABELS, GUESSES)),
    "MeanMetricWrapper": (
        {"fn": metrics.binary_accuracy, "threshold": 0.3},
        BINARY,
    ),
    "MeanSquaredError": ({}, (REAL, SCORES)),
    "MeanSquaredLogarithmicError": ({}, (np.abs(REAL), np.abs(SCORES))),
    "OneHotIoU": ({"num_classes": 4, "target_class_ids": [1]}, (ONE_HOT, SCORES)),
    "OneHotMeanIoU": ({"num_classes": 4}, (ONE_HOT, SCORES)),
    "PearsonCorrelation": ({}, (REAL, SCORES)),
    "Poisson": ({}, (np.abs(REAL), np.abs(SCORES))),
    "Precision": ({"top_k": 2, "class_id": 1}, (ONE_HOT, SCORES)),
    "PrecisionAtRecall": ({"recall": 0.4}, BINARY),
    "R2Score": ({"class_aggregation": None, "num_regressors": 1}, (REAL, SCORES)),
    "Recall": ({"thresholds": 0.25}, BINARY),
    "RecallAtPrecision": ({"precision": 0.4, "num_thresholds": 7}, BINARY),
    "RootMeanSquaredError": ({}, (REAL, SCORES)),
    "SensitivityAtSpecificity": ({"specificity": 0.4}, BINARY),
    "SparseCategoricalAccuracy": ({}, (LABELS, SCORES)),
    "SparseCategoricalCrossentropy": ({"ignore_class": 0}, (LABELS, PROBABILITIES)),
    "SparseTopKCategoricalAccuracy": ({"k": 2}, (LABELS, SCORES)),
    "SpecificityAtSensitivity": ({"sensitivity": 0.4}, BINARY),
    "SquaredHinge": ({}, (BITS, SCORES)),
    "Sum": ({}, (REAL,)),
    "TopKCategoricalAccuracy": ({"k": 2}, (ONE_HOT, SCORES)),
    "TrueNegatives": ({"thresholds": [0.3, 0.1]}, BINARY),
    "TruePositives": ({"thresholds": [0.3, 0.1]}, BINARY),
}
ALL = pytest.mark.parametrize("name", list(CASES))


def make(class_name, /, **changes):
    return getattr(metrics, class_name)(**{**CASES[class_name][0], **changes})


def part(batch, rows):
    return [array[rows] for array in batch]


def numbers(result):
    return np.asarray(result)


def test_every_class_has_a_case():
    found = family("metrics").everything()
    classes = {item.__name__ for item in found.values() if isinstance(item, type)}
    assert classes - {"Metric"} == set(CASES)


@ALL
def test_config_round_trip(name):
    metric = make(name, name="mine")
    data = metrics.serialize(metric)
    assert (data["module"], data["class_name"]) == ("keras.metrics", name)
    assert data["config"]["name"] == "mine"
    again = metrics.deserialize(data)
    assert type(again) is type(metric)
    assert again.get_config() == metric.get_config() == data["config"]
    batch = CASES[name][1]
    np.testing.assert_array_equal(numbers(again(*batch)), numbers(metric(*batch)))


@ALL
def test_get_by_name_class_and_object(name):
    metric = make(name)
    assert metrics.get(metric) is metric
    kind = type(metric)
    required = [
        p for p in inspect.signature(kind).parameters.values() if p.default is p.empty
    ]
    if not required:
        assert type(metrics.get(name)) is kind
        assert type(metrics.get(kind)) is kind


@ALL
def test_broken_rules_name_class_and_argument(name):
    kind = getattr(metrics, name)
    arguments = set(inspect.signature(kind).parameters)
    for argument in arguments & set(kind.rules):
        for bad in kind.rules[argument].bad:
            with pytest.raises(graph.ArgumentError, match=f"{name}: {argument} must"):
                make(name, **{argument: bad})


@ALL
@pytest.mark.usefixtures("engine")
def test_update_and_result_compile_to_what_they_are_eagerly(name):
    batch = CASES[name][1]
    metric, compiled = make(name), make(name)
    feeds = [graph.placeholder(a.dtype, (None, *a.shape[1:])) for a in batch]
    with graph.tracing() as trace:
        compiled.update_state(*feeds)
        result = compiled.result()
    step = graph.CompiledCallable(feeds, [result], list(trace.updates.items()))
    for rows in (slice(0, 4), slice(3, 6)):
        (found,) = step(part(batch, rows))
        metric.update_state(*part(batch, rows))
        np.testing.assert_allclose(found, numbers(metric.result()), rtol=2e-5)


@ALL
def test_state_gathers_and_starts_again(name):
    batch = CASES[name][1]
    metric = make(name)
    first = numbers(metric(*part(batch, slice(0, 4))))
    metric.update_state(*part(batch, slice(4, 6)))
    assert any(np.any(v.numpy() != 0) for v in metric.variables)
    metric.reset_state()
    assert all(np.all(v.numpy() == 0) for v in metric.variables)
    again = numbers(metric(*part(batch, slice(0, 4))))
    np.testing.assert_array_equal(first, again)


@ALL
def test_gathered_batches_are_one_batch(name):
    batch = CASES[name][1]
    apart, together = make(name), make(name)
    apart.update_state(*part(batch, slice(0, 4)))
    apart.update_state(*part(batch, slice(4, 6)))
    together.update_state(*batch)
    np.testing.assert_allclose(
        numbers(apart.result()), numbers(together.result()), rtol=1e-5
    )


@ALL
def test_samples_of_weight_zero_do_not_count(name):
    batch = CASES[name][1]
    weights = np.array([1, 0, 1, 1, 0, 1])
    if name not in ("BinaryIoU", "IoU", "MeanIoU", "OneHotIoU", "OneHotMeanIoU"):
        weights = weights.astype("float32")
    weighted, chosen = make(name), make(name)
    weighted.update_state(*batch, sample_weight=weights)
    ones = np.ones_like(weights[weights > 0])
    chosen.update_state(*part(batch, weights > 0), sample_weight=ones)
    if name == "R2Score":  # its adjustment counts all samples
        chosen.num_samples.assign(weighted.num_samples.numpy())
    np.testing.assert_allclose(
        numbers(weighted.result()), numbers(chosen.result()), rtol=1e-5
    )


@ALL
def test_stateless_calls_leave_the_state_alone(name):
    batch = CASES[name][1]
    metric = make(name)
    expected = numbers(metric(*batch))
    state = [v.numpy() for v in metric.variables]
    empty = metric.stateless_reset_state()
    after = metric.stateless_update_state(empty, *batch)
    np.testing.assert_array_equal(numbers(metric.stateless_result(after)), expected)
    assert all(np.all(np.asarray(v) == 0) for v in empty)
    for variable, before, value in zip(metric.variables, state, after):
        np.testing.assert_array_equal(variable.numpy(), before)
        np.testing.assert_array_equal(np.asarray(value), before)


@ALL
def test_result_before_any_batch_is_a_number(name):
    with np.errstate(all="ignore"):
        result = numbers(make(name).result())
    if name != "R2Score":  # 0 / 0, as in Keras
        assert np.all(np.isfinite(result))
