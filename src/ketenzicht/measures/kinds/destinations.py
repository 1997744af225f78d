"""To whom cases go, as registered on their events: the relation ``destination_value``, and words for it."""

from __future__ import annotations

from ketenzicht.chain.model import Chain, CodeList
from ketenzicht.engine import quoted
from ketenzicht.history import History
from ketenzicht.measures.kinds.landmark import has_column
from ketenzicht.message import Label


def make_destinations(history: History, attribute: str | None) -> None:
    """Make ``destination_value`` (event_id, value): known values only; empty when nothing is registered."""
    if attribute is None or not has_column(history, attribute):
        history.run("create or replace table destination_value (event_id bigint, value varchar)")
        return
    codes, column = _code_list(history.chain, attribute), quoted(attribute.replace("-", "_"))
    history.run(
        f"""
        create or replace table destination_value as
        select event_id, trim({column}) as value
        from events
        where trim({column}) <> '' and not list_contains($unknown, trim({column}))
        """,
        unknown=list(codes.unknown) if codes is not None else [],
    )


def destination_names(chain: Chain, attribute: str) -> dict[str, Label]:
    """Names of destinations, by value: words of the chain only, since a text of a registration may name anybody."""
    codes = _code_list(chain, attribute)
    if codes is None:
        return {item.id: item.name for item in chain.organisations}
    return {code: name for code, name in codes.codes.items() if code not in codes.unknown}


def _code_list(chain: Chain, attribute: str) -> CodeList | None:
    named = next(item.code_list for item in chain.attributes if item.id == attribute)
    return next((item for item in chain.code_lists if item.id == named), None)
