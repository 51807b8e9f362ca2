"""StringLookup, IntegerLookup and TextVectorization."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers
from kerasish.base.errors import (
    ArgumentError,
    ConfigError,
    DataError,
    FileError,
    NotBuiltError,
)

WORDS = ["a", "b", "c"]


def test_numbers_are_mask_then_others_then_the_vocabulary():
    layer = layers.StringLookup(vocabulary=WORDS, mask_token="", num_oov_indices=2)
    assert layer.get_vocabulary() == ["", "[UNK]", "[UNK]", "a", "b", "c"]
    assert layer.get_vocabulary(include_special_tokens=False) == WORDS
    assert layer.vocabulary_size() == 6
    found = layer([["a", "c", ""], ["z", "y", "b"]]).tolist()
    assert found[0] == [3, 5, 0]
    assert found[1][2] == 4
    assert set(found[1][:2]) <= {1, 2}


def test_vectors_have_no_number_for_the_mask():
    layer = layers.StringLookup(vocabulary=WORDS, mask_token="", output_mode="count")
    assert layer.get_vocabulary() == ["[UNK]", "a", "b", "c"]
    assert layer([["a", "a", ""], ["z", "c", "b"]]).tolist() == [
        [0, 2, 0, 0],
        [1, 0, 1, 1],
    ]


def test_a_vocabulary_may_begin_with_all_special_tokens():
    layer = layers.IntegerLookup(vocabulary=[0, -1, 5, 7], mask_token=0)
    assert layer.get_vocabulary(False) == [5, 7]
    assert layer([0, 5, 7, 9]).tolist() == [0, 2, 3, 1]


def test_integers_out_of_the_vocabulary_are_spread_by_their_rest_or_hash():
    data = [0, 1, 5, -1, 2**40]
    layer = layers.IntegerLookup(vocabulary=[100], num_oov_indices=3)
    assert layer(data).tolist() == [0, 1, 2, 2, 1]
    hashed = layers.IntegerLookup(
        vocabulary=[100], num_oov_indices=3, oov_method="farmhash"
    )
    assert hashed(data).tolist() == layers.Hashing(3)(data).tolist()
    with pytest.raises(ArgumentError, match="a salt is for hashing"):
        layers.IntegerLookup(salt=3)


def test_without_numbers_for_others_they_are_an_error():
    layer = layers.StringLookup(vocabulary=WORDS, num_oov_indices=0)
    assert layer(["a", "c"]).tolist() == [0, 2]
    with pytest.raises(DataError, match="not in its vocabulary"):
        layer(["a", "z"])


def test_the_inverse_gives_tokens_back():
    layer = layers.StringLookup(vocabulary=WORDS, invert=True, mask_token="-")
    assert layer([[0, 1], [2, 9]]).tolist() == [["-", "[UNK]"], ["a", "[UNK]"]]
    integers = layers.IntegerLookup(vocabulary=[5, 7], invert=True)
    assert integers([0, 1, 2, -4]).tolist() == [-1, 5, 7, -1]


def test_adapt_orders_by_frequency_and_then_backwards():
    layer = layers.StringLookup()
    layer.adapt(["b", "a", "c", "b", "é", "[UNK]"])
    assert layer.get_vocabulary() == ["[UNK]", "b", "é", "c", "a"]
    layer = layers.IntegerLookup(max_tokens=3)
    batches = [np.array([[3, 3], [2, 2]]), np.array([[1, 2]])] * 2
    layer.adapt(iter(batches))
    assert layer.get_vocabulary() == [-1, 2, 3]
    with pytest.raises(DataError, match="tokens come as arrays"):
        layer.adapt(batches)


def test_adapt_reads_batches_up_to_a_number_of_steps():
    def batches():
        yield np.array([["a", "a"]])
        yield np.array([["b", "c"]])

    layer = layers.StringLookup()
    layer.adapt(batches(), steps=1)
    assert layer.get_vocabulary(False) == ["a"]
    layer.adapt(batches())
    assert layer.get_vocabulary(False) == ["a", "c", "b"]
    with pytest.raises(DataError, match="adapt got no data"):
        layer.adapt(iter([]))


def test_inverse_document_frequencies_are_learnt_and_padded():
    layer = layers.StringLookup(output_mode="tf_idf", max_tokens=5)
    layer.adapt([["a", "a"], ["a", "b"]])
    a, b = np.log([1 + 2 / 3, 1 + 2 / 2])
    want = [[(a + b) / 2, a, b]]
    np.testing.assert_allclose(layer([["a", "b", "z"]]), want, rtol=1e-6)
    padded = layers.StringLookup(
        output_mode="tf_idf", max_tokens=5, pad_to_max_tokens=True
    )
    padded.set_vocabulary(["a", "b"], idf_weights=[1.0, 3.0])
    assert padded([["z", "b"]]).tolist() == [[2.0, 0.0, 3.0, 0.0, 0.0]]


def test_a_vocabulary_comes_from_a_file(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("a\né\n", encoding="utf-8")
    layer = layers.StringLookup(vocabulary=str(path))
    assert layer.get_vocabulary() == ["[UNK]", "a", "é"]
    path.write_text("5\n-7\n")
    assert layers.IntegerLookup(vocabulary=str(path)).get_vocabulary(False) == [5, -7]
    with pytest.raises(FileError, match="not there"):
        layers.StringLookup(vocabulary=str(tmp_path / "none.txt"))


def test_a_config_holds_tokens_and_no_path(tmp_path):
    layer = layers.StringLookup(output_mode="tf_idf")
    layer.adapt([["a", "b"], ["a", "c"]])
    again = layers.StringLookup.from_config(layer.get_config())
    assert again.get_vocabulary() == layer.get_vocabulary()
    np.testing.assert_array_equal(again([["a", "z"]]), layer([["a", "z"]]))
    again.adapt([["d"]])  # one that was adapted can be adapted again
    config = layers.StringLookup(vocabulary=WORDS).get_config()
    assert config["vocabulary"] == WORDS
    for name in ("StringLookup", "TextVectorization"):
        with pytest.raises(ConfigError, match="names a file"):
            getattr(layers, name).from_config({"vocabulary": str(tmp_path / "x")})


def test_assets_hold_the_vocabulary(tmp_path):
    layer = layers.TextVectorization(output_mode="tf_idf")
    layer.adapt(["a b", "a c"])
    layer.save_assets(tmp_path)
    store = {}
    layer.save_own_variables(store)
    again = layers.TextVectorization(output_mode="tf_idf")
    again.load_own_variables(store)
    again.load_assets(tmp_path)
    assert again.get_vocabulary() == layer.get_vocabulary()
    np.testing.assert_array_equal(again(["a z"]), layer(["a z"]))


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        ({"vocabulary": ["a", "a"]}, "more than once"),
        ({"vocabulary": []}, "a list of tokens"),
        ({"vocabulary": ["a", ""], "mask_token": ""}, "mask_token at a wrong place"),
        ({"vocabulary": ["a", "[UNK]"], "invert": True}, "oov_token at a wrong place"),
        ({"vocabulary": WORDS, "max_tokens": 3}, "larger than max_tokens"),
        ({"pad_to_max_tokens": True}, "needs max_tokens"),
        ({"invert": True, "output_mode": "count"}, "an inverted lookup"),
        ({"idf_weights": [1.0]}, "idf_weights are for"),
        ({"vocabulary": WORDS, "output_mode": "tf_idf"}, "needs idf_weights"),
    ],
)
def test_arguments_that_do_not_fit_are_errors(arguments, match):
    with pytest.raises(ArgumentError, match=match):
        layers.StringLookup(**arguments)


def test_what_was_given_is_not_adapted():
    layer = layers.StringLookup(vocabulary=WORDS)
    with pytest.raises(ArgumentError, match="the vocabulary was given"):
        layer.adapt(["a"])


def test_vectors_need_a_vocabulary():
    with pytest.raises(NotBuiltError, match="no vocabulary yet"):
        layers.StringLookup(output_mode="count")(["a"])


def test_the_wrong_kind_of_input_is_an_error():
    with pytest.raises(graph.DTypeError, match="looks up text"):
        layers.StringLookup(vocabulary=WORDS)([1, 2])
    with pytest.raises(graph.DTypeError, match="looks up integers"):
        layers.IntegerLookup(vocabulary=[1])(["a"])
    with pytest.raises(NotImplementedError, match="no sparse"):
        layers.StringLookup(sparse=True)


# ---- TextVectorization


def test_text_is_standardised_as_ascii():
    layer = layers.TextVectorization(vocabulary=["É", "abc", "x"])
    assert layer(["É a-b'c!", "X\ty\n x"]).tolist() == [[2, 3, 0], [4, 1, 4]]


def test_text_is_split_into_characters_or_not():
    characters = layers.TextVectorization(vocabulary=list("ab "), split="character")
    assert characters(["a b", "É"]).tolist() == [[2, 4, 3], [1, 0, 0]]
    whole = layers.TextVectorization(vocabulary=["a b"], split=None, standardize=None)
    assert whole([["a b", "a"]]).tolist() == [[2, 1]]


def test_ngrams_are_runs_of_tokens():
    layer = layers.TextVectorization(vocabulary=["a b", "b c"], ngrams=(2,))
    assert layer(["a b c", "a"]).tolist() == [[2, 3], [0, 0]]
    layer = layers.TextVectorization(ngrams=2)
    layer.adapt(["a b c"])
    assert layer.get_vocabulary(False) == ["c", "b c", "b", "a b", "a"]


def test_the_length_of_sequences_cuts_and_fills_up():
    layer = layers.TextVectorization(vocabulary=WORDS, output_sequence_length=2)
    assert layer(["a b c", "c"]).tolist() == [[2, 3], [4, 0]]
    with pytest.raises(ArgumentError, match="output_sequence_length is for"):
        layers.TextVectorization(output_mode="count", output_sequence_length=2)


def test_functions_standardise_and_split():
    layer = layers.TextVectorization(
        standardize=np.char.upper,
        split=lambda text: [t.split("-") for t in text],
        vocabulary=["A", "B"],
    )
    assert layer(["a-b", "b"]).tolist() == [[2, 3], [3, 0]]
    wrong = layers.TextVectorization(standardize=lambda text: text[:1])
    with pytest.raises(DataError, match="returns text like its input"):
        wrong(["a", "b"])


def test_tf_idf_numbers_are_those_of_keras():
    documents = ["The cat sat.", "the dog, the cat", "a Dog"]
    layer = layers.TextVectorization(
        output_mode="tf_idf", max_tokens=8, pad_to_max_tokens=True
    )
    layer.adapt(documents)
    assert layer.get_vocabulary() == ["[UNK]", "the", "dog", "cat", "sat", "a"]
    want = [
        [0, 0.693147, 0, 0.693147, 0.916291, 0, 0, 0],
        [0, 1.386294, 0.693147, 0.693147, 0, 0, 0, 0],
        [0, 0, 0.693147, 0, 0, 0.916291, 0, 0],
    ]
    np.testing.assert_allclose(layer(documents), want, rtol=1e-6)


def test_several_texts_a_sample_are_an_error():
    with pytest.raises(DataError, match="splits one text a sample"):
        layers.TextVectorization(vocabulary=WORDS)([["a", "b"]])


# ---- text in models


def test_a_model_predicts_from_text():
    x = kerasish.Input((1,), dtype="string")
    model = kerasish.Model(x, layers.StringLookup(vocabulary=WORDS)(x))
    text = np.array([["a"], ["c"], ["z"]])
    for data in (text, text.astype(object), text.astype("S"), np.tile(text, (20, 1))):
        found = model.predict(data, verbose=0)
        assert found[:3].tolist() == [[1], [3], [0]]
        assert model(data).tolist()[:3] == [[1], [3], [0]]
    assert kerasish.models.model_from_json(model.to_json())(text).tolist()[0] == [1]
    assert '"dtype": "str"' not in model.to_json()
    assert model.input_dtype == "string"
    assert "dtype=string" in repr(x)


def test_a_model_gives_text():
    x = kerasish.Input((2,), dtype="int64")
    model = kerasish.Model(x, layers.StringLookup(vocabulary=WORDS, invert=True)(x))
    found = model.predict(np.array([[1, 2], [3, 0]]), verbose=0)
    assert found.tolist() == [["a", "b"], ["c", "[UNK]"]]


@pytest.mark.parametrize("mode", ["int", "multi_hot"])
def test_a_model_trains_on_text_of_any_length(tmp_path, mode):
    kerasish.utils.set_random_seed(1)
    texts = np.array(["good film", "it was bad", "very good", "so bad " * 9] * 4)
    layer = layers.TextVectorization(output_mode=mode)
    layer.adapt(texts)
    x = kerasish.Input((1,), dtype="string")
    h = layer(x)
    if mode == "int":
        h = layers.Embedding(layer.vocabulary_size(), 8)(h)
        h = layers.GlobalAveragePooling1D()(h)
    model = kerasish.Model(x, layers.Dense(1, activation="sigmoid")(h))
    model.compile(kerasish.optimizers.Adam(0.1), "binary_crossentropy")
    y = np.array([1.0, 0.0, 1.0, 0.0] * 4)
    losses = model.fit(texts[:, None], y, epochs=9, batch_size=5, verbose=0).history
    assert losses["loss"][-1] < 0.2 * losses["loss"][0]
    model.save(tmp_path / "model.h5")
    again = kerasish.models.load_model(tmp_path / "model.h5")
    new = np.array([["good"], ["bad, bad"]])
    np.testing.assert_allclose(
        again.predict(new, verbose=0), model.predict(new, verbose=0), rtol=1e-6
    )


def test_a_compiled_model_sees_that_a_layer_was_adapted_again():
    layer = layers.IntegerLookup()
    x = kerasish.Input((2,), dtype="int64")
    layer.adapt([1, 2, 3])
    model = kerasish.Model(x, layer(x))
    assert model.predict(np.array([[1, 5]]), verbose=0).tolist() == [[3, 0]]
    layer.adapt([5, 5, 1])
    assert model.predict(np.array([[1, 5]]), verbose=0).tolist() == [[2, 1]]


def test_a_model_keeps_the_size_of_its_vectors():
    layer = layers.IntegerLookup(output_mode="count")
    layer.adapt([1, 2, 3])
    layer(kerasish.Input((2,), dtype="int64"))
    layer.adapt([4, 5, 6])
    with pytest.raises(ArgumentError, match="holds the size of the vocabulary"):
        layer.adapt([4, 5])


def test_the_first_layer_of_a_stack_that_is_built_by_data_takes_text():
    layer = layers.TextVectorization(vocabulary=WORDS)
    model = kerasish.Sequential([layer, layers.Embedding(5, 2)])
    assert model.predict(np.array(["a b z", "c"]), verbose=0).shape == (2, 3, 2)
    assert model.predict(np.array(["a b z a b"] * 3), verbose=0).shape == (3, 5, 2)


def test_text_goes_through_steps_of_all_kinds():
    layer = layers.TextVectorization(vocabulary=WORDS)
    x = kerasish.Input((1,), dtype="string")
    h = layers.Embedding(5, 2)(layer(x))
    model = kerasish.Model(x, layers.GlobalMaxPooling1D()(h))
    text, y = np.array([["a b"], ["c c c"], ["z"], ["a"]]), np.zeros((4, 2))
    want = model.predict(text, verbose=0)
    model.compile("sgd", "mse", run_eagerly=True)
    np.testing.assert_allclose(model.predict(text, verbose=0), want, rtol=1e-6)
    trainable, others = model.trainable_variables, model.non_trainable_variables
    outputs, _ = model.stateless_call(trainable, others, text)
    np.testing.assert_allclose(outputs, want, rtol=1e-6)
    model.compile("sgd", "mse", steps_per_execution=2)
    model.fit(text, y, batch_size=1, verbose=0)
    batches = ((text[i : i + 2].astype("S"), y[i : i + 2]) for i in (0, 2))
    model.fit(batches, verbose=0)


def test_numbers_where_text_is_expected_and_the_other_way_are_errors():
    text = kerasish.Input((1,), dtype="string")
    model = kerasish.Model(text, layers.StringLookup(vocabulary=WORDS)(text))
    with pytest.raises(graph.DTypeError, match="takes text"):
        model.predict(np.ones((2, 1)), verbose=0)
    with pytest.raises(graph.DTypeError, match="text is not converted to numbers"):
        layers.Dense(2)(text)
    numbers = kerasish.Sequential([kerasish.Input((1,)), layers.Dense(1)])
    with pytest.raises(graph.DTypeError, match="turn the text into numbers"):
        numbers.predict(np.array([["a"]]), verbose=0)
