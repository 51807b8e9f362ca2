"""Convolutions in machine code against those in numpy."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("llvmlite")

from graph.engines.native.convolution.products import Product
from graph.engines.native.convolution.tiling import choose_product
from graph.engines.native.target import _target
from tests.graph.engines.native.convolution.cases import (
    check,
    check_epilogue,
    check_transposed,
    make_inputs,
    make_op,
    random_case,
)
from tests.graph.engines.native.lowered import BadData, run_lowered


@pytest.mark.parametrize("seed", range(24))
def test_random(seed, monkeypatch):
    op, arrays = random_case(seed)
    late = ((0,), (), tuple(range(arrays[0].ndim - 1)))[seed % 3]
    late = tuple(axis for axis in late if arrays[0].shape[axis] != 1)
    parts = 3 if seed % 2 else None
    check(op, arrays, monkeypatch, late, parts, ("",) if seed % 4 else ("", "x86-64"))


@pytest.mark.parametrize(
    ("shape", "window", "filters", "geometry"),
    [
        ((2, 9, 12, 16), (3, 3), 16, {"padding": 1}),
        ((2, 9, 13, 16), (3, 3), 33, {"padding": 1, "strides": 2}),
        ((2, 28, 28, 1), (3, 3), 32, {}),
        ((2, 9, 9, 3), (3, 3), 16, {"padding": 1}),
        ((2, 1000, 32), (11,), 32, {"padding": 20, "dilation": 4}),
        ((3, 8, 8, 20), (1, 1), 24, {}),
        ((3, 8, 8, 20), (1, 1), 24, {"strides": 2}),
        ((3, 7, 8, 20), (1, 1), 24, {"input_dilation": 2, "padding": ((0, 1), (0, 0))}),
        ((2, 6, 40, 1, 4), (2, 3, 1), 8, {}),
        ((2, 5, 6), (3,), 4, {"padding": ((-1, -1),)}),
    ],
)
def test_shapes_of_networks(shape, window, filters, geometry, monkeypatch):
    op = make_op(len(window), **geometry)
    check(op, make_inputs(op, shape, window, filters), monkeypatch)


@pytest.mark.parametrize(
    ("shape", "window", "filters", "geometry"),
    [
        ((0, 5, 5, 3), (3, 3), 4, {}),
        ((2, 5, 5, 0), (3, 3), 4, {"padding": 1}),
        ((2, 5, 5, 3), (3, 3), 0, {}),
        ((2, 0, 3, 3), (2, 2), 4, {"padding": 2}),
        ((1, 1, 1, 1), (1, 1), 1, {}),
        ((2, 3, 1), (2,), 1, {"padding": ((9, 9),)}),
    ],
)
def test_empty_and_tiny(shape, window, filters, geometry, monkeypatch):
    op = make_op(len(window), **geometry)
    arrays = make_inputs(op, shape, window, filters)
    late = tuple(axis for axis, n in enumerate(shape[:-1]) if n > 1)
    check(op, arrays, monkeypatch, late)


@pytest.mark.parametrize("size", [1, 3, 17, 300])
def test_rows_of_any_length(size, monkeypatch):
    op = make_op(1, padding=((2, 1),))
    arrays = make_inputs(op, (2, size, 3), (4,), 10)
    check(op, arrays, monkeypatch, (0, 1) if size > 1 else (0,))


@pytest.mark.parametrize("filters", [1, 16, 21])
def test_epilogue(filters):
    for geometry in ({}, {"strides": 2, "padding": 1}, {"input_dilation": 2}):
        op = make_op(2, **geometry)
        check_epilogue(op, make_inputs(op, (3, 7, 20, 3), (3, 3), filters), filters)


@pytest.mark.parametrize(("filters", "groups"), [(18, 1), (1, 1), (18, 2), (18, 6)])
def test_transposed_inputs(filters, groups, monkeypatch):
    op = make_op(2, padding=1, groups=groups)
    arrays = make_inputs(op, (3, 7, 9, 6), (3, 3), filters)
    check_transposed(op, arrays, monkeypatch)


@pytest.mark.parametrize(("channels", "filters"), [(16, 1), (13, 3), (40, 2)])
def test_few_filters_are_dot_products(channels, filters, monkeypatch):
    geometry = {1: {"padding": 1}, 3: {"strides": 2}, 2: {"input_dilation": 2}}
    op = make_op(2, **geometry[filters])
    check(op, make_inputs(op, (2, 7, 14, channels), (3, 3), filters), monkeypatch)
    check_epilogue(op, make_inputs(op, (2, 7, 14, channels), (3, 3), filters), filters)


def test_products():
    """What lanes are used for, where filters are few or channels alone."""
    chosen = {
        filters: choose_product(_target("x86-64-v3"), "f", 26, 32, filters, groups, 9)
        for filters, groups in [(1, 1), (16, 1), (32, 32)]
    }
    products = [product for product, _ in chosen.values()]
    assert products == [Product.DOTS, Product.NUMBERS, Product.CHANNELS]
    assert chosen[1][1].vectors == 1


def test_integers_are_left_to_numpy():
    arrays = [np.ones((1, 4, 2), "int32"), np.ones((2, 2, 3), "int32")]
    with pytest.raises(LookupError):
        run_lowered(make_op(1), arrays, symbolic=False)


@pytest.mark.parametrize("size", [1, 4])
def test_windows_that_do_not_fit_are_reported(size):
    arrays = [np.ones((2, size, 3), "float32"), np.ones((5, 3, 4), "float32")]
    with pytest.raises(BadData):
        run_lowered(make_op(1), arrays, {0: (0, 1)})
