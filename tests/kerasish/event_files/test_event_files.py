"""Event files hold what their numbers say, byte by byte and by TensorBoard's reader."""

from __future__ import annotations

import numpy as np
import pytest

import kerasish
from kerasish.event_files import EventWriter
from kerasish.event_files.layer_graph import layer_graph
from kerasish.event_files.protocol_buffer import data, double, integer, single
from kerasish.event_files.record import crc32c, record
from kerasish.event_files.summaries import histogram, image


def test_fields_are_encoded_as_the_specification_shows():
    # the examples of the page on encodings: field 1 is 150, field 2 is "testing"
    assert integer(1, 150) == bytes.fromhex("089601")
    assert data(2, "testing") == bytes.fromhex("120774657374696e67")
    assert integer(1, -2) == bytes.fromhex("08feffffffffffffffff01")
    assert double(1, 1.0) == bytes.fromhex("09000000000000f03f")
    assert single(2, -2.0) == bytes.fromhex("15000000c0")


def test_checksums_are_those_of_the_standard():
    # RFC 3720, appendix B.4
    assert crc32c(bytes(32)) == 0x8A9136AA
    assert crc32c(b"\xff" * 32) == 0x62A8AB43
    assert crc32c(bytes(range(32))) == 0x46DD794E
    assert record(b"")[:8] == bytes(8) and len(record(b"abc")) == 8 + 4 + 3 + 4


@pytest.fixture
def proto():
    pytest.importorskip("tensorboard")
    from tensorboard.compat.proto import event_pb2, graph_pb2, summary_pb2

    return event_pb2.Event, graph_pb2.GraphDef, summary_pb2.Summary


def test_tensorboard_reads_what_was_written(tmp_path, proto):
    from tensorboard.backend.event_processing.event_file_loader import (
        RawEventFileLoader,
    )

    with EventWriter(tmp_path / "run") as writer:
        writer.scalar("löss", 0.25, step=3)
        writer.histogram("weights", [0.0, 1.0, 1.0], step=4)
    events = [proto[0].FromString(e) for e in RawEventFileLoader(writer.path).Load()]
    assert events[0].file_version == "brain.Event:2"
    assert (events[1].step, events[1].summary.value[0].tag) == (3, "löss")
    assert events[1].summary.value[0].simple_value == 0.25
    found = events[2].summary.value[0].histo
    assert (found.min, found.max, found.num, found.sum) == (0.0, 1.0, 3.0, 2.0)
    assert len(found.bucket) == len(found.bucket_limit)
    assert sum(found.bucket) == 3 and found.bucket_limit[-1] == 1.0


@pytest.mark.parametrize(
    ("values", "count"), [([], 0), ([2.0], 1), ([np.nan, np.inf, 1.0, 2.0], 2)]
)
def test_histograms_of_few_values(proto, values, count):
    found = proto[2].FromString(histogram("x", values)).value[0].histo
    assert found.num == sum(found.bucket) == count
    assert np.isfinite([found.min, found.max, *found.bucket_limit]).all()


def test_images_are_png(proto):
    pytest.importorskip("PIL")
    shades = np.array([[0.0, 1.0, 2.0], [0.5, 0.5, -1.0]])
    found = proto[2].FromString(image("x", shades)).value[0].image
    assert (found.height, found.width, found.colorspace) == (2, 3, 1)
    assert found.encoded_image_string.startswith(b"\x89PNG")


def test_the_graph_has_a_node_for_each_call(proto):
    inner = kerasish.Sequential(
        [kerasish.Input((4,)), kerasish.layers.Dense(4, name="inside")], name="inner"
    )
    a, b = kerasish.Input((4,), name="a"), kerasish.Input((4,), name="b")
    shared = kerasish.layers.Dense(4, name="shared")
    total = kerasish.layers.Add(name="add")([shared(a), shared(inner(b))])
    nodes = proto[1].FromString(layer_graph(kerasish.Model([a, b], total))).node
    found = {n.name: (n.op, list(n.input)) for n in nodes}
    assert found == {
        "a": ("InputLayer", []),
        "b": ("InputLayer", []),
        "shared": ("Dense", ["a"]),
        "inner/inside": ("Dense", ["b"]),
        "shared_1": ("Dense", ["inner/inside"]),
        "add": ("Add", ["shared", "shared_1"]),
    }
    shape = next(n for n in nodes if n.name == "add").attr["_output_shapes"]
    assert [d.size for d in shape.list.shape[0].dim] == [-1, 4]


def test_layers_of_subclassed_models_are_nodes_without_edges(proto):
    class Own(kerasish.Model):
        def __init__(self):
            super().__init__()
            self.first = kerasish.layers.Dense(2, name="first")

        def call(self, x):
            return self.first(x)

    nodes = proto[1].FromString(layer_graph(Own())).node
    assert [(n.name, list(n.input)) for n in nodes] == [("first", [])]
