"""What layers that look tokens up in a vocabulary share."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.base.errors import ConfigError, NotBuiltError, fail
from kerasish.base.rules import Rule
from kerasish.base.settings import floatx
from kerasish.layers.preprocessing.category_codes import encoded, encoded_shape
from kerasish.layers.preprocessing.hash_keys import salt_rule
from kerasish.layers.preprocessing.plain_inputs import PlainInputs
from kerasish.layers.preprocessing.sparse_outputs import dense_only
from kerasish.layers.preprocessing.vocabulary import Vocabulary
from kerasish.layers.preprocessing.vocabulary_files import VOCABULARY_ARGUMENTS
from kerasish.layers.preprocessing.vocabulary_index import FindNumbers, FindTokens

_OLD_MODES = {"binary": "multi_hot", "tf-idf": "tf_idf"}
_MODES = ("int", "one_hot", "multi_hot", "count", "tf_idf")

max_tokens_rule = rules.optional(
    Rule(
        "an integer > 1",
        lambda v: rules.any_int.accepts(v) and v > 1,
        (1, 0, -2, 2.5, "3"),
        int,
    )
)
output_mode_rule = Rule(
    "one of " + ", ".join(map(repr, _MODES)),
    lambda v: v in _MODES or v in _OLD_MODES,
    ("no such mode", 3.25),
    lambda v: _OLD_MODES.get(v, v),
)


@internal
class IndexLookup(Vocabulary, PlainInputs):
    """Looks tokens up; subclasses say of which dtype they are.

    The numbers of an "int" output are: 0 for the mask token if there is one, then
    ``num_oov_indices`` for what is out of the vocabulary, then the vocabulary. In the
    other modes the mask has no number.
    """

    derived_arguments = VOCABULARY_ARGUMENTS
    rules = {
        "max_tokens": max_tokens_rule,
        "num_oov_indices": rules.non_negative_int,
        "invert": rules.boolean,
        "output_mode": output_mode_rule,
        "pad_to_max_tokens": rules.boolean,
        "sparse": dense_only,
        "oov_method": rules.one_of("floormod", "farmhash"),
        "salt": salt_rule,
    }

    def __init__(
        self,
        max_tokens,
        num_oov_indices,
        mask_token,
        oov_token,
        vocabulary=None,
        idf_weights=None,
        invert=False,
        output_mode="int",
        sparse=False,
        pad_to_max_tokens=False,
        oov_method="floormod",
        salt=None,
        name=None,
        vocabulary_size=None,
        has_input_vocabulary=None,
        **kwargs,
    ):
        kwargs.pop("dtype", None)  # that of the outputs follows from the mode
        super().__init__(name=name, **kwargs)
        self.max_tokens, self.num_oov_indices = max_tokens, num_oov_indices
        self.mask_token, self.oov_token = mask_token, oov_token
        self.invert, self.output_mode, self.sparse = invert, output_mode, sparse
        self.pad_to_max_tokens = pad_to_max_tokens
        self.oov_method, self.salt = oov_method, salt
        self._check_arguments(vocabulary, idf_weights)
        if has_input_vocabulary is None:
            has_input_vocabulary = vocabulary is not None
        self._start_vocabulary(
            vocabulary, idf_weights, has_input_vocabulary, vocabulary_size
        )

    def _check_arguments(self, vocabulary, idf_weights) -> None:
        kind = type(self).__name__
        tf_idf = self.output_mode == "tf_idf"
        if self.pad_to_max_tokens and self.max_tokens is None:
            fail(
                f"{kind}: pad_to_max_tokens needs max_tokens",
                {"max_tokens": None},
                "say to how many tokens",
            )
        if self.invert and self.output_mode != "int":
            fail(
                f'{kind}: an inverted lookup has output_mode="int"',
                {"output_mode": self.output_mode},
                "leave output_mode out",
            )
        if idf_weights is not None and not tf_idf:
            fail(
                f'{kind}: idf_weights are for output_mode="tf_idf"',
                {"output_mode": self.output_mode},
                "leave them out",
            )
        if tf_idf and vocabulary is not None and idf_weights is None:
            fail(
                f"{kind}: a vocabulary for tf_idf needs idf_weights",
                None,
                "pass a weight for each token, or call adapt on data",
            )

    @property
    def _token_dtype(self) -> str:
        """The dtype of the tokens: "string" or "int64"."""
        raise NotImplementedError(f"{type(self).__name__} must define _token_dtype")

    @property
    def compute_dtype(self) -> str:
        return self._token_dtype

    dtype = variable_dtype = compute_dtype

    def _convert(self, value):
        return value

    def call(self, inputs):
        numbers = self._numbers(inputs)
        return numbers if self.invert else self._encoded(numbers)

    def _numbers(self, inputs):
        """The numbers of tokens, or of an inverted lookup the tokens of numbers."""
        if self.invert:
            x = self._checked(inputs, "int64")
            return graph.apply(FindTokens(self._index(), self.oov_token), x)
        x = self._checked(inputs, self._token_dtype)
        return graph.apply(FindNumbers(self._index()), x)

    def _checked(self, inputs, dtype):
        is_text = inputs.dtype.kind == "U"
        if is_text != (dtype == "string"):
            fail(
                f"layer {self.name!r} looks up "
                + ("text" if dtype == "string" else "integers"),
                {"inputs": inputs.spec},
                'text enters a model by Input(shape, dtype="string")',
                graph.DTypeError,
            )
        return inputs if is_text else graph.cast(inputs, dtype)

    def _encoded(self, numbers):
        """Numbers in the output mode."""
        mode = self.output_mode
        if mode == "int":
            return numbers
        self._require_size()
        if mode != "tf_idf":
            return encoded(numbers, mode, self._depth(), "int64")
        weights = self.idf_weights
        if weights is None:
            fail(f"layer {self.name!r} has no idf_weights", None, "call adapt on data")
        counts = encoded(numbers, "count", self._depth(), floatx())
        return counts * np.asarray(weights, floatx())

    def _depth(self):
        return self.max_tokens if self.pad_to_max_tokens else self._known_size()

    def _require_size(self) -> None:
        if self._depth() is None:
            fail(
                f"layer {self.name!r} has no vocabulary yet",
                {"output_mode": self.output_mode},
                "call adapt on data first, or pass vocabulary",
                NotBuiltError,
            )

    def compute_output_shape(self, input_shape):
        if self.output_mode == "int":
            return tuple(input_shape)
        mode = "count" if self.output_mode == "tf_idf" else self.output_mode
        return encoded_shape(input_shape, mode, self._depth())

    def get_build_config(self) -> dict:
        return {}

    def get_config(self) -> dict:
        return super().get_config() | self._vocabulary_config()

    @classmethod
    def from_config(cls, config):
        """The layer; a path in a config is not followed."""
        refuse_path(cls.__name__, config)
        return super().from_config(config)


@internal
def refuse_path(owner: str, config: dict) -> None:
    """Fails if the vocabulary of a config is a file."""
    if isinstance(config.get("vocabulary"), (str, bytes)):
        fail(
            f"{owner}: a config names a file as vocabulary",
            {"vocabulary": config["vocabulary"]},
            "files are not opened for a config: read the tokens and pass them as a "
            "list",
            ConfigError,
        )
