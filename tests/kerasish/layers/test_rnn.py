"""Recurrent layers: formulas, masks, states, directions, dropout, models."""

from __future__ import annotations

import numpy as np
import pytest

import graph
import kerasish
from kerasish import layers
from kerasish.layers.masks import get_mask

X = np.random.default_rng(1).normal(size=(2, 5, 3)).astype("float32")
MASK = np.array([[True, True, False, True, False], [False, True, True, True, True]])


def close(got, want, rtol=1e-5, atol=1e-6):
    np.testing.assert_allclose(np.asarray(got), np.asarray(want), rtol, atol)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def weighted(layer, shape=(None, None, 3), seed=2):
    """The built layer with random weights."""
    layer.build(shape)
    random = np.random.default_rng(seed)
    layer.set_weights([random.normal(size=w.shape) for w in layer.get_weights()])
    return layer


def simple_step(x, states, weights):
    kernel, recurrent, bias = weights
    h = np.tanh(x @ kernel + states[0] @ recurrent + bias)
    return h, [h]


def lstm_step(x, states, weights):
    kernel, recurrent, bias = weights
    i, f, g, o = np.split(x @ kernel + states[0] @ recurrent + bias, 4, axis=1)
    c = sigmoid(f) * states[1] + sigmoid(i) * np.tanh(g)
    h = sigmoid(o) * np.tanh(c)
    return h, [h, c]


def gru_step(x, states, weights):
    kernel, recurrent, bias = weights
    h = states[0]
    x_z, x_r, x_g = np.split(x @ kernel + bias[0], 3, axis=1)
    h_z, h_r, h_g = np.split(h @ recurrent + bias[1], 3, axis=1)
    z, r = sigmoid(x_z + h_z), sigmoid(x_r + h_r)
    h = z * h + (1 - z) * np.tanh(x_g + r * h_g)
    return h, [h]


def reset_before_step(x, states, weights):
    kernel, recurrent, bias = weights
    h = states[0]
    x_z, x_r, x_g = np.split(x @ kernel + bias, 3, axis=1)
    r_z, r_r, r_g = np.split(recurrent, 3, axis=1)
    z, r = sigmoid(x_z + h @ r_z), sigmoid(x_r + h @ r_r)
    h = z * h + (1 - z) * np.tanh(x_g + (r * h) @ r_g)
    return h, [h]


def loop(step, x, states, weights, mask=None, zeros=False):
    """The outputs of all steps and the last states, written out in numpy."""
    outputs, previous = [], np.zeros_like(states[0])
    for t in range(x.shape[1]):
        output, new = step(x[:, t], states, weights)
        if mask is not None:
            m = mask[:, t, None]
            output = np.where(m, output, 0.0 if zeros else previous)
            new = [np.where(m, a, b) for a, b in zip(new, states)]
        states, previous = new, output
        outputs.append(output)
    return np.stack(outputs, 1), states


KINDS = {
    "SimpleRNN": (lambda **k: layers.SimpleRNN(4, **k), simple_step, 1),
    "LSTM": (lambda **k: layers.LSTM(4, **k), lstm_step, 2),
    "GRU": (lambda **k: layers.GRU(4, **k), gru_step, 1),
    "before": (lambda **k: layers.GRU(4, reset_after=False, **k), reset_before_step, 1),
}
EVERY_KIND = pytest.mark.parametrize("kind", list(KINDS))


def start_of(count, seed=3):
    random = np.random.default_rng(seed)
    return [random.normal(size=(2, 4)).astype("float32") for _ in range(count)]


@EVERY_KIND
@pytest.mark.parametrize("unroll", [False, True])
def test_outputs_and_states_follow_the_formula(kind, unroll):
    make, step, count = KINDS[kind]
    layer = weighted(make(return_sequences=True, return_state=True, unroll=unroll))
    want, states = loop(step, X, [np.zeros((2, 4))] * count, layer.get_weights())
    y, *got = layer(X)
    close(y, want)
    for a, b in zip(got, states, strict=True):
        close(a, b)


@EVERY_KIND
@pytest.mark.parametrize("unroll", [False, True])
@pytest.mark.parametrize("zeros", [False, True])
@pytest.mark.parametrize("all_steps", [False, True])
def test_masked_steps_keep_the_states(kind, unroll, zeros, all_steps):
    make, step, count = KINDS[kind]
    flags = {"unroll": unroll, "zero_output_for_mask": zeros}
    layer = weighted(make(return_sequences=all_steps, return_state=True, **flags))
    start = start_of(count)
    want, states = loop(step, X, start, layer.get_weights(), MASK, zeros)
    y, *got = layer(X, mask=MASK, initial_state=start)
    close(y, want if all_steps else want[:, -1])
    for a, b in zip(got, states, strict=True):
        close(a, b)


@EVERY_KIND
def test_going_backwards_reads_from_the_end(kind):
    make = KINDS[kind][0]
    back = weighted(make(return_sequences=True, go_backwards=True))
    forth = weighted(make(return_sequences=True))
    close(back(X, mask=MASK), forth(X[:, ::-1], mask=MASK[:, ::-1]))


@EVERY_KIND
def test_stateful_layer_goes_on_where_it_ended_until_reset(kind):
    make = KINDS[kind][0]
    layer = make(stateful=True, return_sequences=True)
    weighted(layer, (2, None, 3))
    whole = weighted(make(return_sequences=True))(X)
    close(layer(X[:, :2]), whole[:, :2])
    close(layer(X[:, 2:]), whole[:, 2:])
    layer.reset_state()
    close(layer(X), whole)
    assert len(layer.weights) == 3


def test_stateful_layer_goes_on_between_batches_of_a_model():
    inputs = kerasish.Input((2, 3), batch_size=2)
    model = kerasish.Model(inputs, layers.GRU(4, stateful=True)(inputs))
    whole = layers.GRU(4)
    whole.build((2, 4, 3))
    whole.set_weights(model.get_weights())
    model.predict(X[:, :2], verbose=0)
    close(model.predict(X[:, 2:4], verbose=0), whole(X[:, :4]))


def test_stateful_layer_needs_one_batch_size():
    with pytest.raises(graph.ShapeError, match="fixed batch size"):
        layers.LSTM(4, stateful=True)(kerasish.Input((5, 3)))
    layer = layers.LSTM(4, stateful=True)
    layer(X)
    with pytest.raises(graph.ShapeError, match="keeps its batch size"):
        layer(X[:1])


def test_wrong_number_of_initial_states_is_an_error():
    with pytest.raises(graph.GraphError, match="number of initial states"):
        layers.LSTM(4)(X, initial_state=start_of(1))


def test_sequence_without_time_is_an_error():
    with pytest.raises(graph.ShapeError, match="rank"):
        layers.LSTM(4)(X[:, 0])
    with pytest.raises(graph.ShapeError, match="at least three axes"):
        layers.RNN(layers.LSTMCell(4))(X[:, 0])


def test_forget_gate_starts_with_a_bias_of_one():
    layer = layers.LSTM(2)
    layer.build((None, None, 3))
    assert layer.get_weights()[2].tolist() == [0, 0, 1, 1, 0, 0, 0, 0]
    layer = layers.LSTM(2, unit_forget_bias=False)
    layer.build((None, None, 3))
    assert layer.get_weights()[2].tolist() == [0] * 8


def test_weights_have_the_paths_of_keras():
    layer = layers.LSTM(2, name="reader")
    layer.build((None, None, 3))
    names = ["kernel", "recurrent_kernel", "bias"]
    assert [w.path for w in layer.weights] == [f"reader/lstm_cell/{n}" for n in names]


def test_arguments_of_older_keras():
    assert layers.LSTM(2, implementation=1).cell.implementation == 1
    assert layers.GRU(2, implementation=0, time_major=False).units == 2
    with pytest.raises(NotImplementedError, match="swapaxes"):
        layers.LSTM(2, time_major=True)
    with pytest.raises(NotImplementedError, match="cuDNN"):
        layers.GRU(2, use_cudnn=True)


# ---- the graph of a layer


def test_product_of_the_inputs_stands_before_the_loop():
    layer = layers.LSTM(4)
    layer.build((None, None, 3))
    nodes = _nodes(layer(graph.placeholder("float32", ("batch", "time", 3), "x")))
    (loop_node,) = [node for node in nodes if node.op.name == "scan"]
    inside = [node.op.name for node in loop_node.op.body.nodes]
    assert inside.count("dot_general") == 1
    assert [node.op.name for node in nodes].count("dot_general") == 1


def _nodes(tensor):
    found, pending = [], [tensor.node]
    while pending:
        node = pending.pop()
        if node not in found:
            found.append(node)
            pending += [t.node for t in node.inputs]
    return found


@EVERY_KIND
def test_model_of_unknown_time_takes_any_length(kind):
    make = KINDS[kind][0]
    inputs = kerasish.Input((None, 3))
    layer = make(return_sequences=True)
    model = kerasish.Model(inputs, layer(inputs))
    assert model.output_shape == (None, None, 4)
    for length in (1, 4, 5):
        close(model.predict(X[:, :length], verbose=0), layer(X[:, :length]))


def test_masked_model_ignores_padding():
    words = layers.Embedding(9, 3, mask_zero=True)
    inputs = kerasish.Input((None,), dtype="int32")
    model = kerasish.Model(inputs, layers.LSTM(4)(words(inputs)))
    short = model.predict(np.array([[3, 5, 2]]), verbose=0)
    close(model.predict(np.array([[3, 5, 2, 0, 0]]), verbose=0), short)


def test_last_output_drops_the_mask_and_sequences_keep_it():
    x = layers.Masking()(X)
    y, h, c = layers.LSTM(4, return_sequences=True, return_state=True)(x)
    assert get_mask(y) is get_mask(x)
    assert get_mask(h) is None
    assert get_mask(c) is None


def test_training_lowers_the_loss():
    kerasish.utils.set_random_seed(1)
    model = kerasish.Sequential(
        [
            kerasish.Input((None, 3)),
            layers.Bidirectional(layers.LSTM(4, return_sequences=True)),
            layers.GRU(4, dropout=0.1, recurrent_dropout=0.1),
            layers.Dense(1),
        ]
    )
    model.compile(kerasish.optimizers.Adam(0.05), "mse")
    losses = model.fit(X, X[:, 0, :1], epochs=8, verbose=0).history["loss"]
    assert losses[-1] < 0.5 * losses[0]


def test_encoder_hands_its_states_to_the_decoder():
    source, target = kerasish.Input((None, 3)), kerasish.Input((None, 3))
    encoder = layers.LSTM(4, return_state=True)
    decoder = layers.LSTM(4, return_sequences=True)
    _, h, c = encoder(source)
    model = kerasish.Model([source, target], decoder(target, initial_state=[h, c]))
    _, h, c = encoder(X)
    want = decoder(X[:, :2], initial_state=[h, c])
    close(model.predict([X, X[:, :2]], verbose=0), want)


# ---- dropout


def test_dropout_zeroes_the_same_inputs_at_all_steps():
    layer = layers.SimpleRNN(
        6,
        "linear",
        use_bias=False,
        kernel_initializer="identity",
        recurrent_initializer="zeros",
        dropout=0.5,
        return_sequences=True,
        seed=4,
    )
    y = layer(np.ones((3, 5, 6)), training=True).numpy()
    assert set(np.unique(y)) == {0.0, 2.0}
    assert (y == y[:, :1]).all()
    assert (layer(np.ones((3, 5, 6))).numpy() == 1).all()


def test_each_call_in_training_draws_other_masks():
    layer = layers.LSTM(4, dropout=0.5, recurrent_dropout=0.5, seed=4)
    first, second = layer(X, training=True), layer(X, training=True)
    assert (np.asarray(first) != np.asarray(second)).any()


def test_recurrent_dropout_scales_the_state():
    layer = layers.SimpleRNN(
        6,
        "linear",
        use_bias=False,
        kernel_initializer="zeros",
        recurrent_initializer="identity",
        recurrent_dropout=0.5,
        seed=4,
    )
    start = [np.ones((3, 6))]
    y = layer(np.ones((3, 2, 6)), initial_state=start, training=True).numpy()
    assert set(np.unique(y)) == {0.0, 4.0}


def test_cell_keeps_its_masks_until_the_reset():
    cell = layers.LSTMCell(8, dropout=0.5, seed=4)
    call = (np.ones((3, 9)), [np.zeros((3, 8))] * 2)
    first = cell(*call, training=True)[0].numpy()
    assert (cell(*call, training=True)[0].numpy() == first).all()
    cell.reset_dropout_mask()
    assert (cell(*call, training=True)[0].numpy() != first).any()


# ---- other cells


class Counting(layers.Layer):
    """A cell of the user: adds the input to a state of two columns."""

    state_size = 2
    output_size = 3

    def call(self, inputs, states):
        total = states[0] + inputs[:, :2]
        return graph.concatenate([total, total[:, :1] * 2.0], -1), [total]


@pytest.mark.parametrize("all_steps", [False, True])
@pytest.mark.parametrize("mask", [None, MASK])
def test_user_cell_with_an_output_of_another_size(all_steps, mask):
    layer = layers.RNN(Counting(), return_sequences=all_steps, return_state=True)
    kept = np.ones((2, 5, 1)) if mask is None else mask[..., None]
    totals = np.cumsum(X[..., :2] * kept, axis=1)
    want = np.concatenate([totals, 2 * totals[..., :1]], -1)
    for x in (X, _fed(layer, X, mask)):
        y, state = layer(x, mask=mask) if isinstance(x, np.ndarray) else x
        close(y, want if all_steps else want[:, -1])
        close(state, totals[:, -1])
    assert layer.compute_output_shape((2, 5, 3))[0] == tuple(np.shape(y))


def _fed(layer, x, mask):
    """The results of the layer's graph with an unknown time."""
    place = graph.placeholder("float32", ("batch", "time", 3), "x")
    y, state = layer(place, mask=mask)
    return graph.Session().run([y, state], {place: x})


class HalvedGRUCell(layers.GRUCell):
    """A cell of the user on top of one of Kerasish."""

    def call(self, inputs, states, training=False):
        output, new = super().call(inputs, states, training)
        return output * 0.5, new


def test_user_cell_that_overrides_call_is_called():
    layer = weighted(layers.RNN(HalvedGRUCell(4, dropout=0.3)))
    plain = weighted(layers.GRU(4))
    close(layer(X), plain(X) * 0.5)
    layer(X, training=True)
    with graph.tracing():
        layer(X, training=True)


def test_stack_of_cells_is_a_stack_of_layers():
    cells = [layers.LSTMCell(4), layers.GRUCell(3), Counting()]
    layer = weighted(layers.RNN(cells, return_state=True))
    y, (h, c), h2, total = layer(X, mask=MASK)
    weights = layer.get_weights()
    lower = layers.LSTM(4, return_sequences=True, return_state=True)
    upper = layers.GRU(3, return_sequences=True, return_state=True)
    lower.build((None, None, 3))
    upper.build((None, None, 4))
    lower.set_weights(weights[:3])
    upper.set_weights(weights[3:])
    sequence, want_h, want_c = lower(X, mask=MASK)
    sequence, want_h2 = upper(sequence, mask=MASK)
    for a, b in ((h, want_h), (c, want_c), (h2, want_h2)):
        close(a, b)
    close(total, np.sum(np.asarray(sequence)[..., :2] * MASK[..., None], 1))
    assert y.shape == (2, 3)


def test_stack_calls_its_cells_one_by_one():
    stack = layers.StackedRNNCells([layers.GRUCell(4), layers.GRUCell(4)])
    start = start_of(2)
    y, states = stack(X[:, 0], start)
    first, _ = stack.cells[0](X[:, 0], start[:1])
    want, _ = stack.cells[1](first, start[1:])
    close(y, want)
    close(states[0], first)
    with pytest.raises(graph.GraphError, match="each cell needs its states"):
        stack(X[:, 0], start[:1])


# ---- both directions


@pytest.mark.parametrize("mode", ["concat", "sum", "mul", "ave", None])
def test_bidirectional_merges_both_directions(mode):
    layer = weighted(
        layers.Bidirectional(layers.GRU(4, return_sequences=True), merge_mode=mode)
    )
    forth, back = layer.forward_layer(X), layer.backward_layer(X)
    pair = np.asarray(forth), np.asarray(back)[:, ::-1]
    want = {
        "concat": np.concatenate(pair, -1),
        "sum": pair[0] + pair[1],
        "mul": pair[0] * pair[1],
        "ave": (pair[0] + pair[1]) / 2,
        None: pair,
    }[mode]
    got = layer(X)
    for a, b in zip([got] if mode else got, [want] if mode else want, strict=True):
        close(a, b)


def test_bidirectional_states_come_after_the_output_and_start_both_layers():
    layer = weighted(layers.Bidirectional(layers.LSTM(4, return_state=True)))
    y, *states = layer(X)
    assert y.shape == (2, 8)
    assert [s.shape for s in states] == [(2, 4)] * 4
    again, *_ = layer(X, initial_state=states)
    want, *_ = layer.forward_layer(X, initial_state=states[:2])
    close(again[:, :4], want)
    want, *_ = layer.backward_layer(X, initial_state=states[2:])
    close(again[:, 4:], want)


def test_bidirectional_outputs_of_masked_steps_are_zeros():
    layer = layers.Bidirectional(layers.LSTM(4, return_sequences=True))
    y = np.asarray(layer(X, mask=MASK))
    assert (y[~MASK] == 0).all()
    assert (y[MASK] != 0).all()


def test_bidirectional_resets_both_states():
    layer = layers.Bidirectional(layers.GRU(4, stateful=True))
    first = np.asarray(layer(X))
    assert (np.asarray(layer(X)) != first).any()
    layer.reset_state()
    close(layer(X), first)
    with pytest.raises(graph.GraphError, match="no states"):
        layers.Bidirectional(layers.GRU(4)).reset_state()


def test_bidirectional_refuses_layers_that_do_not_fit():
    with pytest.raises(graph.GraphError, match="opposite directions"):
        layers.Bidirectional(layers.GRU(4), backward_layer=layers.GRU(4))
    back = layers.GRU(4, go_backwards=True, return_state=True)
    with pytest.raises(graph.GraphError, match="same return_state"):
        layers.Bidirectional(layers.GRU(4), backward_layer=back)


def test_bidirectional_starts_with_the_weights_given():
    layer = weighted(layers.Bidirectional(layers.GRU(4)))
    again = layers.Bidirectional(layers.GRU(4), weights=layer.get_weights())
    close(again(X), layer(X))


# ---- every step


def test_time_distributed_applies_the_layer_to_each_step():
    layer = layers.TimeDistributed(layers.Conv1D(4, 2))
    x = np.random.default_rng(0).normal(size=(2, 3, 5, 6)).astype("float32")
    y = layer(x)
    close(y, np.stack([np.asarray(layer.layer(x[:, t])) for t in range(3)], 1))


def test_time_distributed_normalises_each_step_by_itself_in_training():
    layer = layers.TimeDistributed(layers.BatchNormalization())
    y = np.asarray(layer(X, training=True))
    close(y.mean(0), np.zeros((5, 3)), atol=1e-5)


class Centred(layers.Layer):
    """A layer of the user that looks at the whole batch."""

    def call(self, x):
        return x - graph.mean(x, axis=0, keepdims=True)


@pytest.mark.parametrize("time", [5, None])
def test_time_distributed_calls_layers_of_the_user_step_by_step(time):
    inputs = kerasish.Input((time, 3))
    model = kerasish.Model(inputs, layers.TimeDistributed(Centred())(inputs))
    assert model.output_shape == (None, time, 3)
    close(model.predict(X, verbose=0), X - X.mean(0, keepdims=True))


def test_time_distributed_hands_the_mask_of_a_step_on():
    layer = layers.TimeDistributed(layers.LSTM(4))
    x, mask = np.stack([X, X], 1), np.stack([MASK, ~MASK], 1)
    y = layer(x, mask=mask)
    close(y[:, 1], layer.layer(X, mask=~MASK))
    with pytest.raises(graph.ShapeError, match="mask does not fit"):
        layer(x, mask=mask[:, :1])


def test_time_distributed_needs_three_axes():
    with pytest.raises(graph.ShapeError, match="at least three axes"):
        layers.TimeDistributed(layers.Dense(3))(np.ones((2, 3)))


# ---- convolutions


def test_conv_lstm_of_one_position_is_an_lstm():
    layer = layers.ConvLSTM1D(4, 1, return_sequences=True)
    layer.build((None, None, 1, 3))
    plain = weighted(layers.LSTM(4, return_sequences=True))
    kernel, recurrent, bias = plain.get_weights()
    layer.set_weights([kernel[None], recurrent[None], bias])
    close(layer(X[:, :, None], mask=MASK)[:, :, 0], plain(X, mask=MASK))


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_conv_lstm_with_channels_first_gives_the_same(rank):
    sizes = (5, 4, 6)[:rank]
    x = np.random.default_rng(0).normal(size=(2, 3, *sizes, 2)).astype("float32")
    kind = getattr(layers, f"ConvLSTM{rank}D")
    last = kind(4, 2, padding="same", data_format="channels_last")
    first = kind(4, 2, padding="same", data_format="channels_first")
    last.build(x.shape)
    moved = np.moveaxis(x, -1, 2)
    first.build(moved.shape)
    first.set_weights(last.get_weights())
    close(np.moveaxis(np.asarray(first(moved)), 1, -1), last(x))


def test_conv_lstm_refuses_what_it_cannot_do():
    with pytest.raises(graph.ShapeError, match="only the batch and the time"):
        layers.ConvLSTM2D(4, 2)(kerasish.Input((3, None, 6, 2)))
    with pytest.raises(graph.GraphError, match="cannot both be above 1"):
        layers.ConvLSTM2D(4, 2, strides=2, dilation_rate=2)
