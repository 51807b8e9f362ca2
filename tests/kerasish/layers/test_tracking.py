"""Weights and layers among a layer's attributes, and their order."""

import numpy as np

import kerasish
from kerasish import Variable, layers

X = np.ones((2, 3), "float32")


def names(variables):
    return [v.path for v in variables]


def built(layer, shape=(None, 3)):
    layer.build(shape)
    return layer


def test_the_order_is_own_trainable_own_others_then_layers():
    class Inner(layers.Layer):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.dense = layers.Dense(2, name="dense")

        def build(self, shape):
            self.a = self.add_weight((1,), name="a")
            self.b = self.add_weight((1,), name="b", trainable=False)
            self.dense.build(shape)
            self.c = self.add_weight((2,), name="c")

        def call(self, x):
            return self.dense(x) * self.c

    class Outer(layers.Layer):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.several = [layers.BatchNormalization(name="bn")]
            self.inner = Inner(name="inner")

        def build(self, shape):
            self.fixed = self.add_weight((3,), trainable=False, name="fixed")
            self.free = self.add_weight((3,), name="free")

        def call(self, x):
            return self.several[0](self.inner(x))

    layer = Outer(name="o")
    layer(X)
    inner = ["inner/a", "inner/c", "inner/b", "inner/dense/kernel", "inner/dense/bias"]
    norm = [f"bn/{w}" for w in ("gamma", "beta", "moving_mean", "moving_variance")]
    order = ["free", "fixed", *norm, *inner]
    assert names(layer.weights) == [f"o/{name}" for name in order]
    fixed = ["fixed", "bn/moving_mean", "bn/moving_variance", "inner/b"]
    assert names(layer.non_trainable_weights) == [f"o/{name}" for name in fixed]


def test_lists_tuples_and_dicts_are_looked_into():
    class Block(layers.Layer):
        def __init__(self):
            super().__init__()
            self.first = [layers.Dense(1, name="a")]
            self.second = (layers.Dense(1, name="b"), 3)
            self.third = {
                "x": [layers.Dense(1, name="c")],
                "y": Variable(1.0, name="d"),
            }

    block = Block()
    assert [layer.name for layer in block._layers] == ["a", "b", "c"]
    assert names(block.weights) == ["d"]


def test_layers_that_are_added_later_count():
    layer = layers.Layer()
    layer.parts, layer.table = [], {}
    layer.parts.append(layers.Dense(1, name="a"))
    layer.parts.extend([layers.Dense(1, name="b")])
    layer.parts += [layers.Dense(1, name="c")]
    layer.parts.insert(0, layers.Dense(1, name="d"))
    layer.table["e"] = layers.Dense(1, name="e")
    layer.table.update(f=layers.Dense(1, name="f"))
    layer.table.setdefault("g", layers.Dense(1, name="g"))
    assert [part.name for part in layer._layers] == list("abcdefg")


def test_what_is_taken_out_of_a_list_counts_no_more():
    layer = layers.Layer()
    layer.parts = [layers.Dense(1, name=n) for n in "abcd"]
    layer.parts.pop()
    del layer.parts[0]
    layer.parts.remove(layer.parts[0])
    assert [part.name for part in layer._layers] == ["c"]
    layer.parts[0] = layers.Dense(1, name="new")
    assert [part.name for part in layer._layers] == ["new"]
    layer.parts.clear()
    assert layer._layers == []


def test_what_is_taken_out_of_a_dict_counts_no_more():
    layer = layers.Layer()
    layer.table = {n: layers.Dense(1, name=n) for n in "abc"}
    layer.table.pop("a")
    del layer.table["b"]
    assert [part.name for part in layer._layers] == ["c"]
    layer.table["c"] = layers.Dense(1, name="new")
    assert [part.name for part in layer._layers] == ["new"]
    layer.table.clear()
    assert layer._layers == []


def test_a_list_that_is_replaced_takes_its_layers_with_it():
    layer = layers.Layer()
    layer.parts = [layers.Dense(1, name="a")]
    layer.parts = [layers.Dense(1, name="b")]
    assert [part.name for part in layer._layers] == ["b"]


def test_an_attribute_that_is_replaced_or_deleted_counts_no_more():
    layer = layers.Layer()
    layer.part = layers.Dense(1, name="a")
    layer.part = layers.Dense(1, name="b")
    assert [part.name for part in layer._layers] == ["b"]
    del layer.part
    assert layer._layers == []


def test_a_layer_with_two_names_counts_once_and_stays_until_both_are_gone():
    layer = layers.Layer()
    layer.one = layer.two = layers.Dense(1, name="a")
    assert len(layer._layers) == 1
    layer.one = None
    assert len(layer._layers) == 1
    layer.two = None
    assert layer._layers == []


def test_an_attribute_that_is_set_again_to_itself_stays():
    layer = layers.Layer()
    layer.part = layers.Dense(1, name="a")
    layer.part = layer.part
    assert len(layer._layers) == 1


def test_sliced_and_sorted_lists_stay_lists():
    layer = layers.Layer()
    layer.numbers = [3, 1, 2]
    assert layer.numbers[1:] == [1, 2]
    layer.numbers.sort()
    assert layer.numbers == [1, 2, 3] and isinstance(layer.numbers, list)
    layer.numbers[:2] = [7]
    assert layer.numbers == [7, 3]


def test_containers_can_be_copied_and_pickled():
    import copy
    import pickle

    layer = layers.Layer()
    layer.numbers, layer.table = [1, [2]], {"a": [1]}
    assert copy.copy(layer.numbers) == [1, [2]]
    assert copy.deepcopy(layer.table) == {"a": [1]}
    assert pickle.loads(pickle.dumps(layer.numbers)) == [1, [2]]


def test_freezing_a_layer_freezes_what_is_inside():
    class Block(layers.Layer):
        def __init__(self):
            super().__init__()
            self.parts = [layers.Dense(1), layers.BatchNormalization()]

        def build(self, shape):
            self.own = self.add_weight((1,))
            for part in self.parts:
                part.build(shape)

    block = built(Block())
    assert len(block.trainable_weights) == 5
    block.trainable = False
    assert block.trainable_weights == []
    assert len(block.non_trainable_weights) == 7
    assert not block.parts[0].trainable
    block.trainable = True
    assert len(block.trainable_weights) == 5
    block.parts[0].trainable = False
    assert len(block.trainable_weights) == 3


def test_a_weight_shared_by_two_layers_is_listed_once():
    one, two = built(layers.Dense(3)), layers.Dense(3)
    two.kernel = one.kernel
    outer = layers.Layer()
    outer.parts = [one, two]
    assert len(outer.weights) == 2


def test_seeds_and_metrics_are_no_weights():
    layer = layers.Layer()
    layer.drop = layers.Dropout(0.5)
    layer.mean = kerasish.metrics.Mean()
    assert layer.weights == []
    assert len(layer.variables) == 1
    assert len(layer.metrics_variables) == 2


def test_a_frozen_layer_has_no_trainable_variables_and_keeps_its_order():
    dense = built(layers.Dense(2, name="d"))
    dense.trainable = False
    assert names(dense.non_trainable_variables) == ["d/kernel", "d/bias"]
    assert dense.trainable_variables == []


def test_the_trainable_argument_freezes_from_the_start():
    dense = built(layers.Dense(2, trainable=False))
    assert dense.trainable_weights == []
    assert len(dense.non_trainable_weights) == 2
