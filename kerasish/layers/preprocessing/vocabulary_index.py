"""Tokens as the numbers that a vocabulary gives them, in graphs and on values."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import DataError, fail
from kerasish.layers.preprocessing.hashed_text import bins_of


@internal
class VocabularyIndex:
    """The number of a token: first + its place; others are out of the vocabulary.

    Args:
        tokens: the vocabulary, an array of text or int64, each once.
        first: the number of the first token.
        mask: a token with a number of its own, or None; and ``mask_number``.
        oov_first, oov_count: the numbers of what is out of the vocabulary; with a count
            of 0 it is an error.
        oov_hash: whether integers go to one of several such numbers by their hash, not
            modulo the count; text always does.
        key: of the hash, or None.
    """

    def __init__(
        self, tokens, first, mask, mask_number, oov_first, oov_count, oov_hash, key
    ):
        self.tokens, self.first = tokens, first
        self.mask, self.mask_number = mask, mask_number
        self.oov_first, self.oov_count = oov_first, oov_count
        self.oov_hash, self.key = oov_hash, key
        self._is_text = tokens.dtype.kind == "U"
        if self._is_text:
            self._places = {token: i for i, token in enumerate(tokens.tolist())}
        else:
            self._order = np.argsort(tokens, kind="stable")
            self._sorted = tokens[self._order]

    def numbers(self, x: np.ndarray) -> np.ndarray:
        """The numbers of tokens, int64."""
        found = self._found(x)
        missing = found < 0
        if self.mask is not None:
            is_mask = x == self.mask
            found = np.where(is_mask, self.mask_number, found)
            missing &= ~is_mask
        if not missing.any():
            return found
        if self.oov_count == 0:
            some = list(dict.fromkeys(x[missing].ravel().tolist()))[:5]
            fail(
                "a lookup got tokens that are not in its vocabulary",
                {"tokens": some},
                "clean the data, or make the layer with num_oov_indices=1",
                DataError,
            )
        return np.where(missing, self._of_others(x), found)

    def _found(self, x):
        """first + place, or -1."""
        if self._is_text:
            places, unknown = self._places, -1 - self.first
            flat = [places.get(token, unknown) for token in x.ravel().tolist()]
            return np.array(flat, np.int64).reshape(x.shape) + self.first
        if not self.tokens.size:
            return np.full(x.shape, -1, np.int64)
        at = np.searchsorted(self._sorted, x)
        at = np.minimum(at, self.tokens.size - 1)
        return np.where(self._sorted[at] == x, self._order[at] + self.first, -1)

    def _of_others(self, x):
        """The numbers that the tokens have, were they all out of the vocabulary."""
        if self.oov_count == 1:
            return np.full(x.shape, self.oov_first, np.int64)
        by_hash = self._is_text or self.oov_hash
        count = self.oov_count
        return (bins_of(x, count, self.key) if by_hash else x % count) + self.oov_first


@internal
class FindNumbers(graph.Op):
    """y = the number of each token in a vocabulary."""

    index: VocabularyIndex

    def infer(self, x: graph.Spec):
        return x.with_dtype(np.int64)

    def kernel(self, x):
        return self.index.numbers(x)

    def vjp(self, dy, y, x):
        return (None,)


@internal
class FindTokens(graph.Op):
    """y = the token of each number; ``other`` for numbers that are none's.

    The mask has number 0 where there is one.
    """

    index: VocabularyIndex
    other: object

    @property
    def _table(self) -> np.ndarray:
        """The tokens, with the mask and what stands for others behind them."""
        index, kind = self.index, self.index.tokens.dtype.kind
        mask = self.other if index.mask is None else index.mask
        ends = np.array([mask, self.other], np.str_ if kind == "U" else np.int64)
        return np.concatenate([index.tokens, ends])

    def infer(self, x: graph.Spec):
        return x.with_dtype(self._table.dtype)

    def kernel(self, x):
        table, index = self._table, self.index
        place, count = x.astype(np.int64) - index.first, len(index.tokens)
        inside = (place >= 0) & (place < count)
        is_mask = (x == 0) & (index.mask is not None)
        return table[np.where(is_mask, count, np.where(inside, place, count + 1))]

    def vjp(self, dy, y, x):
        return (None,)
