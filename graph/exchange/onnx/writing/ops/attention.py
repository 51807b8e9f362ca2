"""Attention, written out: ONNX fuses it again where a runtime can."""

from __future__ import annotations

from typing import Any

import numpy as np

from graph.exchange.onnx.writing.table import converts
from graph.ops.nn.attention_blocks import masked_score
from graph.ops.nn.scaled_attention import ScaledDotProductAttention


@converts(ScaledDotProductAttention)
def attention(
    writer: Any, node: Any, query: Any, key: Any, value: Any, *masks: Any
) -> Any:
    """The result, and no name for what only gradients need."""
    op, spec = node.op, node.specs[0]
    query = writer.op("Mul", query, writer.like(op.scale, spec))
    query, value = (writer.transpose(t, (0, 2, 1, 3)) for t in (query, value))
    scores = writer.op("MatMul", query, writer.transpose(key, (0, 2, 3, 1)))
    otherwise = writer.like(masked_score(spec.dtype), spec)
    mask_specs = [t.spec for t in node.inputs[3:]]
    for mask, mask_spec in zip(masks, mask_specs):
        if mask_spec.dtype.kind != "b":
            scores = writer.op("Add", scores, mask)
    for mask, mask_spec in zip(masks, mask_specs):
        if mask_spec.dtype.kind == "b":
            scores = writer.op("Where", mask, scores, otherwise)
    if op.is_causal:
        past = _causal(writer, *(t.spec.shape[1] for t in node.inputs[:2]))
        scores = writer.op("Where", past, scores, otherwise)
    weights = writer.op("Softmax", scores, axis=-1)
    y = writer.op("MatMul", weights, value)
    return (writer.transpose(y, (0, 2, 1, 3)),)


def _causal(writer: Any, queries: Any, keys: Any) -> str:
    """Which keys come no later than each query: (queries, keys)."""
    zero, one = (writer.constant(n, np.int64) for n in (0, 1))
    rows, columns = (
        writer.op("Range", zero, writer.sizes.scalar(n), one) for n in (queries, keys)
    )
    rows = writer.op("Unsqueeze", rows, writer.axes(1))
    return writer.op("LessOrEqual", columns, rows)
