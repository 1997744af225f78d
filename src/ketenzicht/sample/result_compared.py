"""The sample beside all cases, by what the first report says: exact, for ``publish.release`` alone."""

from __future__ import annotations

from collections.abc import Mapping

from ketenzicht.measures.result import Count, MeasureResult, Probability, Row, Share, Table
from ketenzicht.message import Label, message
from ketenzicht.sample.drawn import Sample
from ketenzicht.sample.estimate import share
from ketenzicht.sample.words import DESIGNS, Names

COMPARED = "vergelijking"


def compared(sample: Sample, names: Names, mark: str) -> MeasureResult | None:
    """Who was drawn; None where the plan asks for no comparison.

    Args:
        sample: the sample.
        names: how values of attributes are called.
        mark: tells this sample apart in the names of its numbers.
    """
    warnings = list[Label]()
    tables = tuple(
        _table(sample, attribute, numbers, names.get(attribute, {}), mark, warnings)
        for attribute, numbers in sample.population.items()
    )
    if not tables:
        return None
    return MeasureResult(
        measure=COMPARED,
        kind="dossieronderzoek",
        unit=message("casus"),
        definition=(
            (message("Casussen"), message("met een melding in de periode van de studie")),
            (message("Kenmerken"), message("zoals geregistreerd bij de eerste melding in de periode")),
            (message("Steekproef"), DESIGNS[sample.design]),
        ),
        tables=tables,
        warnings=tuple(warnings),
        chart="none",
    )


def label_of(value: str, names: Mapping[str, Label]) -> Label:
    """How a value is called; several codes in one field, with a comma between, each by its name."""
    first, *others = (names.get(one) or message("{waarde}", waarde=one) for one in value.split(","))
    for other in others:
        first = message("{waarde}; {andere}", waarde=first, andere=other)
    return first


def _table(
    sample: Sample,
    attribute: str,
    numbers: Mapping[str, int],
    names: Mapping[str, Label],
    mark: str,
    warnings: list[Label],
) -> Table:
    files, everybody = sample.readable, f"steekproef:{mark}:alle"
    chance = [file.chance for file in files]
    weight, stratum = [1.0 / one for one in chance], [file.stratum for file in files]
    sizes, unequal = (None, chance) if sample.by_size else (sample.sizes, None)
    rows = []
    for value, cases in numbers.items():
        label = label_of(value, names)
        has = [file.attributes.get(attribute) == value for file in files]
        one = share(has, weight, stratum, sizes, chance=unequal)
        part, true = f"{attribute}:{value}", cases / sample.cases
        drawn = f"steekproef:{mark}:{part}"
        figures = (
            Count(cases, f"casussen:{part}"),
            Share(cases, sample.cases, true, true, f"casussen:{part}", "casussen:alle"),
            Count(sum(has), drawn),
            Probability(one.value, one.low, one.high, len(files), sum(has), f"{drawn}:gewogen", everybody),
        )
        rows.append(Row(value, label, figures))
        if not one.low <= true <= one.high:
            warnings.append(
                message(
                    "'{waarde}' komt in de steekproef vaker of minder vaak voor dan toeval verklaart.",
                    waarde=label,
                )
            )
    totals = (Count(sample.cases, "casussen:alle"), None, Count(len(files), everybody), None)
    rows.append(Row("totaal", message("Totaal"), totals))
    title = names.get("") or message("{kenmerk}", kenmerk=attribute)
    columns = (message("Casussen"), message("Aandeel"), message("Dossiers"), message("Aandeel, gewogen"))
    return Table(attribute, title, columns, tuple(rows), "totaal")
