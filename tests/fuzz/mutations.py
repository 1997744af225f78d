"""A seed with a few things wrong: what pens, programs, lines and people who mean harm make of a file.

All choices come from one ``Random``: Hypothesis gives one in the tests, libFuzzer gives a seed in the long run.
"""

from __future__ import annotations

import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Sequence
from copy import deepcopy
from random import Random
from typing import Any, Literal

Form = Literal["text", "bytes", "json", "zip", "gzip"]

WORDS = [
    b"", b"\n", b"\r", b"\r\n", b"\t", b" ", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\xc3\x28",
    b"\xed\xa0\x80", b";", b",", b"|", b'"', b'""', b"'", b":", b": ", b"- ", b"#", b"&a ", b"*a",
    b"!!python/object:os.system ", b"<<: *a", b"{", b"}", b"[", b"]", b"[]", b"{}", b"[[]]", b"null", b"~",
    b"true", b"ja", b"NaN", b"-Infinity", b"1e999", b"-0", b"0", b"-1", b"1" + b"0" * 30, b"9" * 5000, b"0x10",
    b"1_000", b"1.5", b"1,5", b"\xc2\xb2", b"\xd9\xa3", b"0" * 9, b"2024-02-30", b"0000-00-00", b"00000000",
    b"99999999", b"9999-12-31", b"0001-01-01", b"20240200", b"31-12-9999", b"2024-01-01T24:00:00Z",
    b"2024-01-01T00:00:00+99:99", b"<a>", b"</a>", b"<![CDATA[", b"<!--", b"&lt;", b"&x;", b"<!DOCTYPE a>",
    b"=1+1", b"\\u0000", b"\\ud800", b"\\", b"%s", b"{0}", b"${x}", b"../", b"__class__", b"constructor",
    b"\xe2\x80\xae", b"\xf0\x9f\x98\x80", b"e\xcc\x81", b"\xc4\xb0", b"\xef\xac\x80", b"[" * 3000,
    b"{\"a\":" * 3000, b"<a>" * 300, b"x" * 140_000,
]  # fmt: skip
"""Signs and words that mean something to a reader of files, or to one that was written with too little care."""

MOST_BYTES = 200_000


def mutated(seed: bytes, form: Form, chance: Random, others: Sequence[bytes] = ()) -> bytes:
    """A seed with one to four things wrong, inside its wrapping when it has one.

    Args:
        seed: a good file, or one that has things wrong already.
        form: how it is wrapped; what is not wrapped so is treated as bytes.
        chance: makes every choice.
        others: other seeds, from which pieces are taken.
    """
    inside = {"zip": _in_zip, "gzip": _in_gzip, "json": _in_json}.get(form)
    if inside is not None and chance.random() < 0.85:
        return inside(seed, chance) or _wrong(seed, chance, others)
    return _wrong(seed, chance, others)


def _wrong(text: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    for _ in range(chance.randint(1, 4)):
        text = chance.choice(_WAYS)(text, chance, others)[:MOST_BYTES]
    return text


def _span(text: bytes, chance: Random, longest: int = 40) -> tuple[int, int]:
    start = chance.randint(0, len(text))
    return start, min(len(text), start + chance.randint(0, longest))


def _put(text: bytes, chance: Random, _others: Sequence[bytes]) -> bytes:
    start, end = _span(text, chance, 12)
    return text[:start] + chance.choice(WORDS) + text[end:]


def _cut(text: bytes, chance: Random, _others: Sequence[bytes]) -> bytes:
    start, end = _span(text, chance, 200)
    return text[:start] + text[end:]


def _cut_off(text: bytes, chance: Random, _others: Sequence[bytes]) -> bytes:
    return text[: chance.randint(0, len(text))]


def _repeat(text: bytes, chance: Random, _others: Sequence[bytes]) -> bytes:
    start, end = _span(text, chance, 60)
    return text[:start] + text[start:end] * chance.choice((2, 3, 50)) + text[end:]


def _move(text: bytes, chance: Random, _others: Sequence[bytes]) -> bytes:
    start, end = _span(text, chance, 60)
    rest = text[:start] + text[end:]
    at = chance.randint(0, len(rest))
    return rest[:at] + text[start:end] + rest[at:]


def _borrow(text: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    from_start, from_end = _span(other := chance.choice([*others, text]), chance, 300)
    start, end = _span(text, chance, 60)
    return text[:start] + other[from_start:from_end] + text[end:]


def _value(text: bytes, chance: Random, _others: Sequence[bytes]) -> bytes:
    """Another word in the place of a whole value: from one sign that separates values to the next."""
    signs = b' ;,|:"\n\t<>[]{}'
    at = chance.randint(0, len(text))
    start = max(text.rfind(sign, 0, at) for sign in map(bytes, zip(signs, strict=True))) + 1
    ends = [text.find(sign, at) for sign in map(bytes, zip(signs, strict=True))]
    end = min((one for one in ends if one >= 0), default=len(text))
    return text[:start] + chance.choice(WORDS) + text[end:]


def _lines(text: bytes, chance: Random, _others: Sequence[bytes]) -> bytes:
    """A line left out, twice, elsewhere, or further to the right."""
    lines = text.split(b"\n")
    at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
    line = lines[at]
    way = chance.randrange(4)
    if way == 0:
        del lines[at]
    elif way == 1:
        lines.insert(to, line)
    elif way == 2:
        lines[at], lines[to] = lines[to], line
    else:
        lines[at] = b"  " + line
    return b"\n".join(lines)


def _flip(text: bytes, chance: Random, _others: Sequence[bytes]) -> bytes:
    if not text:
        return text
    at = chance.randrange(len(text))
    return text[:at] + bytes([text[at] ^ (1 << chance.randrange(8))]) + text[at + 1 :]


def _number(text: bytes, chance: Random, _others: Sequence[bytes]) -> bytes:
    """Four bytes that a binary file takes for a length."""
    at = chance.randint(0, max(0, len(text) - 4))
    number = chance.choice((0, 1, 0x7F, 0xFF, 0x7FFF, 0x10000, 0x7FFFFFFF, 0xFFFFFFFF))
    return text[:at] + number.to_bytes(4, chance.choice(("little", "big"))) + text[at + 4 :]


_WAYS: tuple[Callable[[bytes, Random, Sequence[bytes]], bytes], ...] = (
    _put, _put, _value, _value, _cut, _cut_off, _repeat, _move, _borrow, _lines, _flip, _number,
)  # fmt: skip


def _in_zip(seed: bytes, chance: Random) -> bytes | None:
    """The same archive with one part that has things wrong, or that is left out."""
    try:
        with zipfile.ZipFile(io.BytesIO(seed)) as book:
            parts = {one.filename: book.read(one) for one in book.infolist()}
    except Exception:
        return None
    if not parts:
        return None
    name = chance.choice(sorted(parts))
    if chance.random() < 0.05:
        del parts[name]
    else:
        parts[name] = _wrong(parts[name], chance, list(parts.values()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for one, content in parts.items():
            book.writestr(zipfile.ZipInfo(one), content)
    return out.getvalue()


THINGS = (
    *(None, True, 0, -1, 1.5, float("inf"), 10**30, "", "x", "\0", "\ud800", "2024-02-30"),
    *([], {}, [[]], [None], {"": 1}),
)
"""What may stand in the place of another value."""


def _in_json(seed: bytes, chance: Random) -> bytes | None:
    """A line of JSON, or the whole of it, with things of another kind in the place of one to three values."""
    lines = seed.split(b"\n") if b"}\n{" in seed else [seed]
    at = chance.randrange(len(lines))
    try:
        content: Any = json.loads(lines[at])
    except (ValueError, RecursionError):
        return None
    if chance.random() < 0.4:
        return None
    whole = [content]
    for _ in range(chance.randint(1, 3)):
        holder, key = chance.choice(_places(whole))
        if chance.random() < 0.1 and isinstance(holder, dict):
            holder[chance.choice(("", "x", "\0"))] = holder.pop(key)
        else:
            holder[key] = deepcopy(chance.choice(THINGS))
    try:
        lines[at] = json.dumps(whole[0]).encode()
    except (ValueError, RecursionError):
        return None
    return b"\n".join(lines)


def _places(thing: Any) -> list[tuple[Any, Any]]:
    """Where values stand: each with what holds it, and its key there."""
    keys = list(thing) if isinstance(thing, dict) else range(len(thing)) if isinstance(thing, list) else []
    return [place for key in keys for place in ((thing, key), *_places(thing[key]))]


def _in_gzip(seed: bytes, chance: Random) -> bytes | None:
    try:
        inside = gzip.decompress(seed)
    except (OSError, EOFError, zlib.error):
        return None
    return gzip.compress(_wrong(inside, chance, ()), compresslevel=1, mtime=0)
