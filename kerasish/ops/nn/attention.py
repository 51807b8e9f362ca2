"""Attention as one function."""

from __future__ import annotations

import graph
from kerasish.base.errors import fail
from kerasish.base.tensors import convert_to_tensor


def dot_product_attention(
    query,
    key,
    value,
    bias=None,
    mask=None,
    scale=None,
    is_causal=False,
    flash_attention=None,
    attn_logits_soft_cap=None,
) -> graph.Tensor:
    """y = softmax(scale * query @ key^T + bias) @ value, head by head.

    Args:
        query: (batch, queries, heads, channels).
        key, value: (batch, keys, key heads, channels); a head of keys serves as many
            heads of queries as heads / key heads.
        bias: added to the scores (batch, heads, queries, keys), to which it broadcasts.
        mask: booleans that broadcast to the scores: which keys a query may look at.
        scale: a number; 1 / sqrt(channels) if None.
        is_causal: whether query i looks at the keys up to i only.
        flash_attention: None or False; it would change no number.
        attn_logits_soft_cap: None; only Keras on a TPU knows more.

    Returns:
        (batch, queries, heads, channels of value).

    Raises:
        ShapeError: ranks other than 4, or heads of keys that do not divide the heads.
        NotImplementedError: flash_attention is True.
        ArgumentError: a soft cap.

    Source:
        Vaswani et al., 2017, https://arxiv.org/abs/1706.03762, equation 1.

    Example:
        >>> from kerasish import ops
        >>> one = [[[[1.0]], [[2.0]]]]
        >>> y = ops.dot_product_attention(one, one, one, is_causal=True)
        >>> y.numpy().ravel().round(4)
        array([1.    , 1.8808], dtype=float32)
    """
    if flash_attention:
        raise NotImplementedError(
            "dot_product_attention has no flash attention; leave flash_attention None: "
            "the numbers are the same"
        )
    if attn_logits_soft_cap is not None:
        fail(
            "dot_product_attention: there is no soft cap for the scores",
            {"attn_logits_soft_cap": attn_logits_soft_cap},
            "leave it None",
        )
    query, key, value = map(convert_to_tensor, (query, key, value))
    bias = None if bias is None else convert_to_tensor(bias)
    mask = None if mask is None else graph.cast(convert_to_tensor(mask), "bool")
    return graph.dot_product_attention(query, key, value, bias, mask, scale, is_causal)
