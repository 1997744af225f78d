"""What is compared with what in ``ketenzicht study causes``, and what does not compare."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ketenzicht.chain.model import CaseloadMeasure
from ketenzicht.chain.window import Window
from ketenzicht.errors import UserError, did_you_mean
from ketenzicht.message import Label, message
from ketenzicht.study.settings import Study

if TYPE_CHECKING:
    from ketenzicht.measures.kinds.caseload_sides import Side


@dataclass(frozen=True)
class Compared:
    """What is compared with what; nothing at all for the period and the one before it.

    Args:
        periods: two periods, the earlier one first.
        places: two values of an attribute of reports.
        attribute: its name.
        other: the folder of another study.
        measure: id of the caseload measure; the only one of the chain when None.
    """

    periods: tuple[Window, Window] | None = None
    places: tuple[str, str] | None = None
    attribute: str | None = None
    other: Path | None = None
    measure: str | None = None


def caseload_measure(study: Study, name: str | None) -> CaseloadMeasure:
    """The measure with this id, or the only one of its kind.

    Raises:
        UserError: there is none, or there are several and none is named.
    """
    known = {item.id: item for item in study.chain.measures if isinstance(item, CaseloadMeasure)}
    if name is None and len(known) == 1:
        return next(iter(known.values()))
    if name in known:
        return known[name]
    if not known:
        raise UserError(
            f"De keten '{study.chain.id}' heeft geen maat van soort caseload.",
            why="Die maat zegt welke meldingen en welke fase de caseload maken.",
            fix="Beschrijf er een in maten.yaml, of kies een andere keten.",
        )
    if name is None:
        raise UserError(
            "De keten heeft meer dan één maat van soort caseload.",
            fix="Kies er een met --measure: " + ", ".join(known) + ".",
        )
    raise UserError(f"De keten heeft geen maat '{name}' van soort caseload.", fix=did_you_mean(name, known))


def demand_one_way(compared: Compared) -> None:
    """Raise a :class:`UserError` when more than one thing is compared with, or two periods overlap."""
    ways = [way for way in (compared.periods, compared.places, compared.other) if way is not None]
    if len(ways) > 1:
        raise UserError(
            "Er zijn meer dingen tegelijk om mee te vergelijken.",
            why="Een verschil wordt verdeeld tussen twee kanten.",
            fix="Kies een van --periods, --between en --with.",
        )
    if (compared.places is None) != (compared.attribute is None):
        raise UserError(
            "--between en --attribute horen bij elkaar.",
            why="De twee waarden zijn van een kenmerk van de melding.",
            fix="Schrijf bijvoorbeeld: --between almere lelystad --attribute gemeente",
        )
    if compared.periods is not None:
        first, then = compared.periods
        if then.first <= first.last:
            raise UserError(
                "De twee perioden overlappen, of de eerste is de latere.",
                why="Wat in beide valt, zou met zichzelf vergeleken worden, en kleine aantallen kunnen verraden.",
                fix="Noem eerst de vroege periode en dan de late.",
            )


def sides_within(study: Study, compared: Compared) -> list[Side] | None:
    """The sides of a comparison within one study, the one that the sentence is about first; None as in a run."""
    from ketenzicht.measures.kinds.caseload_counts import Place
    from ketenzicht.measures.kinds.caseload_sides import Side

    data, period = study.settings.data, study.settings.period
    if compared.periods is not None:
        for window in compared.periods:
            if window.first < data.first or window.last > data.last:
                raise UserError(
                    f"De periode van {window.first} tot en met {window.last} valt niet binnen de gegevens.",
                    why=f"De gegevens lopen van {data.first} tot en met {data.last}.",
                    fix="Kies een periode daarbinnen.",
                )
        return [Side(_days_words(window), window.first, window.last) for window in reversed(compared.periods)]
    if compared.places is not None and compared.attribute is not None:
        return [
            Side(
                message("{plaats}", plaats=value), period.first, period.last, Place(compared.attribute, value)
            )
            for value in compared.places
        ]
    return None


def _days_words(window: Window) -> Label:
    first, last = window.first, window.last
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return message("{jaar}", jaar=str(first.year))
    return message("{van} tot en met {tot}", van=str(first), tot=str(last))


def own_side(study: Study, label: Label) -> Side:
    """The whole of a study in its period."""
    from ketenzicht.measures.kinds.caseload_sides import Side

    return Side(label, study.settings.period.first, study.settings.period.last)


def titles(study: Study, other: Study) -> tuple[Label, Label]:
    """What the two are called: their titles, or their folders where those are the same."""
    names = [one.settings.title for one in (study, other)]
    if names[0] == names[1]:
        names = [one.folder.resolve().name for one in (study, other)]
    return message("{studie}", studie=names[0]), message("{studie}", studie=names[1])


def demand_same_definition(study: Study, other: Study, declared: CaseloadMeasure) -> None:
    """Raise a :class:`UserError` unless in both studies the same things are counted in the same way."""
    theirs = {item.id: item for item in other.chain.measures}
    differs: list[str] = []
    if study.chain.id != other.chain.id:
        differs.append(f"de keten ({study.chain.id} en {other.chain.id})")
    elif theirs.get(declared.id) != declared:
        differs.append(f"de maat '{declared.id}' in de keten")
    elif any(
        getattr(study.chain, part) != getattr(other.chain, part)
        for part in ("events", "stages", "end_reasons")
    ):
        differs.append("de gebeurtenissen, fasen of redenen van einde in de keten")
    if study.settings.unit != other.settings.unit:
        differs.append(f"de eenheid ({study.settings.unit} en {other.settings.unit})")
    if study.settings.merge_same_day != other.settings.merge_same_day:
        differs.append("of meldingen op één dag worden samengevoegd")
    if differs:
        raise UserError(
            "Deze studies zijn niet te vergelijken.",
            why="Dit is niet gelijk: " + "; ".join(differs) + ". Een verschil zou daarvan kunnen komen.",
            fix="Voer beide studies uit met dezelfde keten en dezelfde keuzes in study.yaml.",
        )


def period_given(text: str) -> Window:
    """A year (``2023``), or a first and a last day with a slash between them (``2023-07-01/2024-06-30``).

    Raises:
        UserError: it is neither.
    """
    try:
        if len(text) == len("2023"):
            return Window(first=date(int(text), 1, 1), last=date(int(text), 12, 31))
        first, last = (date.fromisoformat(part) for part in text.split("/"))
        return Window(first=first, last=last)
    except ValueError:
        raise UserError(
            f"'{text}' is geen periode.",
            fix="Schrijf een jaar (2023), of twee dagen (2023-07-01/2024-06-30).",
        ) from None
