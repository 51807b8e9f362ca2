"""Reviews of films, as numbers of words."""

from __future__ import annotations

import numpy as np

from kerasish.datasets.kept_files import KERAS_FILES, kept_file
from kerasish.datasets.plain_pickles import load_npz
from kerasish.datasets.word_sequences import (
    as_array,
    load_json,
    shorter_than,
    with_offset,
    within_vocabulary,
)

_DIGEST = "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f"


def load_data(
    path="imdb.npz",
    num_words=None,
    skip_top=0,
    maxlen=None,
    seed=113,
    start_char=1,
    oov_char=2,
    index_from=3,
):
    """25,000 reviews for training and 25,000 for testing, half of each positive.

    A word is its rank by frequency, counted from ``index_from`` on.

    Args:
        path: of a local file, or the name of the kept one.
        num_words: words from this number on become oov_char; none when None.
        skip_top: words below this number become oov_char.
        maxlen: reviews with so many words or more are left out.
        seed: of the order.
        start_char: put before each review; None for nothing.
        oov_char: stands for words that are left out; None to drop them.
        index_from: number of the first word.

    Returns:
        (x_train, y_train), (x_test, y_test): arrays of lists of integers, and labels 0
        (negative) or 1.

    Raises:
        FileError: there is no file, and no network, or it holds something else.
        DataError: no review is short enough.

    Source:
        A. Maas et al. (2011), "Learning word vectors for sentiment analysis".
    """
    arrays = load_npz(kept_file(path, f"{KERAS_FILES}imdb.npz", _DIGEST))
    random = np.random.RandomState(seed)
    parts = []
    for part in ("train", "test"):
        order = np.arange(len(arrays[f"x_{part}"]))
        random.shuffle(order)
        texts = with_offset(arrays[f"x_{part}"][order], start_char, index_from)
        parts.append(shorter_than(maxlen, texts, arrays[f"y_{part}"][order]))
    texts = within_vocabulary(parts[0][0] + parts[1][0], num_words, skip_top, oov_char)
    cut = len(parts[0][0])
    return (as_array(texts[:cut]), parts[0][1]), (as_array(texts[cut:]), parts[1][1])


def get_word_index(path="imdb_word_index.json") -> dict[str, int]:
    """The rank by frequency of each word.

    Args:
        path: of a local file, or the name of the kept one.

    Raises:
        FileError: there is no file, and no network.
    """
    return load_json(kept_file(path, f"{KERAS_FILES}imdb_word_index.json"))
