"""Ranks that do different things at a time."""

from __future__ import annotations

from kerasish.distribution.remote_error import RemoteError


class DisagreementError(RemoteError):
    """Ranks that meet do not do the same; the message says what each of them does."""
