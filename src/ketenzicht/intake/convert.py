"""Statement parts that turn the text of a cell into the word of the chain: codes, end reasons, organisations."""

from __future__ import annotations

from collections.abc import Mapping

from ketenzicht.chain.model import Attribute, Chain, CodeList
from ketenzicht.engine.engine import literal

SEPARATORS = "[,;+|/ ]+"
"""What may stand between the codes of a field that holds several."""

SEXES = {
    "V": ("v", "vrouw", "f", "female", "vrouwelijk", "2"),
    "M": ("m", "man", "male", "mannelijk", "1"),
    "O": ("o", "onbekend", "x", "u", "unknown", "0", "9"),
}
"""The numbers are those of ISO 5218."""


def lookup_sql(text: str, table: Mapping[str, str], otherwise: str = "null") -> str:
    """A case expression from given texts to words, whatever their capitals."""
    lowered = {given.strip().lower(): word for given, word in table.items()}
    if not lowered:
        return otherwise
    branches = " ".join(f"when {literal(given)} then {literal(word)}" for given, word in lowered.items())
    return f"case lower({text}) {branches} else {otherwise} end"


def lookup_or_same_sql(text: str, table: Mapping[str, str]) -> str:
    """As :func:`lookup_sql`; what is not in the table stays as it is."""
    return lookup_sql(text, table, otherwise=text)


translated_sql = lookup_or_same_sql
"""The text after the translation of a mapping."""


def code_table(codes: CodeList) -> dict[str, str]:
    """Every way to write a code: the code, the code without zeros in front, and its name."""
    table = {str(text.nl): code for code, text in codes.codes.items()}
    table |= {code.lstrip("0"): code for code in codes.codes if code.lstrip("0")}
    return table | {code: code for code in codes.codes}


def end_reason_table(chain: Chain) -> dict[str, str]:
    """Every way to write an end reason: its id, code, code without zeros in front, and name."""
    table = {reason.name.nl: reason.id for reason in chain.end_reasons}
    table |= {reason.code.lstrip("0"): reason.id for reason in chain.end_reasons if reason.code}
    table |= {reason.code: reason.id for reason in chain.end_reasons if reason.code}
    return table | {reason.id: reason.id for reason in chain.end_reasons}


def organisation_table(chain: Chain) -> dict[str, str]:
    """The organisations of the chain by id and by name."""
    return {one.name.nl: one.id for one in chain.organisations} | {
        one.id: one.id for one in chain.organisations
    }


def attribute_sql(text: str, attribute: Attribute, chain: Chain, decimal: str) -> str:
    """The value of an attribute as canonical events hold it; NULL when the text is not a value of it."""
    lists = {codes.id: codes for codes in chain.code_lists}
    if attribute.code_list is not None and attribute.code_list in lists:
        codes = lists[attribute.code_list]
        if not codes.several:
            return lookup_sql(text, code_table(codes))
        one = lookup_sql("x", code_table(codes))
        parts = f"list_transform(string_split_regex({text}, '{SEPARATORS}'), lambda x: {one})"
        return (
            f"case when list_contains(list_transform({parts}, lambda x: x is null), true) then null "
            f"else array_to_string(list_distinct_in_order({parts}), ',') end"
        )
    if attribute.type == "getal":
        number = f"replace(replace({text}, '.', ''), ',', '.')" if decimal == "," else text
        number = (
            f"case when contains({text}, ',') then {number} else {text} end" if decimal == "," else number
        )
        return f"regexp_replace(cast(try_cast({number} as decimal(18, 4)) as varchar), '\\.?0+$', '')"
    if attribute.type == "ja-nee":
        return lookup_sql(
            text,
            {
                "ja": "ja",
                "j": "ja",
                "1": "ja",
                "true": "ja",
                "nee": "nee",
                "n": "nee",
                "0": "nee",
                "false": "nee",
            },
        )
    if attribute.type == "datum":
        return f"cast(try_cast({text} as date) as varchar)"
    return text
