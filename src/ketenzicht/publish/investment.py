"""What an investment in wijkteams costs and saves, with its uncertainty: as words, and as data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

from ketenzicht.compare.investment import Investment
from ketenzicht.compare.investment_balance import Balance, GroupBalance
from ketenzicht.message import message
from ketenzicht.publish.investment_words import CellView, Words, amounts, cautions, sentences
from ketenzicht.publish.language import Language, Wording


@dataclass(frozen=True)
class InvestmentView:
    """The page: sentences first, then tables, then what it does not say and rests on."""

    language: Language
    title: str
    synthetic: bool
    facts: tuple[tuple[str, str], ...]
    sentences: tuple[str, ...]
    kinds: tuple[tuple[str, tuple[CellView, ...]], ...]
    groups: tuple[tuple[str, tuple[CellView, ...]], ...]
    cautions: tuple[str, ...]
    amounts: tuple[tuple[str, str, str], ...]


def investment_view(investment: Investment, balance: Balance, language: Language) -> InvestmentView:
    """Put what was worked out of protected counts (:mod:`.investment_counts`) into words."""
    words = Words(Wording(language))
    said = investment.content
    names = {group.id: group.name for group in said.groups} | {"": words.say(message("Alles samen"))}
    kinds = {(group.id, item.id): item.name for group in said.groups for item in group.referrals}
    return InvestmentView(
        language=language,
        title=said.title,
        synthetic=said.synthetic,
        facts=(
            (words.say(message("Voor")), f"{said.before.first} – {said.before.last}"),
            (words.say(message("Na")), f"{said.after.first} – {said.after.last}"),
            (
                words.say(message("Bedragen")),
                words.say(message("prijzen van {jaar}", jaar=str(said.price_year))),
            ),
        ),
        sentences=tuple(sentences(balance, words)),
        kinds=tuple(
            (
                f"{names[item.group]}: {kinds[item.group, item.kind]}",
                (
                    CellView(words.number(item.expected)),
                    CellView(words.number(item.seen)),
                    words.cell(item.fewer, words.number),
                    words.cell(item.saved, words.euros),
                ),
            )
            for item in balance.kinds
        ),
        groups=tuple((names[item.group], _group_cells(item, words)) for item in balance.groups),
        cautions=tuple(cautions(investment, balance, words)),
        amounts=tuple(amounts(investment, words)),
    )


def investment_data(investment: Investment, balance: Balance) -> dict[str, Any]:
    """The same as data; what is never earned back is null."""
    said = investment.content
    return {
        "kind": "investering",
        "title": said.title,
        "synthetic": said.synthetic,
        "price_year": said.price_year,
        "draws": balance.draws,
        "seed": balance.seed,
        "kinds": [asdict(item) for item in balance.kinds],
        "groups": [asdict(item) for item in balance.groups],
        "months_to_earn_back": None if balance.months is None else _finite(asdict(balance.months)),
        "share_of_draws_earned_back": balance.earned_back,
        "cautions": investment_view(investment, balance, "nl").cautions,
    }


def _finite(values: dict[str, float]) -> dict[str, float | None]:
    return {name: value if isfinite(value) else None for name, value in values.items()}


def _group_cells(item: GroupBalance, words: Words) -> tuple[CellView, ...]:
    return (
        words.cell(item.saved, words.euros),
        words.cell(item.cost, words.euros),
        words.cell(item.balance, words.euros),
        words.cell(item.drop, words.percent),
        CellView("–" if item.needed is None else words.percent(item.needed)),
    )
