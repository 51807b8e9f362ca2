"""Einsum equations of attention over any axes."""

from __future__ import annotations

import string
from typing import NamedTuple

from kerasish.base.discovery import internal


@internal
class Projection(NamedTuple):
    """An equation, the letters of its bias, and the rank of the output."""

    equation: str
    bias_axes: str
    rank: int


@internal
def projection(free: int, bound: int, made: int) -> Projection:
    """x (free axes, bound axes) @ kernel (bound, made) -> (free axes, made axes).

    Example:
        >>> from kerasish.layers.attention.attention_equations import projection
        >>> projection(2, 1, 2).equation
        'abc,cde->abde'
    """
    letters = string.ascii_lowercase
    kept, summed = letters[:free], letters[free : free + bound]
    new = letters[free + bound : free + bound + made]
    return Projection(f"{kept}{summed},{summed}{new}->{kept}{new}", new, free + made)


@internal
class AttentionEquations(NamedTuple):
    """Of the scores (query, key), and of the output (scores, value)."""

    scores: str
    output: str
    scores_rank: int


@internal
def attention_equations(rank: int, axes: tuple[int, ...]) -> AttentionEquations:
    """Equations for tensors (batch, ..., heads, channels) with attention over axes.

    Example:
        >>> from kerasish.layers.attention import attention_equations as equations
        >>> equations.attention_equations(4, (1,)).scores
        'abcd,aecd->acbe'
    """
    query = string.ascii_lowercase[:rank]
    fresh = iter(string.ascii_lowercase[rank:])
    key = "".join(next(fresh) if i in axes else c for i, c in enumerate(query))
    batch = "".join(c for i, c in enumerate(query[:-1]) if i not in axes)
    scores = batch + "".join(query[i] for i in axes) + "".join(key[i] for i in axes)
    return AttentionEquations(
        f"{query},{key}->{scores}", f"{scores},{key}->{query}", len(scores)
    )
