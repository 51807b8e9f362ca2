"""Integers as numbers that count from 0."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.layers.preprocessing.index_lookup import IndexLookup


class IntegerLookup(IndexLookup):
    """y = the number of each integer in a vocabulary, or what follows from it.

    Numbers count from 0: the mask token if there is one, `num_oov_indices` for what is
    out of the vocabulary, then the vocabulary. In modes other than "int" the mask token
    counts nothing and has no number.

    Args:
        max_tokens: the most numbers there may be, special ones included; no limit for
            None.
        num_oov_indices: how many numbers there are for integers out of the vocabulary;
            with 0 such an integer is an error.
        mask_token: the integer that stands for nothing, with number 0; none for None.
        oov_token: what an inverted lookup gives for other numbers.
        vocabulary: integers, or the path of a text file with one a line; found by
            `adapt` when None.
        vocabulary_dtype: only "int64".
        idf_weights: for each integer of `vocabulary` in mode "tf_idf".
        invert: whether numbers are looked up and integers of the vocabulary given.
        output_mode: "int" for the numbers, int64; "one_hot"; "multi_hot" or "count" for
            which integers are in a sample, or how often; "tf_idf" for counts times
            inverse document frequencies.
        sparse: only False.
        pad_to_max_tokens: whether vectors have max_tokens elements.
        oov_method: how others are spread over several numbers: "floormod" of the
            integer, or "farmhash" of its decimals.
        salt: an integer or two for the hash.

    Example:
        >>> from kerasish import layers
        >>> layer = layers.IntegerLookup(vocabulary=[12, 36, 1138])
        >>> layer([[12, 1138], [42, 36]]).numpy()
        array([[1, 3],
               [0, 2]])
    """

    rules = {
        "mask_token": rules.optional(rules.any_int),
        "oov_token": rules.optional(rules.any_int),
        "vocabulary_dtype": rules.one_of("int64"),
    }
    _token_dtype = "int64"

    def __init__(
        self,
        max_tokens=None,
        num_oov_indices=1,
        mask_token=None,
        oov_token=-1,
        vocabulary=None,
        vocabulary_dtype="int64",
        idf_weights=None,
        invert=False,
        output_mode="int",
        sparse=False,
        pad_to_max_tokens=False,
        oov_method="floormod",
        salt=None,
        name=None,
        **kwargs,
    ):
        if salt is not None and oov_method != "farmhash":
            fail(
                "IntegerLookup: a salt is for hashing",
                {"oov_method": oov_method},
                'pass oov_method="farmhash"',
            )
        self.vocabulary_dtype = vocabulary_dtype
        super().__init__(
            max_tokens,
            num_oov_indices,
            mask_token,
            oov_token,
            vocabulary=vocabulary,
            idf_weights=idf_weights,
            invert=invert,
            output_mode=output_mode,
            sparse=sparse,
            pad_to_max_tokens=pad_to_max_tokens,
            oov_method=oov_method,
            salt=salt,
            name=name,
            **kwargs,
        )
