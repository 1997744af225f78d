"""Rows of steps after a report, gathered as numbers before they become text."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ketenzicht.whatif.draws import NEVER, Bools, Days

KINDS = ("voorwaarden-en-vervolg", "onderzoek", "overdracht", "hulp", "monitoring", "betrokkenheid",
         "verlies-overlijden", "verlies-vertrek")  # fmt: skip


class StepRows:
    """Rows being gathered: one array per column and kind of row. ``reports`` is the number of reports."""

    def __init__(self, reports: int) -> None:
        self.reports = np.arange(reports)
        self.parts: list[tuple[NDArray[np.intp], ...]] = []

    def add(
        self,
        kind: str,
        where: Bools,
        *,
        organisation: NDArray[np.int8] | None = None,
        determined: Days | None = None,
        start: Days | None = None,
        end: Days | None = None,
        reason: NDArray[np.intp] | None = None,
        second: bool = False,
    ) -> None:
        """Add a row for each report where this holds; what is left out stays empty.

        ``second``: it belongs to the second place that the case was transferred to.
        """
        n = len(self.reports)
        never, none = np.full(n, NEVER), np.full(n, -1)
        columns = (
            self.reports,
            np.full(n, KINDS.index(kind)),
            np.full(n, int(second)),
            none if organisation is None else organisation,
            *(never if days is None else days for days in (determined, start, end)),
            none if reason is None else reason,
        )
        self.parts.append(tuple(column[where].astype(np.intp) for column in columns))

    def columns(self) -> tuple[NDArray[np.intp], ...]:
        """All rows, ordered by report."""
        merged = [np.concatenate(columns) for columns in zip(*self.parts, strict=True)]
        order = np.argsort(merged[0], kind="stable")
        return tuple(column[order] for column in merged)
