"""News by topic, as numbers of words."""

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

_DIGEST = "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916"
_TOPICS = (
    "cocoa grain veg-oil earn acq wheat copper housing money-supply coffee sugar trade "
    "reserves ship cotton carcass crude nat-gas cpi money-fx interest gnp meal-feed "
    "alum oilseed gold tin strategic-metal livestock retail ipi iron-steel rubber heat "
    "jobs lei bop zinc orange pet-chem dlr gas silver wpi hog lead"
)


def load_data(
    path="reuters.npz",
    num_words=None,
    skip_top=0,
    maxlen=None,
    test_split=0.2,
    seed=113,
    start_char=1,
    oov_char=2,
    index_from=3,
):
    """11,228 news of 1987 on 46 topics.

    A word is its rank by frequency, counted from ``index_from`` on.

    Args:
        path: of a local file, or the name of the kept one.
        num_words: words from this number on become oov_char; none when None.
        skip_top: words below this number become oov_char.
        maxlen: news with so many words or more are left out.
        test_split: the part for testing, 0 to 1.
        seed: of the order.
        start_char: put before each text; None for nothing.
        oov_char: stands for words that are left out; None to drop them.
        index_from: number of the first word.

    Returns:
        (x_train, y_train), (x_test, y_test): arrays of lists of integers, and labels 0
        to 45; see `get_label_names`.

    Raises:
        FileError: there is no file, and no network, or it holds something else.
        DataError: no text is short enough.

    Source:
        D. Lewis, "Reuters-21578 text categorization test collection".
    """
    arrays = load_npz(kept_file(path, f"{KERAS_FILES}reuters.npz", _DIGEST))
    order = np.arange(len(arrays["x"]))
    np.random.RandomState(seed).shuffle(order)
    texts = with_offset(arrays["x"][order], start_char, index_from)
    texts, labels = shorter_than(maxlen, texts, arrays["y"][order])
    texts = as_array(within_vocabulary(texts, num_words, skip_top, oov_char))
    cut = int(len(texts) * (1 - test_split))
    return (texts[:cut], labels[:cut]), (texts[cut:], labels[cut:])


def get_word_index(path="reuters_word_index.json") -> dict[str, int]:
    """The rank by frequency of each word.

    Args:
        path: of a local file, or the name of the kept one.

    Raises:
        FileError: there is no file, and no network.
    """
    return load_json(kept_file(path, f"{KERAS_FILES}reuters_word_index.json"))


def get_label_names() -> tuple[str, ...]:
    """The 46 topics, in the order of the labels.

    Example:
        >>> from kerasish.datasets import reuters
        >>> len(reuters.get_label_names()), reuters.get_label_names()[3]
        (46, 'earn')
    """
    return tuple(_TOPICS.split())
