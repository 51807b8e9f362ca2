"""Weights that start as an orthogonal matrix."""

from __future__ import annotations

import math

import numpy as np

import graph
from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.base.settings import standardize_dtype
from kerasish.initializers.random_initializer import RandomInitializer


class Orthogonal(RandomInitializer):
    """A random matrix with orthonormal rows or columns (whichever are fewer).

    Args:
        gain: factor.
        seed: see `RandomInitializer`.

    A shape with more axes is a matrix of its last axis against the others.

    Source:
        Saxe et al. (2014), "Exact solutions to the nonlinear dynamics of learning".
    """

    rules = {"gain": rules.finite_number}
    aliases = ("OrthogonalInitializer", "orthogonal")

    def __init__(self, gain=1.0, seed=None):
        super().__init__(seed)
        self.gain = gain

    def __call__(self, shape, dtype=None):
        if len(shape) < 2:
            fail(
                "Orthogonal makes matrices",
                {"shape": tuple(shape)},
                "use it for weights with two or more axes",
                graph.ShapeError,
            )
        rows, columns = math.prod(shape[:-1]), shape[-1]
        size = (max(rows, columns), min(rows, columns))
        drawn = graph.random_normal(self.draw_key(), size, dtype="float64")
        q, r = np.linalg.qr(np.asarray(drawn))
        q = q * np.sign(np.diag(r))  # makes the distribution uniform
        q = q.T if rows < columns else q
        values = self.gain * q.reshape(shape)
        return graph.as_tensor(values.astype(standardize_dtype(dtype)))
