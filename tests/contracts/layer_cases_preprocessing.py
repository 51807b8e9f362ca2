"""Examples of preprocessing layers for the layer contract."""

from __future__ import annotations

IMAGE, FIRST = (2, 6, 5, 3), (2, 3, 6, 5)

CASES = {
    "Resizing": [
        {"args": {"height": 4, "width": 7}, "shape": IMAGE, "free": (1, 2)},
        {
            "args": {"height": 3, "width": 3, "interpolation": "bicubic"}
            | {"antialias": True, "data_format": "channels_first"},
            "shape": FIRST,
            "free": (2, 3),
        },
        {
            "args": {"height": 2, "width": 4, "crop_to_aspect_ratio": True},
            "shape": IMAGE,
            "free": (1, 2),
        },
        {
            "args": {"height": 2, "width": 4, "pad_to_aspect_ratio": True}
            | {"fill_value": 0.5, "interpolation": "area"},
            "shape": IMAGE,
            "free": (1, 2),
        },
    ],
    "CenterCrop": [
        {"args": {"height": 3, "width": 4}, "shape": IMAGE, "free": (1, 2)},
        {"args": {"height": 9, "width": 4}, "shape": IMAGE},
        {
            "args": {"height": 2, "width": 2, "data_format": "channels_first"},
            "shape": FIRST,
        },
    ],
}
