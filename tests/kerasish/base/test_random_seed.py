"""Seeds and the state of random numbers."""

import numpy as np
import pytest

import graph
import kerasish
from graph import ArgumentError
from kerasish import layers
from kerasish.base.random_seed import SeedGenerator, draw_key
from kerasish.utils import set_random_seed


def test_the_same_seed_gives_the_same_weights():
    def weights():
        model = kerasish.Sequential(
            [kerasish.Input((3,)), layers.Dense(4), layers.Dense(2)]
        )
        return model.get_weights()

    set_random_seed(5)
    first = weights()
    set_random_seed(5)
    for a, b in zip(first, weights()):
        np.testing.assert_array_equal(a, b)
    set_random_seed(6)
    assert (first[0] != weights()[0]).all()


def test_two_layers_draw_different_weights():
    set_random_seed(5)
    one, two = layers.Dense(4), layers.Dense(4)
    one.build((None, 3))
    two.build((None, 3))
    assert (one.get_weights()[0] != two.get_weights()[0]).any()


@pytest.mark.parametrize("seed", [-1, 2**32, 1.5, "1", None])
def test_a_seed_that_is_no_small_integer_is_refused(seed):
    with pytest.raises(ArgumentError, match="seed"):
        set_random_seed(seed)


def test_the_counter_grows_and_keys_differ():
    seeds = SeedGenerator(3)
    keys = [tuple(np.asarray(seeds.next())) for _ in range(3)]
    assert keys == [(3, 0, 0, 0), (3, 0, 1, 0), (3, 0, 2, 0)]
    np.testing.assert_array_equal(seeds.state.numpy(), [3, 3])


def test_the_state_grows_in_a_trace_as_it_does_outside():
    eager, traced = SeedGenerator(3), SeedGenerator(3)
    one = [np.asarray(graph.random_uniform(eager.next(), (2,))) for _ in range(2)]
    with graph.tracing() as trace:
        numbers = [graph.random_uniform(traced.next(), (2,)) for _ in range(2)]
    step = graph.CompiledCallable([], numbers, list(trace.updates.items()))
    two = step([])
    np.testing.assert_array_equal(one, two)
    np.testing.assert_array_equal(eager.state.numpy(), traced.state.numpy())
    assert not np.array_equal(step([])[0], two[0])


def test_dropout_draws_the_same_eagerly_and_in_a_step():
    x = np.linspace(1, 2, 200).reshape(4, 50)
    outputs = []
    for eager in (True, False):
        model = kerasish.Sequential(
            [kerasish.Input((50,)), layers.Dropout(0.5, seed=1)]
        )
        model.compile(loss="mse", run_eagerly=eager)
        outputs.append([model.train_on_batch(x, 0 * x) for _ in range(3)])
    assert outputs[0] == pytest.approx(outputs[1])
    assert len(set(outputs[0])) == 3


def test_a_layer_called_twice_draws_different_numbers():
    drop = layers.Dropout(0.5, seed=1)
    x = np.ones((4, 50), "float32")
    assert (drop(x, training=True).numpy() != drop(x, training=True).numpy()).any()


def test_the_config_keeps_the_seed():
    seeds = SeedGenerator(9)
    seeds.next()
    again = SeedGenerator.from_config(seeds.get_config())
    np.testing.assert_array_equal(again.state.numpy(), [9, 0])


def test_a_seed_argument_is_an_integer_a_generator_or_none():
    np.testing.assert_array_equal(draw_key(4), [4, 0, 0, 0])
    seeds = SeedGenerator(4)
    np.testing.assert_array_equal(draw_key(seeds), [4, 0, 0, 0])
    np.testing.assert_array_equal(draw_key(seeds), [4, 0, 1, 0])
    set_random_seed(1)
    first = np.asarray(draw_key(None))
    assert (first != np.asarray(draw_key(None))).any()
    with pytest.raises(ArgumentError, match="seed must be"):
        draw_key("four")


@pytest.mark.parametrize("seed", [1.5, "1"])
def test_a_generator_takes_integers(seed):
    with pytest.raises(ArgumentError, match="seed"):
        SeedGenerator(seed)


def test_the_state_is_a_variable_of_the_layer_but_no_weight():
    drop = layers.Dropout(0.5)
    assert len(drop.variables) == 1
    assert drop.weights == []
    assert drop.variables[0].path.endswith("seed_generator_state")


def test_large_and_negative_seeds_differ_from_small_ones():
    seeds = [0, 2**32, 2**40, -1, 2**32 - 1]
    assert len({tuple(draw_key(seed).tolist()) for seed in seeds}) == len(seeds)


def test_a_generator_takes_what_keras_gives_it():
    seeds = SeedGenerator(3, backend=None)
    np.testing.assert_array_equal(seeds.next(ordered=False), [3, 0, 0, 0])
    with pytest.raises(ArgumentError, match="unknown arguments"):
        SeedGenerator(3, sed=4)


def test_a_seed_that_was_drawn_is_not_in_the_config():
    assert SeedGenerator(name="g").get_config() == {"seed": None, "name": "g"}
    given = SeedGenerator(np.int64(3), name="g").get_config()
    assert given == {"seed": 3, "name": "g"} and type(given["seed"]) is int
