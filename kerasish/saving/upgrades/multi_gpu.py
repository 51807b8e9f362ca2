"""Models that ``multi_gpu_model`` of Keras 2 wrapped for several processors.

Such a model cuts the batch by Lambda layers, calls the model inside on each part and
joins the outputs. It computes what the model inside does, which is opened in its place.
"""

from __future__ import annotations

from kerasish.saving.upgrades.rules import tree_rule

_MODELS = ("Model", "Functional", "Sequential")


@tree_rule(majors=(2,))
def model_inside(tree):
    """The code of the Lambda layers is not looked at: their arguments tell."""
    inner = _wrapped(tree)
    if inner is not None:
        tree.clear()
        tree.update({k: v for k, v in inner.items() if k != "inbound_nodes"})


def _wrapped(tree) -> dict | None:
    """The record of the model inside, or None for another model."""
    config = tree.get("config") if isinstance(tree, dict) else None
    layers = config.get("layers") if isinstance(config, dict) else None
    if not isinstance(layers, list) or "input_layers" not in config:
        return None
    by_class: dict[str, list[dict]] = {}
    for record in layers:
        by_class.setdefault(record["class_name"], []).append(record)
    slices = by_class.pop("Lambda", [])
    joins = by_class.pop("Concatenate", [])
    inputs = by_class.pop("InputLayer", [])
    inside = [record for name in _MODELS for record in by_class.pop(name, [])]
    if by_class or len(inside) != 1 or not all(map(_joins_batches, joins)):
        return None
    parts = _parts(slices, len(inputs))
    calls = inside[0].get("inbound_nodes", [])
    return inside[0] if parts == len(calls) > 1 and joins else None


def _joins_batches(record) -> bool:
    return record["config"].get("axis") == 0


def _parts(slices: list[dict], inputs: int) -> int:
    """How many parts each input is cut into; 0 if these are other Lambda layers."""
    found = [record["config"].get("arguments") for record in slices]
    if not all(isinstance(a, dict) and set(a) == {"i", "parts"} for a in found):
        return 0
    cuts = sorted((a["parts"], a["i"]) for a in found)
    parts = cuts[0][0] if cuts else 0
    expected = [(parts, i) for i in range(parts) for _ in range(inputs)]
    return parts if cuts == expected else 0
