"""A small report with figures of every kind, made by hand, on the chain that we ship."""

from __future__ import annotations

from datetime import date

from ketenzicht.chain import chain_hash, open_chain
from ketenzicht.chain.model import Chain
from ketenzicht.message import message
from ketenzicht.publish.content import ReportContent
from ketenzicht.publish.facts import QualityFacts, QualityFile, QualityFinding, StudyFacts
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.published import (
    Hidden,
    NotReached,
    PublishedCount,
    PublishedCurve,
    PublishedFigure,
    PublishedNumber,
    PublishedResult,
    PublishedRow,
    PublishedSeries,
    PublishedShare,
    PublishedStep,
    PublishedTable,
)
from ketenzicht.publish.release import release_together

PERIOD = (date(2024, 1, 1), date(2024, 12, 31))
HALF = PublishedShare(500, 1000, 0.469, 0.531)
FEW = PublishedShare(120, 1000, 0.101, 0.142)
DEFINITION = (
    (message("Periode"), message("{van} tot en met {tot}", van="2024-01-01", tot="2024-12-31")),
    (message("Interval"), message("95 %, methode van Wilson")),
)
STEP = PublishedStep(
    message("gekoppeld"), message("meldingen"), message("niet te koppelen aan een casus"), 1015, 1000, None
)


def row(id_: str, label: str, *figures: PublishedFigure | None, level: int = 0) -> PublishedRow:
    """A row whose label is a text of the program."""
    return PublishedRow(id_, message(label), figures, level)


def earlier() -> PublishedResult:
    """Bars, with the second threshold hidden."""
    table = PublishedTable(
        "drempels",
        message("Meldingen naar aantal eerdere meldingen"),
        (message("Aantal"), message("Aandeel")),
        (row("minstens-1", "Op tijd", PublishedCount(500), HALF), row("3-7", "Te laat", Hidden(), Hidden())),
        None,
    )
    headline = {"aandeel": HALF, "aandeel_minstens_1": HALF, "aandeel_3_7": Hidden()}
    return _result("eerdere-meldingen", "voorgeschiedenis", (table,), headline, attrition=(STEP,))


def classes() -> PublishedResult:
    """Groups with parts."""
    names = (
        "hermelding",
        "hermelding_meer_personen",
        "hermelding_een_persoon",
        "vervolgmelding",
        "vervolg_tijdens_veiligheidsbeoordeling",
        "vervolg_in_monitoring",
        "vervolg_na_veiligheidsbeoordeling",
        "eerste_melding",
        "niet_ingedeeld",
    )
    table = PublishedTable(
        "klassen",
        message("Meldingen naar klasse"),
        (message("Aantal"), message("Aandeel")),
        (
            row("hermelding", "Samen", PublishedCount(500), HALF),
            row("hermelding-meer-personen", "Open", PublishedCount(120), FEW, level=1),
            row("totaal", "Totaal", PublishedCount(1000), None),
        ),
        "totaal",
    )
    shares: dict[str, PublishedFigure] = {f"aandeel_{name}": FEW for name in names}
    return _result(
        "meldingsklassen", "klassen", (table,), {"n": PublishedCount(1000), **shares}, chart="stacked"
    )


def drop_out() -> PublishedResult:
    """A curve."""
    points = tuple(
        (day, PublishedShare(day // 3, 1000, day / 4000, day / 2500, estimated=True))
        for day in range(0, 361, 30)
    )
    table = PublishedTable(
        "kansen",
        message("Kans op elke uitkomst, met concurrerende gebeurtenissen"),
        (message("{n} maanden", n=12),),
        (row("uitval", "Uitkomst", FEW), row("overlijden", "Open", Hidden())),
        None,
    )
    return _result(
        "uitval",
        "incidentie",
        (table,),
        {"kans": FEW},
        words={"horizon": message("{n} maanden", n=12)},
        curves=(PublishedCurve("uitval", message("Uitkomst"), 1000, points),),
        chart="curves",
    )


def in_time() -> PublishedResult:
    """Bars with a norm, and a quantile that is not reached."""
    tables = (
        PublishedTable(
            "termijn",
            message("Binnen en buiten de termijn"),
            (message("Aantal"), message("Aandeel")),
            (row("op-tijd", "Op tijd", PublishedCount(500), HALF), row("te-laat", "Te laat", None, FEW)),
            None,
        ),
        PublishedTable(
            "duur",
            message("Duur van de fase in dagen (Kaplan-Meier)"),
            (message("Dagen"),),
            (
                row("helft", "De helft is klaar na", PublishedNumber(7.0, 1000, 0)),
                row("driekwart", "Drie kwart is klaar na", NotReached()),
            ),
            None,
        ),
    )
    return _result(
        "besluit-binnen-5-werkdagen",
        "op-tijd",
        tables,
        {"aandeel": HALF},
        words={"termijn": message("{n} werkdagen", n=5)},
        norm=0.9,
    )


def caseload() -> PublishedResult:
    """A series, hidden in its first month."""
    months = [date(2023 + number // 12, number % 12 + 1, 1) for number in range(24)]
    counts = [None, *(1200 + 10 * number for number in range(23))]
    table = PublishedTable(
        "verloop",
        message("Van begin tot eind van de periode"),
        (message("Aantal"),),
        (row("begin", "Open bij het begin", PublishedCount(1200)),),
        None,
    )
    headline: dict[str, PublishedFigure] = {
        "gemiddeld": PublishedNumber(1234.0, 2000, 0),
        "begin": PublishedCount(1200),
        "eind": PublishedCount(1400),
        "aandeel_boven_norm": HALF,
    }
    return _result(
        "caseload",
        "voorraad",
        (table,),
        headline,
        words={"norm": message("{n} maanden", n=3)},
        series=(PublishedSeries("open", message("Open"), tuple(zip(months, counts, strict=True))),),
        chart="series",
    )


def shipped() -> Chain:
    """The chain of Veilig Thuis."""
    return open_chain("veilig-thuis").chain


def content(*, synthetic: bool = True, title: str = 'Een studie <&> "naar" \'t Gooi') -> ReportContent:
    """A report with a measure of each shape; its title needs escaping."""
    chain = shipped()
    finding = QualityFinding(
        message("conformiteit"),
        message("fout"),
        message("Waarden die niet in de codelijst staan; de rij telt mee, de waarde niet."),
        message("Verbeter de waarde, of vertaal haar in de koppeling."),
        "meldingen.csv",
        "melder",
        7,
        10_004,
    )
    quality = QualityFacts((QualityFile("meldingen.csv", 10_004, 0),), (finding,))
    return ReportContent(
        StudyFacts(
            title=title,
            chain_version=chain.version,
            chain_hash=chain_hash(chain),
            unit=message("huishouden"),
            period=PERIOD,
            data=(date(2018, 1, 1), date(2025, 12, 31)),
            synthetic=synthetic,
            program_version="0.1.0",
            fingerprints={"meldingen.csv": "ab" * 32},
            parameters={"merge_same_day": True},
        ),
        chain,
        (earlier(), classes(), drop_out(), in_time(), caseload()),
        release_together((), Policy(), quality=quality).quality,
        (STEP,),
        Policy(),
    )


def _result(
    measure: str,
    kind: str,
    tables: tuple[PublishedTable, ...],
    headline: dict[str, PublishedFigure],
    **rest: object,
) -> PublishedResult:
    usual: dict[str, object] = {
        "words": {},
        "curves": (),
        "series": (),
        "attrition": (),
        "warnings": (),
        "norm": None,
        "chart": "bars",
    }
    return PublishedResult(
        measure=measure,
        kind=kind,
        unit=message("huishouden"),
        definition=DEFINITION,
        tables=tables,
        headline=headline,
        **{**usual, **rest},  # type: ignore[arg-type]
    )
