"""Sentences as numbers of words, or as vectors."""

from __future__ import annotations

import itertools

import graph
from kerasish.base import rules
from kerasish.base.errors import fail
from kerasish.base.rules import Rule
from kerasish.base.serialization import deserialize_keras_object
from kerasish.base.staging import staged
from kerasish.base.text import text_array
from kerasish.layers.preprocessing.adapt_batches import batches_of, is_one_array
from kerasish.layers.preprocessing.index_lookup import (
    max_tokens_rule,
    output_mode_rule,
    refuse_path,
)
from kerasish.layers.preprocessing.plain_inputs import PlainInputs
from kerasish.layers.preprocessing.sparse_outputs import dense_only
from kerasish.layers.preprocessing.string_lookup import StringLookup
from kerasish.layers.preprocessing.text_splitting import TextSplitter
from kerasish.layers.preprocessing.vocabulary_files import VOCABULARY_ARGUMENTS

_SERIALS = itertools.count(1)


def _one_of_or_function(*words) -> Rule:
    return Rule(
        "one of " + ", ".join(map(repr, words)) + ", None, or a function",
        lambda v: v is None or v in words or callable(v) or isinstance(v, dict),
        ("no such way", 3),
    )


def _are_widths(value) -> bool:
    if isinstance(value, (tuple, list)):
        return all(map(rules.positive_int.accepts, value))
    return rules.positive_int.accepts(value)


_NGRAMS = rules.optional(
    Rule(
        "a positive integer or a tuple of them",
        _are_widths,
        (0, "2", 1.5, (0,)),
        lambda v: tuple(v) if isinstance(v, (tuple, list)) else int(v),
    )
)


class TextVectorization(PlainInputs):
    """Text standardised, split into tokens, and these looked up in a vocabulary.

    Number 0 is that of no token, 1 that of tokens out of the vocabulary; in modes other
    than "int" there is no number for no token.

    Args:
        max_tokens: the most numbers there may be; no limit for None.
        standardize: "lower_and_strip_punctuation" (of ASCII), "lower",
            "strip_punctuation", None, or a function that takes and returns an array of
            str.
        split: "whitespace", "character", None for inputs that are tokens, or a function
            that takes an array of str and returns a list of tokens for each.
        ngrams: tokens are joined to all runs of 1 to so many, or of the lengths in a
            tuple.
        output_mode: "int" for the numbers, int64, filled up with 0; "multi_hot" or
            "count" for which tokens are in a text, or how often; "tf_idf" for counts
            times inverse document frequencies.
        output_sequence_length: the number of tokens in mode "int", cut or filled up; as
            many as the longest text of the batch has when None.
        pad_to_max_tokens: whether vectors have max_tokens elements.
        vocabulary: tokens, or the path of a text file with one a line; found by `adapt`
            when None.
        idf_weights: for each token of `vocabulary` in mode "tf_idf".
        sparse, ragged: only False.
        encoding: of text that comes as bytes.

    Call arguments:
        inputs: str or bytes, (samples,) or (samples, 1). In a model they come from
            ``Input((1,), dtype="string")``.

    Example:
        >>> import kerasish
        >>> layer = kerasish.layers.TextVectorization()
        >>> layer.adapt(["the cat sat", "the dog"])
        >>> layer.get_vocabulary()
        ['', '[UNK]', 'the', 'sat', 'dog', 'cat']
        >>> layer(["The dog sat!", "A cat"]).numpy()
        array([[2, 4, 3],
               [1, 5, 0]])
    """

    derived_arguments = VOCABULARY_ARGUMENTS
    rules = {
        "max_tokens": max_tokens_rule,
        "standardize": _one_of_or_function(
            "lower_and_strip_punctuation", "lower", "strip_punctuation"
        ),
        "split": _one_of_or_function("whitespace", "character"),
        "ngrams": _NGRAMS,
        "output_mode": output_mode_rule,
        "output_sequence_length": rules.optional(rules.non_negative_int),
        "pad_to_max_tokens": rules.boolean,
        "sparse": dense_only,
        "ragged": dense_only,
        "encoding": rules.any_string,
    }

    def __init__(
        self,
        max_tokens=None,
        standardize="lower_and_strip_punctuation",
        split="whitespace",
        ngrams=None,
        output_mode="int",
        output_sequence_length=None,
        pad_to_max_tokens=False,
        vocabulary=None,
        idf_weights=None,
        sparse=False,
        ragged=False,
        encoding="utf-8",
        name=None,
        vocabulary_size=None,
        has_input_vocabulary=None,
        **kwargs,
    ):
        super().__init__(name=name, **kwargs)
        if output_mode != "int" and output_sequence_length is not None:
            fail(
                'TextVectorization: output_sequence_length is for output_mode="int"',
                {"output_mode": output_mode},
                "leave it out: vectors are as long as the vocabulary",
            )
        self.max_tokens, self.pad_to_max_tokens = max_tokens, pad_to_max_tokens
        self.standardize = deserialize_keras_object(standardize)
        self.split = deserialize_keras_object(split)
        self.ngrams, self.output_mode = ngrams, output_mode
        self.output_sequence_length = output_sequence_length
        self.sparse, self.ragged, self.encoding = sparse, ragged, encoding
        widths = range(1, ngrams + 1) if isinstance(ngrams, int) else ngrams
        self._splitter = TextSplitter(self.standardize, self.split, widths, self.name)
        self._lookup_layer = StringLookup(
            max_tokens=max_tokens,
            mask_token="",
            vocabulary=vocabulary,
            idf_weights=idf_weights,
            output_mode=output_mode,
            pad_to_max_tokens=pad_to_max_tokens,
            encoding=encoding,
            vocabulary_size=vocabulary_size,
            has_input_vocabulary=has_input_vocabulary,
        )

    @property
    def compute_dtype(self) -> str:
        return "string"

    dtype = variable_dtype = compute_dtype

    def _convert(self, value):
        return value

    def call(self, inputs):
        if inputs.dtype.kind != "U":
            fail(
                f"layer {self.name!r} takes text",
                {"inputs": inputs.spec},
                'text enters a model by Input(shape, dtype="string")',
                graph.DTypeError,
            )
        shape = inputs.spec.shape
        if self.split is not None and len(shape) > 1:
            shape = shape[:-1]
        if self.split is not None or self.ngrams is not None or shape:
            shape = (*(shape if self.split is not None else shape[:-1]), self._length())
        spec = graph.Spec("int64", shape)
        numbers = staged(inputs, self._numbers, spec)
        return self._lookup_layer._encoded(numbers)

    def _length(self):
        """The number of tokens: given, or a size that each run brings."""
        if self.output_sequence_length is not None:
            return self.output_sequence_length
        return f"{self.name}_tokens_{next(_SERIALS)}"

    def _numbers(self, text):
        tokens = self._splitter.tokens(text, self.output_sequence_length)
        return self._lookup_layer._index().numbers(tokens)

    def compute_output_shape(self, input_shape):
        if self.output_mode == "int":
            return (*tuple(input_shape)[:1], self.output_sequence_length)
        if self.split is not None:
            input_shape = (*tuple(input_shape)[:1], None)
        return self._lookup_layer.compute_output_shape(input_shape)

    # ---- the vocabulary

    def adapt(self, data, batch_size=None, steps=None) -> None:
        """Takes the tokens of data, the most frequent first.

        Args:
            data: a list or array of text, or an iterable of batches of text.
            batch_size: ignored: a batch is what the iterable yields.
            steps: at most so many batches.

        Raises:
            ArgumentError: the vocabulary was given.
        """
        self.reset_state()
        at_once = isinstance(data, (list, tuple)) or is_one_array(data)
        for batch in [data] if at_once else batches_of(data, self.name, steps):
            self.update_state(batch)
        self.finalize_state()

    def update_state(self, data) -> None:
        """Counts a batch in."""
        self._lookup_layer._require_adaptable()
        text = text_array(data, self.encoding, self.name)
        if self.split is None and text.ndim == 1:
            text = text[:, None]
        self._lookup_layer._count(self._splitter.rows(text)[1])

    def finalize_state(self) -> None:
        """Makes the vocabulary of the batches seen."""
        self._lookup_layer.finalize_state()

    def reset_state(self) -> None:
        """Forgets the batches seen."""
        self._lookup_layer.reset_state()

    def get_vocabulary(self, include_special_tokens: bool = True) -> list:
        """The tokens in the order of their numbers; see `StringLookup`."""
        return self._lookup_layer.get_vocabulary(include_special_tokens)

    def set_vocabulary(self, vocabulary, idf_weights=None) -> None:
        """Sets the tokens; see `StringLookup.set_vocabulary`."""
        self._lookup_layer.set_vocabulary(vocabulary, idf_weights)

    def vocabulary_size(self) -> int:
        """The number of tokens, with those for none and for others."""
        return self._lookup_layer.vocabulary_size()

    # ---- files

    def get_config(self) -> dict:
        return super().get_config() | self._lookup_layer._vocabulary_config()

    @classmethod
    def from_config(cls, config):
        """The layer; a path in a config is not followed."""
        refuse_path(cls.__name__, config)
        return super().from_config(config)

    def save_own_variables(self, store) -> None:
        self._lookup_layer.save_own_variables(store)

    def load_own_variables(self, store) -> None:
        self._lookup_layer.load_own_variables(store)

    def save_assets(self, dir_path) -> None:
        """Writes the vocabulary into a folder, a token a line."""
        self._lookup_layer.save_assets(dir_path)

    def load_assets(self, dir_path) -> None:
        """Reads what `save_assets` wrote."""
        self._lookup_layer.load_assets(dir_path)
