"""Compiled coding of texts: every different case id gets a number, in order of first appearance.

Why our own: ids of cases are the one column with millions of different texts, and coding them is most of the work
on an unsorted file. Texts are shared out over threads by their hash, so each thread has a table of its own and
nothing waits; a text that hashes to a known one is compared with it byte by byte, so equal hashes do no harm.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ketenzicht.engine.event_log_kernel import Int32, Int64, compiled

Bytes = npt.NDArray[np.uint8]
UInt64 = npt.NDArray[np.uint64]

SPREAD = np.uint64(0x9E3779B97F4A7C15)
LOW_HALF = np.uint64(0xFFFFFFFF)
HIGH_HALF = np.uint64(0xFFFFFFFF00000000)
EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)
BLOCK = 256


@compiled
def word(data: Bytes, at: int) -> np.uint64:
    """Eight bytes as one number (the compiler makes this a single load)."""
    result = np.uint64(data[at])
    for byte in range(1, 8):
        result |= np.uint64(data[at + byte]) << np.uint64(8 * byte)
    return result


@compiled
def hash_text(data: Bytes, begin: int, end: int) -> np.uint64:
    """A hash of the bytes from ``begin`` up to ``end``."""
    mixed = np.uint64(end - begin) * SPREAD
    at = begin
    while at + 8 <= end:
        mixed = (mixed ^ word(data, at)) * SPREAD
        mixed ^= mixed >> np.uint64(32)
        at += 8
    tail = np.uint64(0)
    while at < end:
        tail = (tail << np.uint64(8)) | np.uint64(data[at])
        at += 1
    mixed = (mixed ^ tail) * SPREAD
    return mixed ^ (mixed >> np.uint64(29))


@compiled
def same_bytes(one: Bytes, at: int, other: Bytes, begin: int, length: int) -> bool:
    """Whether two stretches of bytes are equal."""
    done = 0
    while done + 8 <= length:
        if word(one, at + done) != word(other, begin + done):
            return False
        done += 8
    while done < length:
        if one[at + done] != other[begin + done]:
            return False
        done += 1
    return True


@compiled
def fill_slots(slots: UInt64, hashes: UInt64) -> None:
    """Enter the texts with these hashes into an empty table."""
    mask = np.uint64(len(slots) - 1)
    for number in range(len(hashes)):
        slot = hashes[number] & mask
        while slots[slot] != EMPTY:
            slot = (slot + np.uint64(1)) & mask
        slots[slot] = (hashes[number] & HIGH_HALF) | np.uint64(number)


@compiled
def pick(
    data: Bytes, offsets: Int32, row: int, part: int, parts: int, picked: Int64, mixed: UInt64
) -> tuple[int, int]:
    """Fill a block with the next rows whose text falls to ``part``; how many, and the row after the last."""
    found = 0
    while found < len(picked) and row < len(offsets) - 1:
        its = hash_text(data, offsets[row], offsets[row + 1])
        picked[found], mixed[found] = row, its
        found += (its >> np.uint64(20)) % np.uint64(parts) == np.uint64(part)
        row += 1
    return found, row


@compiled
def touch(found: int, mixed: UInt64, slots: UInt64, begins: Int64, texts: Bytes, block: Int64) -> None:
    """Read what a block of texts is going to need, each kind in a loop of its own.

    Memory answers many such questions at once, but only one at a time when each waits for a comparison.
    """
    mask = np.uint64(len(slots) - 1)
    for at in range(found):
        block[at] = np.int64(slots[mixed[at] & mask] & LOW_HALF)
    for at in range(found):
        block[at] = begins[min(block[at], len(begins) - 1)]
    for at in range(found):
        block[at] = texts[min(block[at], len(texts) - 1)]


@compiled
def code_texts(
    data: Bytes,
    offsets: Int32,
    row: int,
    first_row: int,
    part: int,
    parts: int,
    codes: Int32,
    known: int,
    slots: UInt64,
    hashes: UInt64,
    rows: Int64,
    begins: Int64,
    texts: Bytes,
) -> tuple[int, int]:
    """Code the texts of a batch from ``row`` on that fall to ``part``: ``codes[i] = number * parts + part``.

    ``slots`` is an open table whose entries hold the upper half of a hash and a number; ``hashes``, ``rows`` and
    ``begins`` give per number its hash, the row of first appearance and where its bytes begin in ``texts``.

    Returns:
        The row reached, and how many texts are known. It stops early when a table is full.
    """
    mask = np.uint64(len(slots) - 1)
    picked, block = np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int64)
    block_hashes = np.empty(BLOCK, np.uint64)
    while row < len(codes):
        found, reached = pick(data, offsets, row, part, parts, picked, block_hashes)
        touch(found, block_hashes, slots, begins, texts, block)
        for at in range(found):
            row, mixed = picked[at], block_hashes[at]
            begin, length = offsets[row], offsets[row + 1] - offsets[row]
            slot = mixed & mask
            number = np.int64(-1)
            while number < 0 and slots[slot] != EMPTY:
                if (slots[slot] ^ mixed) & HIGH_HALF == 0:
                    likely = np.int64(slots[slot] & LOW_HALF)
                    same = begins[likely + 1] - begins[likely] == length
                    if same and same_bytes(texts, begins[likely], data, begin, length):
                        number = likely
                slot = (slot + np.uint64(1)) & mask
            if number < 0:
                if known == len(hashes) or begins[known] + length > len(texts):
                    return row, known
                number = np.int64(known)
                known += 1
                slots[slot] = (mixed & HIGH_HALF) | np.uint64(number)
                hashes[number], rows[number] = mixed, first_row + row
                begins[known] = begins[number] + length
                for byte in range(length):
                    texts[begins[number] + byte] = data[begin + byte]
            codes[row] = number * parts + part
        row = reached
    return row, known
