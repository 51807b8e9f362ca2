"""Text standardised, split into tokens, and tokens joined to n-grams."""

from __future__ import annotations

import re
import string

import numpy as np

from kerasish.base.discovery import internal
from kerasish.base.errors import DataError, fail

#: ASCII alone, as TensorFlow's string functions have it
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_STRIP = str.maketrans("", "", string.punctuation)
_SPACES = re.compile("[ \t\n\v\f\r]+")


@internal
class TextSplitter:
    """Makes rows of tokens of text.

    Args:
        standardize: "lower", "strip_punctuation", "lower_and_strip_punctuation", None,
            or a function of an array of str.
        split: "whitespace", "character", None, or a function of an array of str that
            gives lists of tokens.
        ngrams: how many neighbours are joined, a tuple of numbers, or None.
        owner: the layer's name, for messages.
    """

    def __init__(self, standardize, split, ngrams, owner: str):
        self.standardize, self.split = standardize, split
        self.ngrams, self.owner = ngrams, owner

    def tokens(self, text: np.ndarray, length: int | None = None) -> np.ndarray:
        """The tokens along a last axis, filled up with "".

        Args:
            text: an array of str, with a last axis of size 1 or without; when there is
                no splitting, its last axis holds tokens.
            length: of the last axis; as long as the longest row for None.
        """
        shape, rows = self.rows(text)
        return _filled(rows, length).reshape(*shape, -1)

    def rows(self, text: np.ndarray) -> tuple[tuple, list[list[str]]]:
        """The shape of the rows, and the tokens of each of them."""
        text = self._standardized(text)
        if self.split is None:
            shape = text.shape[:-1]
            width = text.shape[-1] if text.ndim else 1
            rows = text.reshape(-1, width).tolist()
        else:
            text = self._without_column(text)
            shape, rows = text.shape, self._split(text)
        if self.ngrams is not None:
            rows = [_joined(row, self.ngrams) for row in rows]
        return shape, rows

    def _standardized(self, text):
        how = self.standardize
        if callable(how):
            result = np.asarray(how(text))
            if result.shape != text.shape or result.dtype.kind != "U":
                fail(
                    f"layer {self.owner!r}: standardize returns text like its input",
                    {"input": text.shape, "returned": (result.shape, result.dtype)},
                    "it gets an array of str: return np.char.lower(x), for example",
                    DataError,
                )
            return result
        if how is None:
            return text
        tables = [_LOWER] * ("lower" in how) + [_STRIP] * ("strip" in how)
        parts = text.ravel().tolist()
        for table in tables:
            parts = [part.translate(table) for part in parts]
        return np.array(parts, np.str_).reshape(text.shape)

    def _without_column(self, text):
        if text.ndim < 2:
            return text
        if text.shape[-1] != 1:
            fail(
                f"layer {self.owner!r} splits one text a sample",
                {"inputs": text.shape},
                "pass (samples,) or (samples, 1), or make the layer with split=None",
                DataError,
            )
        return text[..., 0]

    def _split(self, text) -> list[list[str]]:
        if callable(self.split):
            found = self.split(text)
            rows = [found] if text.ndim == 0 else list(found)
            return [[str(token) for token in row] for row in rows]
        parts = text.ravel().tolist()
        if self.split == "character":
            return [list(part) for part in parts]
        return [[t for t in _SPACES.split(part) if t] for part in parts]


def _joined(row: list[str], widths) -> list[str]:
    """All runs of each width, joined by spaces."""
    return [
        " ".join(row[i : i + width])
        for width in widths
        for i in range(len(row) - width + 1)
    ]


def _filled(rows: list[list[str]], length: int | None) -> np.ndarray:
    if length is None:
        length = max(map(len, rows), default=0)
    full = [row[:length] + [""] * (length - len(row)) for row in rows]
    return np.array(full, np.str_).reshape(len(rows), length)
