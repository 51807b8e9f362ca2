"""Text as numbers."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.layers.preprocessing.index_lookup import IndexLookup


class StringLookup(IndexLookup):
    """y = the number of each token in a vocabulary, or what follows from it.

    Numbers count from 0: the mask token if there is one, `num_oov_indices` for what is
    out of the vocabulary, then the vocabulary. In modes other than "int" the mask token
    counts nothing and has no number.

    Args:
        max_tokens: the most numbers there may be, special ones included; no limit for
            None.
        num_oov_indices: how many numbers there are for tokens out of the vocabulary,
            which are spread over them by hash; with 0 such a token is an error.
        mask_token: the token that stands for nothing, with number 0; none for None.
        oov_token: what an inverted lookup gives for other numbers.
        vocabulary: tokens, or the path of a text file with one a line; found by `adapt`
            when None.
        idf_weights: for each token of `vocabulary` in mode "tf_idf".
        invert: whether numbers are looked up and tokens given.
        output_mode: "int" for the numbers, int64; "one_hot"; "multi_hot" or "count" for
            which tokens are in a sample, or how often; "tf_idf" for counts times
            inverse document frequencies.
        pad_to_max_tokens: whether vectors have max_tokens elements.
        sparse: only False.
        encoding: of tokens that are bytes.
        salt: an integer or two for the hash that spreads tokens out of the vocabulary.

    Call arguments:
        inputs: str or bytes, as lists or arrays. In a model they come from
            ``Input(shape, dtype="string")``; an inverted lookup takes integers.

    Example:
        >>> from kerasish import layers
        >>> layer = layers.StringLookup(vocabulary=["a", "b", "c"])
        >>> layer([["a", "c"], ["z", "b"]]).numpy()
        array([[1, 3],
               [0, 2]])
        >>> layers.StringLookup(vocabulary=["a", "b"], invert=True)([2, 0]).tolist()
        ['b', '[UNK]']
    """

    rules = {
        "mask_token": rules.optional(rules.any_string),
        "oov_token": rules.optional(rules.any_string),
        "encoding": rules.any_string,
    }
    _token_dtype = "string"

    def __init__(
        self,
        max_tokens=None,
        num_oov_indices=1,
        mask_token=None,
        oov_token="[UNK]",
        vocabulary=None,
        idf_weights=None,
        invert=False,
        output_mode="int",
        pad_to_max_tokens=False,
        sparse=False,
        encoding="utf-8",
        name=None,
        salt=None,
        **kwargs,
    ):
        self.encoding = encoding
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
            salt=salt,
            name=name,
            **kwargs,
        )
