"""What an investment in wijkteams costs and saves, in words: with its uncertainty, and what it does not say.

Counts are rounded before anything is worked out of them, so that every figure follows from what may be shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from math import inf, isfinite
from typing import Any

from ketenzicht.compare.investment import Amount, BeforeAfter, Elsewhere, Investment, Referrals
from ketenzicht.compare.investment_balance import Balance, Estimate, GroupBalance
from ketenzicht.errors import UserError
from ketenzicht.message import Message, message
from ketenzicht.publish.language import Language, Wording
from ketenzicht.publish.policy import Policy

FEWEST_EUROS = 100
"""Amounts are shown to hundreds of euros, large ones to thousands."""
LARGE = 100_000


def protected(investment: Investment, policy: Policy) -> Investment:
    """The same with rounded counts.

    Raises:
        UserError: a count is too small to show.
    """
    said = investment.content
    groups = tuple(
        group.model_copy(
            update={"referrals": tuple(_protected(item, policy, investment) for item in group.referrals)}
        )
        for group in said.groups
    )
    return replace(investment, content=said.model_copy(update={"groups": groups}))


def _protected(referrals: Referrals, policy: Policy, investment: Investment) -> Referrals:
    elsewhere = referrals.elsewhere
    if elsewhere is not None:
        elsewhere = elsewhere.model_copy(update={"number": _rounded(elsewhere.number, policy, investment)})
    return referrals.model_copy(
        update={"number": _rounded(referrals.number, policy, investment), "elsewhere": elsewhere}
    )


def _rounded(number: BeforeAfter, policy: Policy, investment: Investment) -> BeforeAfter:
    if policy.hides(number.before) or policy.hides(number.after):
        raise UserError(
            f"Een van de aantallen is kleiner dan {policy.threshold}.",
            why="Zo'n klein aantal mag niet naar buiten, en zegt weinig.",
            fix="Voeg soorten verwijzingen of groepen samen.",
            file=investment.path,
        )
    return BeforeAfter(before=policy.rounded(number.before), after=policy.rounded(number.after))


@dataclass(frozen=True)
class CellView:
    """A figure with its interval."""

    text: str
    interval: str = ""


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
    """Put what was worked out of protected counts into words."""
    words = _Words(Wording(language))
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
        sentences=tuple(_sentences(balance, words)),
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
        cautions=tuple(_cautions(investment, balance, words)),
        amounts=tuple(_amounts(investment, words)),
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


@dataclass(frozen=True)
class _Words:
    """Numbers, euros and texts in a language."""

    wording: Wording

    def say(self, text: Any) -> str:
        return self.wording.text(text)

    def number(self, value: float) -> str:
        return self.wording.number(round(value)).replace("-", "−")

    def euros(self, value: float) -> str:
        step = 1_000 if abs(value) >= LARGE else FEWEST_EUROS
        sign = "−\N{WORD JOINER}" if round(value / step) < 0 else ""
        return f"{sign}€\N{NO-BREAK SPACE}{self.wording.number(abs(round(value / step) * step))}"

    def percent(self, value: float) -> str:
        return self.wording.percent(value, digits=1).replace("-", "−")

    def cell(self, figure: Estimate | None, shown: Any) -> CellView:
        if figure is None:
            return CellView("–")
        certain = figure.low == figure.high
        return CellView(shown(figure.value), "" if certain else self.between(figure, shown))

    def between(self, figure: Estimate, shown: Any) -> str:
        return self.say(message("{laag} tot {hoog}", laag=shown(figure.low), hoog=shown(figure.high)))


def _group_cells(item: GroupBalance, words: _Words) -> tuple[CellView, ...]:
    return (
        words.cell(item.saved, words.euros),
        words.cell(item.cost, words.euros),
        words.cell(item.balance, words.euros),
        words.cell(item.drop, words.percent),
        CellView("–" if item.needed is None else words.percent(item.needed)),
    )


def _sentences(balance: Balance, words: _Words) -> list[str]:
    whole = balance.groups[-1]
    if whole.cost is None or whole.balance is None or whole.needed is None or whole.positive is None:
        raise ValueError("all together always has the costs of the team")
    found = [
        _difference(whole.cost, whole.saved, words),
        message(
            "Het verschil is {saldo} per jaar ({grenzen}). In {deel} van de trekkingen is het boven nul.",
            saldo=words.euros(whole.balance.value),
            grenzen=words.between(whole.balance, words.euros),
            deel=words.wording.percent(whole.positive),
        ),
        message(
            "Om quitte te spelen moeten verwijzingen, gewogen naar hun kosten, {nodig} onder de verwachting liggen. "
            "Gezien is {gezien} ({grenzen}).",
            nodig=words.percent(whole.needed),
            gezien=words.percent(whole.drop.value),
            grenzen=words.between(whole.drop, words.percent),
        ),
    ]
    if balance.months is not None and balance.earned_back is not None:
        found.append(_earned_back(balance.months, balance.earned_back, words))
    return [words.say(item) for item in found]


def _earned_back(time: Estimate, part: float, words: _Words) -> Message:
    share = words.wording.percent(part)
    if time.value == inf:
        return message(
            "Wat eenmalig is betaald, wordt met deze cijfers niet terugverdiend; in {deel} van de trekkingen wel.",
            deel=share,
        )
    never = words.say(message("nooit"))

    def months(value: float) -> str:
        return never if value == inf else words.number(value)

    return message(
        "Wat eenmalig is betaald, is met deze cijfers na {maanden} maanden terugverdiend ({grenzen}); in {deel} van "
        "de trekkingen gebeurt dat ooit.",
        maanden=months(time.value),
        grenzen=words.between(time, months),
        deel=share,
    )


def _difference(cost: Estimate, saved: Estimate, words: _Words) -> Message:
    values = {
        "kosten": words.euros(cost.value),
        "bedrag": words.euros(abs(saved.value)),
        "grenzen": words.between(saved, words.euros),
    }
    if saved.value >= 0:
        return message(
            "Het team kost {kosten} per jaar. Er waren minder verwijzingen dan verwacht, gewogen naar hun kosten: "
            "dat scheelt {bedrag} per jaar ({grenzen}).",
            **values,
        )
    return message(
        "Het team kost {kosten} per jaar. Er waren meer verwijzingen dan verwacht, gewogen naar hun kosten: dat kost "
        "nog {bedrag} per jaar (95%-interval van wat het scheelt: {grenzen}).",
        **values,
    )


def _cautions(investment: Investment, balance: Balance, words: _Words) -> list[str]:
    """What the figures do not say; first of all that a difference is no effect."""
    said = investment.content
    items = [(group, item) for group in said.groups for item in group.referrals]
    compared: Sequence[Elsewhere] = [item.elsewhere for _, item in items if item.elsewhere is not None]
    alone = [f"{group.name}: {item.name}" for group, item in items if item.elsewhere is None]
    texts = [
        message(
            "Dit bewijst niet dat het team de oorzaak is. Het zet naast elkaar wat er was en wat te verwachten was."
        )
    ]
    if alone:
        texts.append(
            message(
                "Alleen voor en na vergeleken, zonder andere gemeenten: {soorten}. Alles wat in die tijd verder "
                "veranderde zit ook in het verschil.",
                soorten="; ".join(alone),
            )
        )
    if compared:
        texts.append(
            message(
                "De verwachting beweegt mee met {plaatsen}. Dat klopt alleen als het hier zonder het team net zo was "
                "gegaan als daar.",
                plaatsen="; ".join(dict.fromkeys(item.name for item in compared)),
            )
        )
    texts += [
        message(
            "Minder verwijzen is niet vanzelf beter. Meer verwijzen kan ook betekenen dat problemen eerder gezien "
            "worden (CPB 2019)."
        ),
        message(
            "Eenheidskosten zijn gemiddelden. Eén verwijzing minder bespaart op korte termijn vaak minder: gebouwen "
            "en mensen zijn er al."
        ),
        message(
            "Wat mensen eraan hebben, zoals zelfredzamer worden, staat hier niet in. Kosten bij anderen, zoals de "
            "zorgverzekeraar, ook niet."
        ),
    ]
    if said.spread == 1:
        texts.append(
            message(
                "De grenzen rekenen voor aantallen alleen met toeval. Schommelen aantallen van jaar tot jaar meer, "
                "vul dan een 'spreiding' boven 1 in; de grenzen worden dan wijder."
            )
        )
    fixed = [name for name, amount in _named_amounts(investment, words) if amount.low is None]
    if fixed:
        texts.append(message("Zonder onzekerheid gerekend: {bedragen}.", bedragen="; ".join(fixed)))
    return [words.say(item) for item in texts]


def _named_amounts(investment: Investment, words: _Words) -> list[tuple[str, Amount]]:
    said = investment.content
    found = [(words.say(message("Team, per jaar")), said.team.per_year)]
    if said.team.once is not None:
        found.append((words.say(message("Team, eenmalig")), said.team.once))
    return found + [
        (f"{group.name}: {item.name}", item.cost) for group in said.groups for item in group.referrals
    ]


def _amounts(investment: Investment, words: _Words) -> list[tuple[str, str, str]]:
    """Every amount at the prices of the file, with where it comes from."""
    found = []
    for name, amount in _named_amounts(investment, words):
        factor = investment.price_factor(amount)

        def shown(value: float, factor: float = factor) -> str:
            return f"€\N{NO-BREAK SPACE}{words.wording.number(round(value * factor))}"

        text = shown(amount.euros)
        if amount.low is not None and amount.high is not None:
            text += f" ({words.between(Estimate(amount.euros, amount.low, amount.high), shown)})"
        found.append((name, text, amount.origin))
    return found
