"""FeatureSpace."""

from __future__ import annotations

import json
import zipfile

import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers
from kerasish.base.errors import ArgumentError, DataError, NotBuiltError
from kerasish.utils import FeatureSpace

DATA = {
    "size": [1.0, 2.0, 3.0, 6.0],
    "age": [1.0, 3.0, 1.0, 3.0],
    "colour": ["red", "blue", "red", "green"],
    "rooms": [2, 3, 3, 3],
}
KINDS = {
    "size": "float",
    "age": "float_normalized",
    "colour": "string_categorical",
    "rooms": "integer_categorical",
}


def adapted(data=DATA, **arguments):
    space = FeatureSpace(KINDS, **arguments)
    space.adapt(data)
    return space


def test_features_are_joined_by_name():
    found = adapted()(DATA)
    want = [
        # age, colour: [UNK] red green blue, rooms: [UNK] 3 2, size
        [-1, 0, 1, 0, 0, 0, 0, 1, 1],
        [1, 0, 0, 0, 1, 0, 1, 0, 2],
        [-1, 0, 1, 0, 0, 0, 1, 0, 3],
        [1, 0, 0, 1, 0, 0, 1, 0, 6],
    ]
    np.testing.assert_allclose(found, want, atol=1e-6)


def test_a_sample_alone_has_no_axis_of_samples():
    space = adapted()
    sample = {name: values[1] for name, values in DATA.items()}
    np.testing.assert_array_equal(space(sample), space(DATA)[1])


def test_crosses_come_last():
    crosses = [("colour", "rooms"), FeatureSpace.cross(("rooms", "colour"), 5)]
    space = adapted(crosses=crosses, crossing_dim=7)
    found = space(DATA)
    assert found.shape == (4, 9 + 7 + 5)
    lookups = [space.preprocessors[name](DATA[name]) for name in ("colour", "rooms")]
    places = layers.HashedCrossing(7)(lookups)
    assert found.numpy()[:, 9:16].argmax(1).tolist() == places.tolist()
    assert list(space.crossers) == ["colour_X_rooms", "rooms_X_colour"]


def test_a_dict_keeps_features_apart():
    kinds = {
        "colour": FeatureSpace.string_categorical(output_mode="int"),
        "rooms": FeatureSpace.integer_hashed(3, output_mode="int"),
        "size": FeatureSpace.float_discretized(None, [2.0, 4.0]),
        "age": FeatureSpace.float_rescaled(2.0, 1.0),
    }
    space = FeatureSpace(kinds, output_mode="dict")
    space.adapt(DATA)
    found = space(DATA)
    assert list(found) == sorted(kinds)
    assert found["colour"].tolist() == [[1], [3], [1], [2]]
    assert found["size"].numpy().argmax(1).tolist() == [0, 1, 1, 2]
    assert found["age"].tolist() == [[3.0], [7.0], [3.0], [7.0]]
    assert found["rooms"].dtype == "int64"


def test_data_come_as_batches_or_samples():
    want = adapted()(DATA).numpy()
    arrays = {name: np.array(values) for name, values in DATA.items()}
    halves = [{k: v[part] for k, v in arrays.items()} for part in (slice(2), [2, 3])]
    samples = [{k: v[i] for k, v in arrays.items()} for i in range(4)]
    for data in (halves, samples, iter(halves), [(half, 0) for half in halves]):
        np.testing.assert_allclose(adapted(data)(DATA), want, atol=1e-6)


def test_a_model_begins_with_the_inputs():
    space = adapted(crosses=[("colour", "rooms")])
    encoded = space.get_encoded_features()
    model = kerasish.Model(space.get_inputs(), layers.Dense(1)(encoded))
    model.compile("sgd", "mse")
    columns = {name: np.array(values)[:, None] for name, values in DATA.items()}
    model.fit(columns, np.ones((4, 1)), verbose=0)
    inner = kerasish.Model(space.get_inputs(), encoded)
    np.testing.assert_allclose(inner.predict(columns, verbose=0), space(DATA))


def test_a_layer_of_ones_own():
    words = layers.TextVectorization(output_mode="count")
    space = FeatureSpace({"text": FeatureSpace.feature("string", words, "float")})
    with pytest.raises(graph.DTypeError, match="is not encoded"):
        space.adapt({"text": ["a b", "b"]}) or space({"text": ["a b"]})
    words = layers.TextVectorization(output_mode="tf_idf")
    space = FeatureSpace({"text": FeatureSpace.feature("string", words, "float")})
    space.adapt({"text": ["a b", "b"]})
    np.testing.assert_array_equal(space({"text": ["b b"]}), words(["b b"]))


def test_a_config_makes_an_equal_space():
    space = adapted(crosses=[("colour", "rooms")])
    again = FeatureSpace.from_config(json.loads(json.dumps(space.get_config())))
    again.adapt(DATA)
    np.testing.assert_array_equal(again(DATA), space(DATA))


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        ({"features": {}}, "must be a dict of features"),
        ({"features": {"a": "complex"}}, "of no known kind"),
        ({"crosses": [("size", "weight")]}, "names what is no feature"),
        ({"crosses": [("size",)]}, "at least two names"),
        ({"output_mode": "list"}, "output_mode must be"),
    ],
)
def test_what_does_not_fit_is_an_error(arguments, match):
    with pytest.raises(ArgumentError, match=match):
        FeatureSpace(**{"features": KINDS, **arguments})


def test_it_is_adapted_to_all_features_before_use():
    space = FeatureSpace(KINDS)
    for use in (space.get_inputs, space.get_encoded_features, lambda: space(DATA)):
        with pytest.raises(NotBuiltError, match="not adapted yet"):
            use()
    with pytest.raises(DataError, match="no feature 'age'"):
        space.adapt({"size": [1.0]})
    with pytest.raises(ArgumentError, match="takes a dict with its features"):
        adapted()({"size": [1.0]})
    unknown = FeatureSpace.feature("int32", layers.Identity(dtype="int32"), "one_hot")
    with pytest.raises(ArgumentError, match="how many numbers feature 'a' has"):
        FeatureSpace({"a": unknown})({"a": [1]})


def test_an_archive_keeps_what_was_learnt(tmp_path):
    path = tmp_path / "space.keras"
    space = adapted(crosses=[("colour", "rooms")], crossing_dim=5)
    space.save(path)
    loaded = kerasish.saving.load_model(path)
    assert isinstance(loaded, FeatureSpace)
    np.testing.assert_array_equal(loaded(DATA), space(DATA))
    assert loaded.get_config() == space.get_config()


def test_an_archive_that_names_the_public_module(tmp_path):
    """Keras writes the module ``keras.utils``."""
    path = tmp_path / "space.keras"
    adapted().save(path)
    renamed = tmp_path / "keras.keras"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(renamed, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "config.json":
                data = json.dumps(json.loads(data) | {"module": "keras.utils"}).encode()
            target.writestr(name, data)
    loaded = kerasish.saving.load_model(renamed, verify=False)
    np.testing.assert_array_equal(loaded(DATA), adapted()(DATA))


def test_a_space_that_has_not_learnt_stays_so(tmp_path):
    path = tmp_path / "space.keras"
    with pytest.warns(UserWarning, match="has not been built"):
        FeatureSpace(KINDS).save(path)
    with pytest.raises(NotBuiltError, match="not adapted yet"):
        kerasish.saving.load_model(path)(DATA)
