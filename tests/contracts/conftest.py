"""What contracts share."""

from __future__ import annotations

import pytest


@pytest.fixture(params=["numpy", "auto"])
def engine(request, monkeypatch):
    """Each engine in turn; "auto" is the native one where llvmlite is installed."""
    monkeypatch.setenv("KERASISH_ENGINE", request.param)
    return request.param
