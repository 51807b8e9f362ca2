"""Depthwise convolutions in machine code, and their kernel gradients."""

from __future__ import annotations

import pytest

pytest.importorskip("llvmlite")

from graph.engines.native.convolution import cost
from tests.graph.engines.native.convolution.cases import (
    check,
    check_epilogue,
    gradient_inputs,
    make_inputs,
    make_op,
)

GEOMETRIES = [
    {},
    {"padding": 1},
    {"padding": 1, "strides": 2},
    {"padding": 2, "dilation": 2},
    {"padding": 2, "input_dilation": 2},
]
CHANNELS = [(32, 1), (11, 1), (7, 3), (16, 1), (7, 1)]


@pytest.mark.parametrize(
    ("channels", "multiplier", "geometry"),
    [(*c, g) for c, g in zip(CHANNELS, GEOMETRIES)],
    ids=str,
)
def test_both_passes(channels, multiplier, geometry, monkeypatch):
    monkeypatch.setattr(cost, "LEAST_PART", 1)
    op = make_op(2, groups=channels, **geometry)
    arrays = make_inputs(op, (3, 7, 14, channels), (3, 3), channels * multiplier)
    check(op, arrays, monkeypatch)
    check(*gradient_inputs(op, arrays), monkeypatch)


@pytest.mark.parametrize(("rank", "window"), [(1, (4,)), (3, (2, 3, 2)), (2, (1, 1))])
def test_other_ranks(rank, window, monkeypatch):
    op = make_op(rank, groups=5, padding=1)
    arrays = make_inputs(op, (2, *(5, 6, 7)[:rank], 5), window, 5, "float64")
    check(op, arrays, monkeypatch, tuple(range(rank + 1)))
    check(*gradient_inputs(op, arrays), monkeypatch, tuple(range(rank + 1)))


def test_epilogue():
    op = make_op(2, groups=11, padding=1)
    arrays = make_inputs(op, (2, 7, 14, 11), (3, 3), 22)
    check_epilogue(op, arrays, 22)
    check_epilogue(*gradient_inputs(op, arrays), 22)


def test_gradient_of_multiplied_channels(monkeypatch):
    """Groups of several channels with one filter each."""
    op = make_op(2, groups=5, padding=1)
    check(op, make_inputs(op, (2, 7, 9, 15), (3, 3), 5), monkeypatch)
