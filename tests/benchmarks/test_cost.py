"""Counts of arithmetic and memory, against models and by hand."""

from __future__ import annotations

import pytest

import kerasish
from benchmarks.workloads import cost
from benchmarks.workloads.catalogue import SMALL_WORKLOADS, WORKLOADS
from benchmarks.workloads.keras_models import make_model

MODELS = {w.model: w for w in (*WORKLOADS.values(), *SMALL_WORKLOADS.values())}


@pytest.mark.parametrize("name", MODELS)
def test_parameters_are_those_of_the_model(name):
    model = make_model(kerasish, MODELS[name])
    trained = sum(v.numpy().size for v in model.trainable_variables)
    assert cost.parameters(MODELS[name]) == trained


def test_flops_of_training_leave_out_the_gradient_of_the_data():
    first, second = 16 * 32, 32 * 2
    assert cost.flops(WORKLOADS["tiny"]) == 2 * 8 * (2 * first + 3 * second)


def test_flops_of_prediction_are_one_pass():
    macs = 784 * 512 + 512 * 512 + 512 * 10
    assert cost.flops(WORKLOADS["mlp-row"]) == 2 * macs


def test_flops_of_the_cnn():
    first = 26 * 26 * 9 * 32
    rest = 24 * 24 * 9 * 32 * 64 + 144 * 64 * 128 + 1280
    expected = 2 * 128 * (2 * first + 3 * rest)
    assert cost.flops(WORKLOADS["cnn"]) == expected


def test_flops_of_a_resnet_are_those_of_the_paper():
    """He et al. count 41 million multiply-adds forwards for 20 layers."""
    macs = sum(part.macs for part in cost.parts(WORKLOADS["resnet"]))
    assert 40.5e6 < macs < 41.5e6


def test_attention_costs_the_square_of_the_length():
    short, long = (WORKLOADS["transformer"].resized(length=n) for n in (128, 256))
    projections = 2 * 128 * (4 * 128 * 128 + 2 * 128 * 256)
    attention = 2 * 2 * 128 * 128 * 128
    head = 128 * 2
    assert cost.flops(short) == 2 * 32 * 3 * (projections + attention + head)
    assert cost.flops(long) == 2 * 32 * 3 * (2 * projections + 4 * attention + head)


def test_memory_of_training_reads_and_writes_weights_and_moments():
    parameters = 16 * 32 + 32 + 32 * 2 + 2
    assert cost.memory_bytes(WORKLOADS["tiny"]) == 4 * (8 * 16 + 6 * parameters)


def test_memory_of_prediction_reads_weights_once():
    parameters = 785 * 512 + 513 * 512 + 513 * 10
    assert cost.memory_bytes(WORKLOADS["mlp-row"]) == 4 * (784 + parameters)


def test_the_greater_bound_counts():
    workload = WORKLOADS["mlp-row"]
    seconds, kind = cost.least_seconds(workload, 1e12, 1e9)
    assert (seconds, kind) == (cost.memory_bytes(workload) / 1e9, "bytes")
    seconds, kind = cost.least_seconds(workload, 1e6, 1e9)
    assert (seconds, kind) == (cost.flops(workload) / 1e6, "flops")


def test_sizes_can_be_changed():
    workload = WORKLOADS["transformer"].resized(batch=4, length=1024)
    assert (workload.batch, workload.example) == (4, (1024,))
    assert WORKLOADS["splice"].resized(length=9).example == (9, 4)
    assert WORKLOADS["mlp"].resized() == WORKLOADS["mlp"]
