"""What is said of an investment in wijkteams: amounts with their bounds, sentences, and what they do not say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from ketenzicht.compare.investment import Amount, Elsewhere, Investment
from ketenzicht.compare.investment_balance import Balance, Estimate
from ketenzicht.message import Message, message
from ketenzicht.publish.language import Wording

FEWEST_EUROS = 100
"""Amounts are shown to hundreds of euros, large ones to thousands."""
LARGE = 100_000


@dataclass(frozen=True)
class CellView:
    """A figure with its interval."""

    text: str
    interval: str = ""


@dataclass(frozen=True)
class Words:
    """Numbers, euros and texts in a language."""

    wording: Wording

    def say(self, text: Any) -> str:
        """A text in the language."""
        return self.wording.text(text)

    def number(self, value: float) -> str:
        """Rounded to a whole number."""
        return self.wording.number(round(value)).replace("-", "−")

    def euros(self, value: float) -> str:
        """Rounded to hundreds of euros, large amounts to thousands."""
        step = 1_000 if abs(value) >= LARGE else FEWEST_EUROS
        sign = "−\N{WORD JOINER}" if round(value / step) < 0 else ""
        return f"{sign}€\N{NO-BREAK SPACE}{self.wording.number(abs(round(value / step) * step))}"

    def percent(self, value: float) -> str:
        """A share, with one decimal."""
        return self.wording.percent(value, digits=1).replace("-", "−")

    def cell(self, figure: Estimate | None, shown: Any) -> CellView:
        """A figure as ``shown`` writes it, with its bounds where it has any."""
        if figure is None:
            return CellView("–")
        certain = figure.low == figure.high
        return CellView(shown(figure.value), "" if certain else self.between(figure, shown))

    def between(self, figure: Estimate, shown: Any) -> str:
        """The bounds of a figure as ``shown`` writes them."""
        return self.say(message("{laag} tot {hoog}", laag=shown(figure.low), hoog=shown(figure.high)))


def sentences(balance: Balance, words: Words) -> list[str]:
    """What the team costs and saves per year, what would make it break even, and when it is earned back.

    Raises:
        ValueError: all together has no costs of the team.
    """
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


def _earned_back(time: Estimate, part: float, words: Words) -> Message:
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


def _difference(cost: Estimate, saved: Estimate, words: Words) -> Message:
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


def cautions(investment: Investment, balance: Balance, words: Words) -> list[str]:
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


def _named_amounts(investment: Investment, words: Words) -> list[tuple[str, Amount]]:
    said = investment.content
    found = [(words.say(message("Team, per jaar")), said.team.per_year)]
    if said.team.once is not None:
        found.append((words.say(message("Team, eenmalig")), said.team.once))
    return found + [
        (f"{group.name}: {item.name}", item.cost) for group in said.groups for item in group.referrals
    ]


def amounts(investment: Investment, words: Words) -> list[tuple[str, str, str]]:
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
