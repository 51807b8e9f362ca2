"""Batches of generators and other iterables."""

import numpy as np
import pytest

import kerasish
from kerasish.base.errors import DataError
from kerasish.data.generators import GeneratorSource
from kerasish.data.source import make_source

PARTS = [(np.full((2, 1), i, "float32"), np.array([i, i])) for i in range(4)]


def values(source):
    found = [int(batch[0][0, 0]) for batch in source.epoch()]
    source.finish_epoch()
    return found


def test_a_list_of_batches_starts_again_each_epoch():
    class Batches:
        def __iter__(self):
            return iter(PARTS)

    source = GeneratorSource(Batches())
    assert values(source) == values(source) == [0, 1, 2, 3]


def test_an_iterable_with_a_length_tells_it():
    assert GeneratorSource(PARTS).num_batches == 4
    assert GeneratorSource(iter(PARTS)).num_batches is None
    assert GeneratorSource(iter(PARTS), steps=2).num_batches == 2


def test_a_generator_goes_on_where_it_stopped():
    source = GeneratorSource(iter(PARTS), steps=2)
    assert values(source) == [0, 1]
    assert values(source) == [2, 3]


def test_a_generator_that_is_used_up_is_refused():
    source = GeneratorSource(iter(PARTS))
    assert values(source) == [0, 1, 2, 3]
    with pytest.raises(DataError, match="gave no batch"):
        values(source)


def test_an_epoch_that_ends_early_gives_what_there_is():
    source = GeneratorSource(iter(PARTS), steps=3)
    assert values(source) == [0, 1, 2]
    with pytest.warns(UserWarning, match="ended after 1 of 3 batches"):
        assert values(source) == [3]


def test_batches_may_be_x_only_lists_and_dicts():
    batch = {"a": np.ones((2, 1)), "b": [[1.0], [2.0]]}
    (found,) = next(iter(GeneratorSource([batch]).epoch()))
    assert list(found) == ["a", "b"]
    assert found["a"].dtype == "float32"


def test_a_batch_of_four_is_refused():
    with pytest.raises(DataError, match="tuple of 4"):
        next(iter(GeneratorSource([(1, 2, 3, 4)]).epoch()))


def test_class_weights_apply_to_each_batch():
    source = GeneratorSource(PARTS, class_weight={0: 1.0, 1: 2.0, 2: 3.0, 3: 4.0})
    weights = [batch[2].tolist() for batch in source.epoch()]
    assert weights == [[1, 1], [2, 2], [3, 3], [4, 4]]


def test_targets_beside_a_generator_are_refused():
    with pytest.raises(DataError, match="its own targets"):
        make_source(iter(PARTS), np.ones(2))


def small_model():
    model = kerasish.Sequential([kerasish.Input((1,)), kerasish.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def test_fit_evaluate_and_predict_take_generators():
    model = small_model()
    history = model.fit(iter(PARTS), steps_per_epoch=2, epochs=2, verbose=0)
    assert len(history.history["loss"]) == 2
    assert np.isfinite(model.evaluate(iter(PARTS), verbose=0))
    assert model.predict(iter(PARTS), verbose=0).shape == (8, 1)
    assert model.predict(iter(PARTS), steps=3, verbose=0).shape == (6, 1)


def test_validation_data_may_be_a_generator():
    def forever():
        while True:
            yield from PARTS

    history = small_model().fit(
        iter(PARTS * 2),
        steps_per_epoch=4,
        epochs=2,
        validation_data=forever(),
        validation_steps=2,
        verbose=0,
    )
    assert len(history.history["val_loss"]) == 2
