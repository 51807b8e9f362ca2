"""Tables and numbers as they are shown."""

from __future__ import annotations

import pytest

from benchmarks.tables import format_milliseconds, format_seconds, format_table


def test_a_table_is_markdown_with_even_columns():
    text = format_table([("name", "n"), ("long name", 1)])
    assert text.splitlines() == [
        "| name      | n   |",
        "|-----------|-----|",
        "| long name | 1   |",
    ]


def test_rows_of_different_lengths_are_refused():
    with pytest.raises(ValueError):
        format_table([("a", "b"), ("c",)])


@pytest.mark.parametrize(
    "seconds, text",
    [(2.5, "2.50 s"), (0.0123, "12.3 ms"), (0.25, "250 ms"), (3.456e-6, "3.46 us")],
)
def test_seconds_have_three_figures_and_a_unit(seconds, text):
    assert format_seconds(seconds) == text


@pytest.mark.parametrize(
    "seconds, text",
    [
        (1.5, "1500"),
        (0.0123, "12.3"),
        (0.00123, "1.23"),
        (6e-4, "0.600"),
        (0.09999, "100"),
    ],
)
def test_milliseconds(seconds, text):
    assert format_milliseconds(seconds) == text
