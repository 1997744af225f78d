"""What each thread knows about the texts that it codes; the loops themselves are in ``text_kernel``."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ketenzicht.engine import text_kernel
from ketenzicht.engine.event_log_kernel import Int32, Int64
from ketenzicht.engine.text_kernel import EMPTY, Bytes, UInt64

FIRST_SIZE = 1 << 14

Number = TypeVar("Number", bound=np.generic)


class Part:
    """What one thread knows about the texts that fall to it. Tables are made here, where they get large pages."""

    def __init__(self, part: int, parts: int) -> None:
        self.part, self.parts, self.known = part, parts, 0
        self.slots: UInt64 = np.full(2 * FIRST_SIZE, EMPTY, np.uint64)
        self.hashes: UInt64 = np.empty(FIRST_SIZE, np.uint64)
        self.rows: Int64 = np.empty(FIRST_SIZE, np.int64)
        self.begins: Int64 = np.zeros(FIRST_SIZE + 1, np.int64)
        self.texts: Bytes = np.empty(16 * FIRST_SIZE, np.uint8)

    def code(self, data: Bytes, offsets: Int32, first_row: int, codes: Int32) -> None:
        """Code the texts of one batch; see :func:`text_kernel.code_texts`."""
        row = 0
        while True:
            tables = self.slots, self.hashes, self.rows, self.begins, self.texts
            row, self.known = text_kernel.code_texts(
                data, offsets, row, first_row, self.part, self.parts, codes, self.known, *tables
            )
            if row == len(codes):
                return
            if self.known == len(self.hashes):
                self.hashes, self.rows = doubled(self.hashes), doubled(self.rows)
                self.begins = doubled(self.begins)
                self.slots = np.full(2 * len(self.hashes), EMPTY, np.uint64)
                text_kernel.fill_slots(self.slots, self.hashes[: self.known])
            needed = self.begins[self.known] + offsets[row + 1] - offsets[row]
            if needed > len(self.texts):
                self.texts = doubled(self.texts, int(needed))

    def known_texts(self) -> pa.Array:
        """The texts in order of their number, as Arrow large_string."""
        begins, texts = self.begins[: self.known + 1], self.texts[: self.begins[self.known]]
        return pa.LargeStringArray.from_buffers(self.known, pa.py_buffer(begins), pa.py_buffer(texts))


def doubled(table: npt.NDArray[Number], at_least: int = 0) -> npt.NDArray[Number]:
    """A copy with room for twice as much; the rest is zero, since :func:`text_kernel.touch` looks at any place."""
    larger = np.zeros(max(2 * len(table), at_least), table.dtype)
    larger[: len(table)] = table
    return larger
