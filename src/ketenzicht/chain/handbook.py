"""The reference page of the chain format, made from the model itself so that it cannot go stale."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Sequence

from pydantic import BaseModel

from ketenzicht.chain.certainty import CERTAINTY_NAMES
from ketenzicht.chain.checks import CHECKS, Check
from ketenzicht.chain.load import FILES, FOLDERS
from ketenzicht.chain.messages import models_in
from ketenzicht.chain.model import Chain, MeasureBase, Sourced, TextNode
from ketenzicht.chain.schema import explain, models_of

_INTRO = """# The chain format

A chain is a folder of YAML files with Dutch keys.
`keten.yaml` is needed, the others are not: {files}.
A top-level key may stand in any of them, but only once.
What is long may be spread over files in the folders {folders}:
what they have under one top-level key is put together, in the order of their names.
How to write one: [your own chain](../how-to/own-chain.md).
What the program says about a mistake: [mistakes in a chain](errors-chain.md).

This page is made from the model; the explanations are Dutch, as the editor shows them.

## How values are read

- Every value is text, apart from `true`, `false` and nothing at all (empty, `~` or `null`).
  So the code `01` stays `01` and `no` stays `no`; numbers and dates are read where the key asks for one.
  For an editor that checks against the JSON Schema, put codes and versions between quotes.
- Dates are written year-month-day. Validity dates count on both sides.
- An id consists of small letters, digits and hyphens, and never changes.
- A text is a plain text in Dutch, or `{{nl: ..., en: ...}}` with its English translation.
- Where a list of ids may stand, one id may stand as well.
- A key that is not known, that occurs twice or that misses is a mistake, never ignored.

## How sure a fact is

| code | meaning |
|---|---|
{certainties}
H, S and L show the badge *controleer*; so do terms with A whose `peildatum` is empty or before 2024.

"""


def chain_format_page(checks: Sequence[Check] = CHECKS) -> str:
    """Every key of every part of a chain, with its explanation, and the list of these checks; Markdown."""
    files = ", ".join(f"`{name}`" for name in FILES[1:])
    folders = ", ".join(f"`{name}/`" for name in FOLDERS)
    certainties = "".join(f"| `{code}` | {name} |\n" for code, name in CERTAINTY_NAMES.items())
    parts = "".join(_part(model) for model in models_of(Chain) if model is not TextNode)
    return (
        _INTRO.format(files=files, folders=folders, certainties=certainties)
        + "## Keys of every fact\n\n"
        + "Parts marked *fact* below have these keys as well.\n\n"
        + _table(Sourced, _own(Sourced))
        + "\n## Keys of every measure\n\n"
        + "A measure is a fact too, so it has those keys as well. `soort` decides which keys follow.\n\n"
        + _table(MeasureBase, [("kind", "soort", True), *_own(MeasureBase)])
        + "\n## Parts\n"
        + parts
        + _checks(checks)
    )


def _part(model: type[BaseModel]) -> str:
    kind = model.model_fields.get("kind")
    measure = issubclass(model, MeasureBase)
    keys = [key for key in _own(model) if not (measure and key[0] == "kind")]
    title = (
        f"Measure `{typing.get_args(kind.annotation)[0]}`" if measure and kind is not None else _title(model)
    )
    notes = ["a measure"] if measure else ["a fact"] if issubclass(model, Sourced) else []
    about = (
        "".join(f"*{note}*. " for note in notes)
        + (model.__doc__ or "").split("\n\n")[0].replace("\n", " ").strip()
    )
    return f"\n### {title}\n\n{about}\n\n{_table(model, keys)}"


def _title(model: type[BaseModel]) -> str:
    places = sorted({f"`{key}`" for key in _keys_that_hold(model)})
    return f"{model.__name__} ({', '.join(places)})" if places else model.__name__


def _keys_that_hold(model: type[BaseModel]) -> Iterator[str]:
    for holder in models_of(Chain):
        for name, field in holder.model_fields.items():
            if model in models_in(field.annotation):
                yield field.alias or name


def _own(model: type[BaseModel]) -> list[tuple[str, str, bool]]:
    """Name in the code, Dutch key and whether it must be there, without the keys of the class it is built on."""
    above = {name for kind in model.__mro__[1:] if issubclass(kind, BaseModel) for name in kind.model_fields}
    return [
        (name, field.alias or name, field.is_required())
        for name, field in model.model_fields.items()
        if name not in above
    ]


def _table(model: type[BaseModel], keys: list[tuple[str, str, bool]]) -> str:
    rows = "".join(
        f"| `{key}` | {'yes' if needed else ''} | {explain(model, key).replace('|', '/')} |\n"
        for _, key, needed in keys
    )
    return f"| key | needed | explanation |\n|---|---|---|\n{rows}"


def _checks(checks: Sequence[Check]) -> str:
    rows = "".join(
        f"| `{check.name}` | {'fout' if check.severity == 'error' else 'let op'}{', strict' if check.strict else ''} "
        f"| {check.explanation} |\n"
        for check in checks
    )
    head = "\n## Checks\n\nWhat `ketenzicht chain check` looks for.\n\n| check | severity | why |\n|---|---|---|\n"
    return head + rows
