"""How much each layer computes, and how long it takes."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.exporting.traced_model import trace_model


@internal
def flops_by_scope(model) -> dict[str, int] | None:
    """Operations of a prediction for one sample; other open sizes count as 32.

    None where the model says not what it takes, or does not run on placeholders.
    """
    try:
        traced = trace_model(model, batch_size=1)
    except (graph.GraphError, NotImplementedError):
        return None
    return graph.layer_flops(traced.outputs)


@internal
def times_by_scope(model, data) -> dict[str, float]:
    """Milliseconds of one prediction of the data, after one that was not timed."""
    model.predict(data, verbose=0)
    with graph.profile() as profile:
        model.predict(data, verbose=0)
    rows = {row.name: row.ms for row in profile.rows(by="layer")}
    inside = sum(rows.values())
    return rows | {
        "": max(profile.total_ms - inside, 0.0) + rows.pop("(no layer)", 0.0)
    }


@internal
def of_scope(costs: dict | None, names: tuple[str, ...]):
    """What a layer costs with all that is in it; None where nothing is known.

    Args:
        costs: by scope.
        names: of the models around the layer, and its own.
    """
    if costs is None:
        return None
    scope = "/".join(name.replace(" ", "_") for name in names)
    inner = f"{scope}/"
    return sum(v for k, v in costs.items() if k == scope or k.startswith(inner))
