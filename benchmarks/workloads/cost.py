"""What a step must cost at least: multiply-adds of the model, and memory it touches.

Only contractions count as arithmetic. Of memory, only what no fusion can avoid: the
examples, each weight read once, and in training the weights and Adam's two moments
read and written.
"""

from __future__ import annotations

from typing import NamedTuple

from benchmarks.workloads.catalogue import VOCABULARY, Workload

NUMBER_BYTES = 4


class Part(NamedTuple):
    """A layer.

    Attributes:
        macs: multiply-adds for one example, forwards.
        parameters: numbers that train.
        on_data: whether its input is the data: nobody needs that gradient.
    """

    macs: int
    parameters: int
    on_data: bool = False


def dense(inside: int, outside: int, rows: int = 1, on_data: bool = False) -> Part:
    """A Dense layer on so many rows of an example."""
    return Part(rows * inside * outside, (inside + 1) * outside, on_data)


def convolution(
    places: int, taps: int, inside: int, outside: int, bias=True, on_data=False
) -> Part:
    """A convolution that makes so many pixels, from so many taps each."""
    weights = taps * inside * outside
    return Part(places * weights, weights + bias * outside, on_data)


def batch_norm(channels: int) -> Part:
    return Part(0, 2 * channels)


def embedding(width: int) -> Part:
    return Part(0, VOCABULARY * width)


def _tiny(example):
    return [dense(16, 32, on_data=True), dense(32, 2)]


def _mlp(example):
    return [dense(784, 512, on_data=True), dense(512, 512), dense(512, 10)]


def _cnn(example):
    return [
        convolution(26 * 26, 9, 1, 32, on_data=True),
        convolution(24 * 24, 9, 32, 64),
        dense(12 * 12 * 64, 128),
        dense(128, 10),
    ]


def _tiny_cnn(example):
    return [convolution(6 * 6, 9, 1, 8, on_data=True), dense(3 * 3 * 8, 10)]


def _lstm(example):
    (length,) = example
    gates = (128 + 128) * 4 * 128
    cell = Part(length * gates, gates + 4 * 128)
    return [embedding(128), cell, dense(128, 1)]


def _resnet(example):
    parts = [convolution(32 * 32, 9, 3, 16, bias=False, on_data=True), batch_norm(16)]
    inside = 16
    for stage, filters in enumerate((16, 32, 64)):
        places = (32 >> stage) ** 2
        for _ in range(3):
            parts += [convolution(places, 9, inside, filters, bias=False)]
            parts += [convolution(places, 9, filters, filters, bias=False)]
            parts += [batch_norm(filters)] * 2
            if inside != filters:
                parts += [convolution(places, 1, inside, filters, bias=False)]
                parts += [batch_norm(filters)]
            inside = filters
    return [*parts, dense(64, 10)]


def _transformer(example):
    (length,) = example
    width, hidden = 128, 256
    block = [dense(width, width, rows=length)] * 4  # query, key, value, output
    block += [Part(2 * length * length * width, 0)]  # scores, and what they weigh
    block += [dense(width, hidden, rows=length), dense(hidden, width, rows=length)]
    block += [batch_norm(width)] * 2  # a layer norm has as many
    return [embedding(width), *block, *block, dense(width, 2)]


def _splice(example):
    length, letters = example
    block = [batch_norm(32), convolution(length, 11, 32, 32)] * 2
    first = convolution(length, 1, letters, 32, on_data=True)
    return [first, *block * 8, convolution(length, 1, 32, 3)]


_MODELS = {
    "tiny": _tiny,
    "mlp": _mlp,
    "cnn": _cnn,
    "tiny_cnn": _tiny_cnn,
    "lstm": _lstm,
    "resnet": _resnet,
    "transformer": _transformer,
    "splice": _splice,
}


def parts(workload: Workload) -> list[Part]:
    return _MODELS[workload.model](workload.example)


def parameters(workload: Workload) -> int:
    return sum(part.parameters for part in parts(workload))


def flops(workload: Workload) -> int:
    """Floating point operations of a step; a multiply-add is two.

    Backwards a contraction runs twice more: for its input, and for its other input.
    """

    def runs(part):
        return (3 - part.on_data) if workload.trains else 1

    return 2 * workload.batch * sum(runs(p) * p.macs for p in parts(workload))


def memory_bytes(workload: Workload) -> int:
    """Bytes that a step moves at least."""
    numbers = workload.batch
    for size in workload.example:
        numbers *= size
    uses = 6 if workload.trains else 1
    return NUMBER_BYTES * (numbers + uses * parameters(workload))


def least_seconds(workload: Workload, peak_flops: float, bandwidth: float):
    """The time below which no step can be, and what bounds it: "flops" or "bytes"."""
    bounds = {
        "flops": flops(workload) / peak_flops,
        "bytes": memory_bytes(workload) / bandwidth,
    }
    kind = max(bounds, key=bounds.__getitem__)
    return bounds[kind], kind
