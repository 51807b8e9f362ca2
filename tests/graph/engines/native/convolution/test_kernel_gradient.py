"""Kernel gradients in machine code against those in numpy."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("llvmlite")

from graph.engines.native.convolution import cost
from tests.graph.engines.native.convolution.cases import (
    check,
    check_epilogue,
    check_transposed,
    gradient_inputs,
    kernel_gradient,
    make_inputs,
    make_op,
    random_case,
)
from tests.graph.engines.native.lowered import BadData, run_lowered


@pytest.mark.parametrize("seed", range(100, 120))
def test_random(seed, monkeypatch):
    if seed % 2:
        monkeypatch.setattr(cost, "LEAST_PART", 1)
    op, arrays = gradient_inputs(*random_case(seed))
    late = ((0,), (), tuple(range(arrays[0].ndim - 1)))[seed % 3]
    targets = ("",) if seed % 4 else ("", "x86-64")
    check(op, arrays, monkeypatch, late, targets=targets)


@pytest.mark.parametrize(
    ("shape", "window", "filters", "geometry"),
    [
        ((5, 9, 12, 16), (3, 3), 16, {"padding": 1}),
        ((5, 9, 13, 16), (3, 3), 33, {"padding": 1, "strides": 2}),
        ((3, 28, 28, 1), (3, 3), 32, {}),
        ((2, 1000, 32), (11,), 32, {"padding": 20, "dilation": 4}),
        ((3, 8, 8, 20), (1, 1), 24, {}),
        ((3, 8, 8, 20), (1, 1), 24, {"strides": 2}),
        ((2, 7, 6, 4), (3, 3), 8, {"input_dilation": 2, "padding": 2}),
        ((2, 4, 4, 6), (3, 3), 9, {"groups": 3, "padding": 1}),
    ],
)
def test_shapes_of_networks(shape, window, filters, geometry, monkeypatch):
    monkeypatch.setattr(cost, "LEAST_PART", 1)
    op = make_op(len(window), **geometry)
    op, arrays = gradient_inputs(op, make_inputs(op, shape, window, filters))
    check(op, arrays, monkeypatch)


def test_parts_share_panels_where_kernels_are_large(monkeypatch):
    monkeypatch.setattr(cost, "PARTIAL_BYTES", 1 << 15)
    monkeypatch.setattr(cost, "LEAST_PART", 1)
    op = make_op(2, padding=1)
    op, arrays = gradient_inputs(op, make_inputs(op, (3, 5, 5, 12), (3, 3), 70))
    check(op, arrays, monkeypatch)


@pytest.mark.parametrize(
    ("shape", "window", "filters", "geometry"),
    [
        ((0, 5, 5, 3), (3, 3), 4, {}),
        ((2, 5, 5, 0), (3, 3), 4, {"padding": 1}),
        ((2, 5, 5, 3), (3, 3), 0, {}),
        ((2, 0, 3, 3), (2, 2), 4, {"padding": 2}),
        ((1, 1, 1, 1), (1, 1), 1, {}),
        ((2, 3, 1), (2,), 1, {"padding": ((9, 9),)}),
        ((2, 3, 3), (2,), 4, {"input_dilation": 3, "dilation": 3}),
    ],
)
def test_empty_and_tiny(shape, window, filters, geometry, monkeypatch):
    op = make_op(len(window), **geometry)
    op, arrays = gradient_inputs(op, make_inputs(op, shape, window, filters))
    check(op, arrays, monkeypatch, tuple(range(len(shape) - 1)))


@pytest.mark.parametrize("filters", [1, 16, 21])
def test_epilogue(filters, monkeypatch):
    monkeypatch.setattr(cost, "LEAST_PART", 1)
    for geometry in ({"strides": 2, "padding": 1}, {"input_dilation": 2}):
        op = make_op(2, **geometry)
        arrays = make_inputs(op, (3, 7, 20, 3), (3, 3), filters)
        check_epilogue(*gradient_inputs(op, arrays), filters)


@pytest.mark.parametrize("groups", [1, 2, 6])
def test_transposed_inputs(groups, monkeypatch):
    op = make_op(2, padding=1, groups=groups)
    arrays = make_inputs(op, (3, 7, 9, 6), (3, 3), 18)
    check_transposed(*gradient_inputs(op, arrays), monkeypatch)


@pytest.mark.parametrize("shape", [(4, 5, 5, 2), (3, 6, 5, 2), (3, 5, 4, 2)])
def test_sizes_that_do_not_fit_are_reported(shape):
    """Sizes that come late may differ: nothing is read outside of the arrays."""
    op = kernel_gradient(make_op(2), (3, 3))
    arrays = [np.ones((3, 7, 7, 4), "float32"), np.ones(shape, "float32")]
    with pytest.raises(BadData):
        run_lowered(op, arrays, {0: (0, 1, 2), 1: (0, 1, 2)})
