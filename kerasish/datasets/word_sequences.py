"""Texts as lists of word numbers, prepared as Keras does."""

from __future__ import annotations

import json

import numpy as np

from kerasish.base.errors import DataError, fail


def with_offset(texts, start_char, index_from) -> list[list[int]]:
    """Words counted from index_from on, behind a mark for the start."""
    start = [] if start_char is None else [start_char]
    offset = 0 if index_from is None else index_from
    return [start + [word + offset for word in text] for text in texts]


def shorter_than(maxlen, texts, labels):
    """The texts with less than maxlen words; all when it is None.

    Raises:
        DataError: there is none.
    """
    if not maxlen:
        return texts, labels
    kept = [i for i, text in enumerate(texts) if len(text) < maxlen]
    if not kept:
        fail(
            f"there is no text with less than {maxlen} words",
            {"maxlen": maxlen},
            "pass a larger one",
            DataError,
        )
    return [texts[i] for i in kept], np.asarray(labels)[kept]


def within_vocabulary(texts, num_words, skip_top, oov_char) -> list[list[int]]:
    """Words from skip_top to num_words; others become oov_char, or are left out."""
    if not num_words:
        num_words = max(max(text) for text in texts)
    if oov_char is None:
        return [[w for w in text if skip_top <= w < num_words] for text in texts]
    return [
        [w if skip_top <= w < num_words else oov_char for w in text] for text in texts
    ]


def as_array(texts: list[list[int]]) -> np.ndarray:
    """An array whose elements are the lists."""
    array = np.empty(len(texts), object)
    array[:] = texts
    return array


def load_json(path) -> dict:
    """The dict of a JSON file."""
    with open(path, encoding="utf-8") as file:
        return json.load(file)
