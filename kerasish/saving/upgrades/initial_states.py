"""Calls of recurrent layers that got their first states as further inputs."""

from __future__ import annotations

from kerasish.saving.upgrades.rules import record_rule


@record_rule(
    "RNN", "SimpleRNN", "GRU", "LSTM", "CuDNNGRU", "CuDNNLSTM", "Bidirectional",
    "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", majors=(1, 2),
)  # fmt: skip
def states_among_inputs(record):
    """Keras 2 wrote the states behind the sequence: they are ``initial_state``."""
    nodes = record.get("inbound_nodes")
    if not isinstance(nodes, list):
        return
    record["inbound_nodes"] = [
        _with_states(node) if _has_several_inputs(node) else node for node in nodes
    ]


def _has_several_inputs(node) -> bool:
    """Whether it is [[layer, call, tensor, kwargs], ...] with more than one entry."""
    return (
        isinstance(node, list)
        and len(node) > 1
        and all(isinstance(entry, list) and len(entry) >= 3 for entry in node)
    )


def _with_states(node: list) -> list:
    sequence, *states = node
    kwargs = sequence[3] if len(sequence) > 3 and sequence[3] else {}
    states = [state[:3] for state in states]
    return [[*sequence[:3], {**kwargs, "initial_state": states}]]
