"""Attention: means of values, weighted by how well keys fit queries."""

from __future__ import annotations

import math
import numbers
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from graph.ir.dims import Dim
from graph.ir.dispatch import as_tensor
from graph.ir.dtypes import finfo
from graph.ir.errors import ShapeError, describe
from graph.ir.origin import here
from graph.ir.tensor import Tensor
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.exponential import sqrt
from graph.ops.elementwise.selection import where
from graph.ops.nn.scaled_attention import scaled_dot_product_attention
from graph.ops.nn.softmax import softmax
from graph.ops.promotion import as_float, common_dtype, to_dtype
from graph.ops.public import public
from graph.ops.shape.repeat import repeat

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike


@public
def attention_weights(scores: TensorLike, mask: np.ndarray | None = None) -> Tensor:
    """softmax over the last axis of the scores at which the mask is True.

    Args:
        scores: tensor; float16 is computed in float32.
        mask: booleans that broadcast to the scores, or None. A row without any True
            counts all positions alike.

    Returns:
        The shape and dtype of the scores.

    Example:
        >>> import graph
        >>> graph.attention_weights([1.0, 1.0, 5.0], [True, True, False]).numpy()
        array([0.5, 0.5, 0. ])
    """
    scores = as_float(scores)
    dtype = scores.dtype
    if mask is not None:
        far = -0.7 * float(finfo(dtype).max)
        scores = where(mask, scores, far)
    if dtype.itemsize < 4:
        scores = cast(scores, "float32")
    return cast(softmax(scores, -1), dtype)


@public
def dot_product_attention(
    query: TensorLike,
    key: TensorLike,
    value: TensorLike,
    bias: Any = None,
    mask: Any = None,
    scale: Any = None,
    is_causal: bool = False,
) -> Tensor:
    """y = softmax(scale * query @ key^T + bias) @ value, head by head.

    Args:
        query: (batch, queries, heads, channels).
        key: (batch, keys, key heads, channels), where a head of keys serves as many
            heads of queries as heads / key heads.
        value: as key, where the channels may be others.
        bias: added to the scores (batch, heads, queries, keys), to which it broadcasts.
        mask: booleans that broadcast to the scores: which keys a query may look at.
        scale: a number; 1 / sqrt(channels) if None.
        is_causal: whether query i looks at the keys up to i only.

    Returns:
        (batch, queries, heads, channels of value).

    Raises:
        ShapeError: ranks other than 4, or heads of keys that do not divide the heads.

    Source:
        Vaswani et al., 2017, https://arxiv.org/abs/1706.03762, equation 1.

    Example:
        >>> import graph
        >>> one = [[[[1.0]], [[2.0]]]]
        >>> graph.dot_product_attention(one, one, one, is_causal=True).numpy().ravel()
        array([1.        , 1.88079708])
    """
    query, key, value = _as_triple(query, key, value)
    if scale is None:
        scale = _default_scale(query)
    if not isinstance(scale, numbers.Real):
        query, scale = query * scale, 1.0
    masks = [x for x in (bias, mask) if x is not None]
    return scaled_dot_product_attention(
        query, key, value, *masks, scale=scale, is_causal=is_causal
    )


def _as_triple(
    query: TensorLike, key: TensorLike, value: TensorLike
) -> tuple[Tensor, Tensor, Tensor]:
    """All three in one float dtype, with as many heads."""
    tensors = [as_tensor(x) for x in (query, key, value)]
    dtype = common_dtype(*tensors)
    query, key, value = (as_float(to_dtype(x, dtype)) for x in tensors)
    if not query.ndim == key.ndim == value.ndim == 4:
        _reject("query, key and value have 4 axes", query, key, value)
    heads, key_heads = query.spec.shape[2], key.spec.shape[2]
    if heads == key_heads or isinstance(heads, Dim) or isinstance(key_heads, Dim):
        return query, key, value
    if heads % max(key_heads, 1):
        _reject("the heads of keys must divide those of queries", query, key, value)
    times = heads // key_heads
    return query, repeat(key, times, axis=2), repeat(value, times, axis=2)


def _reject(what: str, query: Tensor, key: Tensor, value: Tensor) -> NoReturn:
    raise ShapeError(
        describe(
            f"dot_product_attention: {what}",
            {"query": query.spec, "key": key.spec, "value": value.spec},
            "they are (batch, positions, heads, channels)",
            str(here()),
        )
    )


def _default_scale(query: Tensor) -> float | Tensor:
    channels = query.spec.shape[-1]
    if isinstance(channels, Dim):
        return 1 / sqrt(cast(as_tensor(channels), query.dtype))
    return 1 / math.sqrt(channels)
