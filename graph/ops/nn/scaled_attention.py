"""Attention as one op, so that no engine needs all scores in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from graph.ir.dispatch import apply, as_tensor
from graph.ir.errors import DTypeError
from graph.ir.op import Op
from graph.ir.spec import Spec
from graph.ir.tensor import Tensor
from graph.ops.contraction.dot_general import sizes_may_agree
from graph.ops.contraction.einsum import einsum
from graph.ops.elementwise.cast import cast
from graph.ops.elementwise.selection import where
from graph.ops.nn.attention_blocks import attend, attend_backwards, masked_score
from graph.ops.nn.softmax import softmax
from graph.ops.promotion import as_float, common_dtype, to_dtype
from graph.ops.public import public
from graph.ops.shape.broadcast import broadcast_to
from graph.ops.shape.broadcast import sum as total_of
from graph.ops.shape.transpose import transpose
from graph.ops.shape.triangle import tri

if TYPE_CHECKING:
    from graph.ir.dims import Size
    from graph.ir.hints import Cotangents, TensorLike


#: of up to so many queries and keys scores are written: there the native engine trains
#: in 4.5 ms where one op takes 5.8 (64 x 4 heads); of 64 both take as long
WRITTEN = 32


class AttentionOp(Op, abstract=True):
    """Attends from query (batch, queries, heads, channels) to key and value (batch,
    keys, heads, channels); masks are (batch, heads, queries, keys): numbers are added
    to the scores, booleans say which of them count.
    """

    scale: float
    is_causal: bool = False

    def check(self, query: Spec, key: Spec, value: Spec, *masks: Spec) -> None:
        specs = {"query": query, "key": key, "value": value}
        self.require_same_dtype(**specs)
        if query.dtype.kind != "f":
            self.fail("computes with real numbers", "cast first", DTypeError, **specs)
        batch, queries, heads, channels = query.shape
        keys = key.shape[1]
        wanted = {"key": (batch, keys, heads, channels)}
        wanted["value"] = (batch, keys, heads, value.shape[-1])
        for number, mask in enumerate(masks):
            specs[f"mask {number}"] = mask
            wanted[f"mask {number}"] = (batch, heads, queries, keys)
        for name, shape in wanted.items():
            found = specs[name].shape
            if len(found) != 4 or not all(map(sizes_may_agree, found, shape)):
                self.fail(f"{name} does not fit the query and the key", "", **specs)

    def scores_flops(self, query: Spec, key: Spec) -> Size:
        """What products of queries and keys count, by channel."""
        return 2 * query.shape[0] * query.shape[1] * query.shape[2] * key.shape[1]

    def scores(self, query: Tensor, key: Tensor, masks: Sequence[Tensor]) -> Tensor:
        """All scores, as graph."""
        scores = einsum("btnh,bsnh->bnts", query * self.scale, key)
        for mask in masks:
            scores = scores if mask.dtype.kind == "b" else scores + mask
        return self.shown(scores, masks, masked_score(scores.dtype))

    def shown(
        self, scores: Tensor, masks: Sequence[Tensor], otherwise: float
    ) -> Tensor:
        """The scores that count, and a number in the place of the others."""
        shown = [mask for mask in masks if mask.dtype.kind == "b"]
        if self.is_causal:
            shown.append(tri(*scores.spec.shape[2:], dtype=np.bool_))
        for mask in shown:
            scores = where(mask, scores, otherwise)
        return scores

    def weights(self, query: Tensor, key: Tensor, masks: Sequence[Tensor]) -> Tensor:
        """The softmax of all scores, as graph."""
        return softmax(self.scores(query, key, masks), -1)


def _slope(dy: Tensor, y: Tensor, value: Tensor) -> Tensor:
    """The cotangents of the weights, without what their sum takes away."""
    rows = total_of(dy * y, -1, keepdims=True)
    return einsum("btnh,bsnh->bnts", dy, value) - transpose(rows, (0, 2, 1, 3))


def _for_masks(dscores: Tensor, masks: tuple[Tensor, ...]) -> list[Tensor | None]:
    """Cotangents of what is added to scores."""
    return [None if mask.dtype.kind == "b" else dscores for mask in masks]


class ScaledDotProductAttention(AttentionOp):
    """y = softmax(scale * query @ key^T + masks) @ value, head by head.

    Beside y it gives of each row of the scores the largest one, and the sum of
    e**(score - largest): with these the weights can be computed again.
    """

    def infer(
        self, query: Spec, key: Spec, value: Spec, *masks: Spec
    ) -> tuple[Spec, Spec, Spec]:
        self.check(query, key, value, *masks)
        rows = query.shape[:3]
        y = query.with_shape((*rows, value.shape[3]))
        return y, query.with_shape(rows), query.with_shape(rows)

    def flops(self, inputs: Sequence[Spec], outputs: Sequence[Spec]) -> Size:
        query, key, value, *_ = inputs
        return self.scores_flops(query, key) * (query.shape[3] + value.shape[3])

    def kernel(
        self, query: np.ndarray, key: np.ndarray, value: np.ndarray, *masks: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        with np.errstate(all="ignore"):
            return attend(query, key, value, masks, self.scale, self.is_causal)

    def vjp(
        self,
        dys: tuple[Tensor, ...],
        ys: tuple[Tensor, ...],
        query: Tensor,
        key: Tensor,
        value: Tensor,
        *masks: Tensor,
    ) -> Cotangents:
        (dy, *_), (y, *rows) = dys, ys  # only y is for others to use
        op = AttentionGradient(self.scale, self.is_causal)
        dxs = apply(op, query, key, value, y, *rows, dy, *masks)
        if all(mask.dtype.kind == "b" for mask in masks):
            return *dxs, *[None] * len(masks)
        weights = self.weights(query, key, masks)
        dscores = self.shown(weights * _slope(dy, y, value), masks, 0.0)
        return *dxs, *_for_masks(dscores, masks)


class AttentionGradient(AttentionOp):
    """The cotangents of query, key and value.

    The inputs are theirs, the three outputs of `ScaledDotProductAttention`, the
    cotangent of y, and the masks. Its own gradient takes what is known of the rows of
    the scores for what follows from query and key.
    """

    def infer(
        self,
        query: Spec,
        key: Spec,
        value: Spec,
        y: Spec,
        peak: Spec,
        total: Spec,
        dy: Spec,
        *masks: Spec,
    ) -> tuple[Spec, Spec, Spec]:
        self.check(query, key, value, *masks)
        return query, key, value

    def flops(self, inputs: Sequence[Spec], outputs: Sequence[Spec]) -> Size:
        query, key, value, *_ = inputs
        return self.scores_flops(query, key) * (3 * query.shape[3] + 2 * value.shape[3])

    def kernel(
        self,
        query: np.ndarray,
        key: np.ndarray,
        value: np.ndarray,
        y: np.ndarray,
        peak: np.ndarray,
        total: np.ndarray,
        dy: np.ndarray,
        *masks: np.ndarray,
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        given = query, key, value, y, peak, total, dy
        with np.errstate(all="ignore"):
            return attend_backwards(*given, masks, self.scale, self.is_causal)

    def vjp(
        self,
        dxs: tuple[Tensor, ...],
        xs: tuple[Tensor, ...],
        query: Tensor,
        key: Tensor,
        value: Tensor,
        y: Tensor,
        peak: Tensor,
        total: Tensor,
        dy: Tensor,
        *masks: Tensor,
    ) -> Cotangents:
        dquery, dkey, dvalue = dxs
        weights = self.weights(query, key, masks)
        slope = _slope(dy, y, value)
        dscores = self.shown(weights * slope, masks, 0.0)
        g = einsum("btnh,bsnh->bnts", dquery, key)
        g = g + einsum("btnh,bsnh->bnts", query, dkey)
        g = self.shown(g * self.scale, masks, 0.0)  # of dscores
        g_slope = g * weights
        g_weights = g * slope + einsum("btnh,bsnh->bnts", dy, dvalue)
        g_rows = -total_of(g_slope, -1, keepdims=True)
        g_rows = transpose(g_rows, (0, 2, 1, 3))
        mean = total_of(weights * g_weights, -1, keepdims=True)
        g_scores = self.shown(weights * (g_weights - mean), masks, 0.0)
        to_queries, to_keys = "bnts,bsnh->btnh", "bnts,btnh->bsnh"
        g_query = einsum(to_queries, g_scores, key) + einsum(to_queries, dscores, dkey)
        g_key = einsum(to_keys, g_scores, query) + einsum(to_keys, dscores, dquery)
        g_dy = einsum(to_queries, g_slope, value) + g_rows * y
        g_dy = g_dy + einsum(to_queries, weights, dvalue)
        g_value = einsum(to_keys, g_slope, dy)
        return (
            g_query * self.scale,
            g_key * self.scale,
            g_value,
            g_rows * dy,
            None,
            None,
            g_dy,
            *_for_masks(g_scores, masks),
        )


@public
def scaled_dot_product_attention(
    query: TensorLike,
    key: TensorLike,
    value: TensorLike,
    *masks: Tensor,
    scale: float,
    is_causal: bool = False,
) -> Tensor:
    """y = softmax(scale * query @ key^T + masks) @ value, head by head.

    It is one op, and its gradient another: the scores of all queries are in no memory,
    unless they are known to be few.

    Args:
        query: (batch, queries, heads, channels), float.
        key: (batch, keys, heads, channels).
        value: (batch, keys, heads, channels of value).
        masks: tensors that broadcast to the scores (batch, heads, queries, keys), not
            in memory: numbers are added, booleans say which keys a query looks at. A
            query that may look at nothing looks at all alike.
        scale: a number.
        is_causal: whether query i looks at the keys up to i only.

    Returns:
        (batch, queries, heads, channels of value).

    Raises:
        ShapeError: shapes that do not fit together.

    Source:
        Vaswani et al., 2017, https://arxiv.org/abs/1706.03762, equation 1; Dao et al.,
        2022, https://arxiv.org/abs/2205.14135.

    Example:
        >>> import graph
        >>> one = [[[[1.0]], [[2.0]]]]
        >>> y = graph.scaled_dot_product_attention(
        ...     one, one, one, scale=1.0, is_causal=True
        ... )
        >>> y.numpy().ravel()
        array([1.        , 1.88079708])
    """
    dtype = common_dtype(query, key, value)
    query, key, value = (as_float(to_dtype(x, dtype)) for x in (query, key, value))
    dtype = query.dtype
    is_half = dtype.itemsize < 4
    if is_half:
        query, key, value = (cast(x, "float32") for x in (query, key, value))
    op = ScaledDotProductAttention(float(scale), bool(is_causal))
    shape = _scores_shape(op, query, key)
    ready = []
    for mask in map(as_tensor, masks):
        mask = mask if mask.dtype.kind == "b" else to_dtype(mask, query.dtype)
        ready.append(broadcast_to(mask, shape))
    if _are_few(shape):
        weights = op.weights(query, key, ready)
        y = einsum("bnts,bsnh->btnh", weights, value)
    else:
        y = apply(op, query, key, value, *ready)[0]
    return cast(y, dtype) if is_half else y


def _are_few(shape: tuple[Size, Size, Size, Size]) -> bool:
    """Whether scores are few enough to be written: see `WRITTEN`."""
    return all(isinstance(size, int) and size <= WRITTEN for size in shape[2:])


def _scores_shape(
    op: ScaledDotProductAttention, query: Tensor, key: Tensor
) -> tuple[Size, Size, Size, Size]:
    if not query.ndim == key.ndim == 4:
        op.fail("query and key have 4 axes", "", query=query.spec, key=key.spec)
    batch, queries, heads, _ = query.spec.shape
    return batch, heads, queries, key.spec.shape[1]
