"""The text of a cell that a spreadsheet or a statistics program keeps as a number, a date or a truth value."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta


def cell_text(value: object) -> str | None:
    """The text that a person would have typed: no decimals on whole numbers, dates year first.

    A moment at midnight is a day: that is how spreadsheets keep dates.
    """
    if value is None:
        return None
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, float):
        if value != value:
            return None
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        if value.time() == time() and value.tzinfo is None:
            return value.date().isoformat()
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    text = str(value)
    return text if text.strip() else None
