"""The vocabulary of a layer: given, read from a file, or found in data."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np

import graph
from kerasish.base.discovery import internal
from kerasish.base.errors import DataError, fail
from kerasish.base.settings import floatx
from kerasish.base.text import text_array
from kerasish.layers.preprocessing.hash_keys import hash_key
from kerasish.layers.preprocessing.token_counts import TokenCounts
from kerasish.layers.preprocessing.vocabulary_adapting import VocabularyAdapting
from kerasish.layers.preprocessing.vocabulary_files import VocabularyFiles, lines_of
from kerasish.layers.preprocessing.vocabulary_index import VocabularyIndex


@internal
class Vocabulary(VocabularyAdapting, VocabularyFiles):
    """The half of `IndexLookup` that keeps tokens; it needs the arguments of that."""

    def _start_vocabulary(self, vocabulary, idf_weights, is_fixed, size) -> None:
        self._keep(
            _tokens=None, _cached_index=None, idf_weights=None, _counts=TokenCounts()
        )
        self._is_fixed, self._frozen_size = is_fixed, size
        if vocabulary is not None:
            self.set_vocabulary(vocabulary, idf_weights)

    def _keep(self, **attributes) -> None:
        vars(self).update(attributes)  # there is nothing to track in them

    # ---- what is known

    def vocabulary_size(self) -> int:
        """The number of tokens, with those for the mask and for others."""
        known = 0 if self._tokens is None else len(self._tokens)
        return known + self._token_start_index()

    def get_vocabulary(self, include_special_tokens: bool = True) -> list:
        """The tokens in the order of their numbers.

        Args:
            include_special_tokens: whether those for the mask and for what is out of
                the vocabulary come first.
        """
        tokens = [] if self._tokens is None else self._tokens.tolist()
        return [*self._special_tokens(), *tokens] if include_special_tokens else tokens

    def _known_size(self) -> int | None:
        return self._frozen_size if self._tokens is None else self.vocabulary_size()

    def _oov_start_index(self) -> int:
        return int(self.mask_token is not None and self.output_mode == "int")

    def _token_start_index(self) -> int:
        return self._oov_start_index() + self.num_oov_indices

    def _special_tokens(self) -> list:
        masks = [self.mask_token] * self._oov_start_index()
        return masks + [self.oov_token] * self.num_oov_indices

    def _index(self) -> VocabularyIndex:
        """The index of the tokens; of none before there is a vocabulary."""
        if self._cached_index is None:
            tokens = self._as_tokens([]) if self._tokens is None else self._tokens
            masked = 0 if self.output_mode == "int" else np.iinfo(np.int64).max
            index = VocabularyIndex(
                tokens,
                self._token_start_index(),
                self.mask_token,
                masked,
                self._oov_start_index(),
                self.num_oov_indices,
                self.oov_method == "farmhash",
                hash_key(self.salt),
            )
            self._keep(_cached_index=index)
        return self._cached_index

    def _as_tokens(self, values) -> np.ndarray:
        """Tokens as an array of text or int64."""
        array = self._as_array(values)
        if self._token_dtype == "string":
            array = array if array.size else array.astype(np.str_)
            return text_array(array, self.encoding, type(self).__name__)
        if array.size and array.dtype.kind not in "iu":
            fail(
                f"{type(self).__name__}: a vocabulary of integers is needed",
                {"dtype": array.dtype},
                "pass a list of integers",
                graph.DTypeError,
            )
        return array.astype(np.int64)

    def _as_array(self, values) -> np.ndarray:
        try:
            return np.asarray(values)
        except ValueError as error:
            fail(
                f"{type(self).__name__}: tokens come as arrays",
                str(error),
                "fill rows up to one length, or adapt to an iterator of batches",
                DataError,
            )

    # ---- setting it

    def set_vocabulary(self, vocabulary, idf_weights=None) -> None:
        """Sets the tokens, in the order of their numbers.

        Args:
            vocabulary: a list or array of tokens, each once; with all special tokens in
                front or with none. Or the path of a file with a token a line, without
                special tokens.
            idf_weights: for "tf_idf", a number for each token of vocabulary.

        Raises:
            ArgumentError: tokens that are there twice or have no place, or weights that
                do not fit.
            FileError: a file that is not there.
        """
        has_weights = idf_weights is not None
        if has_weights != (self.output_mode == "tf_idf"):
            fail(
                f"layer {self.name!r}: idf_weights belong to tf_idf",
                {"output_mode": self.output_mode, "idf_weights": has_weights},
                "pass one for each token with tf_idf, none otherwise",
            )
        if isinstance(vocabulary, (str, Path)):
            tokens, has_special = self._from_lines(lines_of(vocabulary)), False
        else:
            tokens = self._as_tokens(vocabulary)
            self._require_tokens(tokens)
            start = self._token_start_index()
            has_special = tokens[:start].tolist() == self._special_tokens()
            tokens = tokens[start:] if has_special else tokens
        self._check_tokens(tokens)
        weights = None
        if has_weights:
            weights = self._padded_weights(idf_weights, len(tokens), has_special)
        self._take(tokens, weights)

    def _from_lines(self, lines) -> np.ndarray:
        is_text = self._token_dtype == "string"
        return self._as_tokens(lines if is_text else [int(line) for line in lines])

    def _require_tokens(self, tokens) -> None:
        if tokens.ndim != 1 or not tokens.size:
            fail(
                f"{type(self).__name__}: a vocabulary is a list of tokens",
                {"shape": tokens.shape},
                "pass at least one token",
            )

    def _check_tokens(self, tokens) -> None:
        kind, listed = type(self).__name__, tokens.tolist()
        twice = [token for token, n in Counter(listed).items() if n > 1]
        if twice:
            fail(
                f"{kind}: tokens are in the vocabulary more than once",
                {"tokens": twice[:5]},
                "pass each once: list(dict.fromkeys(vocabulary))",
            )
        for name, counts in (("mask_token", True), ("oov_token", self.invert)):
            token = getattr(self, name)
            if counts and token is not None and token in listed:
                fail(
                    f"{kind}: the vocabulary holds the {name} at a wrong place",
                    {name: token, "index": listed.index(token)},
                    f"begin it with {self._special_tokens()}, or leave these out",
                )
        size = self._token_start_index() + len(listed)
        if self.max_tokens is not None and size > self.max_tokens:
            fail(
                f"{kind}: the vocabulary is larger than max_tokens",
                {"size with special tokens": size, "max_tokens": self.max_tokens},
                "cut it, or raise max_tokens",
            )

    def _padded_weights(self, weights, number, has_special) -> np.ndarray:
        """Weights for all numbers: the mean for special tokens, 0 for padding."""
        weights = np.asarray(weights, np.float64)
        start = self._token_start_index()
        expected = number + start * has_special
        if weights.shape != (expected,):
            fail(
                f"layer {self.name!r}: idf_weights are a number for each token",
                {"idf_weights": weights.shape, "tokens": expected},
                "pass a vector as long as the vocabulary",
            )
        if not has_special:
            front = np.full(start, weights.mean() if weights.size else 0.0)
            weights = np.concatenate([front, weights])
        if self.pad_to_max_tokens:
            weights = np.pad(weights, (0, self.max_tokens - len(weights)))
        return weights.astype(floatx())

    def _take(self, tokens, weights) -> None:
        size = self._token_start_index() + len(tokens)
        fixed = self.output_mode == "int" or self.pad_to_max_tokens
        if not fixed and self._inbound_nodes and size != self._known_size():
            fail(
                f"layer {self.name!r}: a model holds the size of the vocabulary",
                {"size": self._known_size(), "new size": size},
                "set the vocabulary first, or make the layer with "
                "pad_to_max_tokens=True",
            )
        self._keep(_tokens=tokens, idf_weights=weights, _cached_index=None)
        self._frozen_size = size
        self._note_adaptation()
