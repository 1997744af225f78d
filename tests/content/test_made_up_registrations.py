"""Small made-up registrations through the chains of wijkteams and onderwijsconsulenten, from file to report.

Everybody in a group has the same history, and is followed past every horizon. So each figure is a plain count of
groups, worked out by hand in the comment of its registration.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from ketenzicht.chain import load_chain
from ketenzicht.measures.result import Figure
from ketenzicht.study.run import measure_study, run_study, take_in
from ketenzicht.study.settings import load_study
from ketenzicht.study.whatif import estimate_study
from ketenzicht.whatif.estimate import BEGIN
from ketenzicht.whatif.model_file import read_model_file
from ketenzicht.whatif.replications import run
from spec.answers import figure_words

pytestmark = pytest.mark.content

FIRST = date(2021, 2, 1)
Step = tuple[int, str, dict[str, str]]
"""Day since the start of the case, event, and the other columns of its row."""
Group = tuple[int, tuple[Step, ...]]

DOMAINS = (
    "financien", "werk-en-opleiding", "tijdsbesteding", "huisvesting", "huiselijke-relaties",
    "geestelijke-gezondheid", "lichamelijke-gezondheid", "middelengebruik", "basale-adl", "instrumentele-adl",
    "sociaal-netwerk", "maatschappelijke-participatie", "justitie",
)  # fmt: skip


def at(day: int, event: str, **columns: str) -> Step:
    return day, event, columns


def levels(day: int, level: str) -> Step:
    return day, "zrm-meting", dict.fromkeys(DOMAINS, level)


# 90 people. Own help first: 30 + 20; a provider first: 20 + 20. Of the 50 with own help 20 go on to a provider, with
# stay. Help begins 30 + 20 + 2 x 20 = 90 times and ends 70 times: 20 by the client alone, 20 with help once more.
# Of 90 starts 20 have no referrer. Ends by the client alone are 20 of 70.
# Of 40 referrals and assignments 20 wait without end. Thirty are measured twice and go up one level.
WIJKTEAMS: tuple[Group, ...] = (
    (30, (
        at(0, "melding"), at(7, "intake"), levels(8, "2"), at(30, "plan-vastgesteld", plan_voor="meer"),
        at(40, "start-eigen-hulp", traject="a", verwijzer="06", hulpvorm="01", perspectief="03"), levels(138, "3"),
        at(140, "einde-eigen-hulp", traject="a", reden="01"),
    )),
    (20, (
        at(0, "melding"), at(7, "intake"), at(30, "plan-vastgesteld", plan_voor="een"),
        at(35, "verwijzing", verwijzer="01"),
        at(65, "start-hulp-aanbieder", traject="b", verwijzer="01", hulpvorm="02", perspectief="04"),
        at(165, "einde-hulp-aanbieder", traject="b", reden="03"),
    )),
    (20, (
        at(0, "melding"), at(30, "intake"), at(40, "start-eigen-hulp", traject="c", hulpvorm="01"),
        at(100, "einde-eigen-hulp", traject="c", reden="02"),
        at(160, "start-hulp-aanbieder", traject="d", verwijzer="04", hulpvorm="11"),
    )),
    (20, (
        at(0, "melding"), at(7, "intake"), at(20, "aanvraag", traject="e"), at(50, "beschikking", traject="e"),
        at(55, "toewijzing"),
    )),
)  # fmt: skip

# 100 pupils. An answer to the quickscan in time: 40 + 20 + 20; contact in time after 40 + 20 of 80 intakes.
# Closed with a place 40 + 20, without 20, rejected 20. Of 80 closings 40 have aftercare and 20 a new application;
# of 60 with a place 20 are absent again.
ONDERWIJSCONSULENTEN: tuple[Group, ...] = (
    (40, (
        at(0, "aanmelding", reden_aanmelding="thuis"), at(0, "quickscan", kanaal="formulier"), at(30, "intake"),
        at(31, "consulent-toegewezen"), at(32, "eerste-contact"), at(40, "overleg"), at(50, "advies"),
        at(60, "afspraak-gemaakt"), at(90, "afgesloten-met-plaats"), at(170, "nazorgcontact"),
    )),
    (20, (
        at(0, "aanmelding", reden_aanmelding="plaatsing"), at(0, "quickscan", kanaal="telefoon"), at(60, "intake"),
        at(61, "consulent-toegewezen"), at(80, "eerste-contact"), at(150, "afgesloten-zonder-plaats"),
        at(250, "aanmelding"),
    )),
    (20, (
        at(0, "aanmelding"), at(0, "quickscan"), at(10, "afgewezen", reden_afwijzing="hoger-onderwijs"),
    )),
    (20, (
        at(0, "aanmelding"), at(0, "quickscan"), at(30, "intake"), at(31, "consulent-toegewezen"),
        at(32, "eerste-contact"), at(90, "afgesloten-met-plaats"), at(190, "opnieuw-verzuim"),
    )),
)  # fmt: skip

EXPECTED = {
    "wijkteams": {
        "eigen-hulp-of-verwijzing": {"kans": "0.5556"},
        "hulp-na-eigen-hulp": {"kans": "0.4"},
        "verblijf-na-eigen-hulp": {"kans": "0.4"},
        "tijd-tot-intake": {"kans": "1"},
        "plan-voor-het-gezin": {"kans": "0.3333"},
        "tijd-tot-beschikking": {"kans": "1"},
        "niet-gestart": {"aandeel_42_dagen": "20 of 40", "aandeel_90_dagen": "20 of 40"},
        "uitval": {"kans": "0.2222"},
        "duur-van-hulp": {"kans": "0.7778"},
        "herhaald-beroep": {"kans": "0.2857"},
        "lopende-eigen-hulp": {"begin": "0", "eind": "0"},
        "zelfredzaamheid": {"verandering": "1", "aandeel_vooruit": "30 of 30"},
        "verwijzer": {
            "aandeel_toegang": "20 of 70",
            "aandeel_huisarts": "0 of 70",
            "aandeel_geen": "30 of 70",
        },
        "met-verblijf": {"aandeel": "20 of 90"},
        "uitval-van-beeindigde-trajecten": {"aandeel": "20 of 70"},
        "gebruik-per-inwoner": {"per_inwoner": "70 in 1400 inhabitants"},
        "specialistisch-per-inwoner": {"per_inwoner": "40 in 1000 inhabitants"},
    },
    "onderwijsconsulenten": {
        "intake-op-tijd": {"aandeel": "80 of 100"},
        "eerste-contact-op-tijd": {"aandeel": "60 of 80"},
        "caseload": {"begin": "0", "eind": "20"},
        "opgelost": {"kans": "0.6"},
        "nazorg-gedaan": {"kans": "0.5"},
        "terug-in-verzuim": {"kans": "0.3333"},
        "heraanmelding": {"kans": "0.25"},
        "opgelost-van-de-afgesloten-zaken": {"aandeel": "60 of 80"},
    },
}
REGISTRATIONS = {"wijkteams": WIJKTEAMS, "onderwijsconsulenten": ONDERWIJSCONSULENTEN}


@pytest.fixture(params=sorted(REGISTRATIONS))
def chain(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def folder(chain: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KETENZICHT_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    return made_up_study(tmp_path / "study", chain)


def made_up_study(folder: Path, chain: str) -> Path:
    attributes = [attribute.id for attribute in load_chain(chain).attributes]
    columns = ["traject", "reden", *(name.replace("-", "_") for name in attributes)]
    lines = [";".join(["persoon", "datum", "gebeurtenis", *columns]), *rows(REGISTRATIONS[chain], columns)]
    carried = ", ".join(f"{name}: {name.replace('-', '_')}" for name in attributes)
    (folder / "koppelingen").mkdir(parents=True)
    (folder / "registratie.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "koppelingen" / "registratie.yaml").write_text(
        "bestand: ../registratie.csv\npersonen: {nummer: persoon}\nactiviteit:\n  kolom: gebeurtenis\n"
        f"  tijd: datum\n  traject: traject\n  einde_reden: reden\n  kenmerken: {{{carried}}}\n",
        encoding="utf-8",
    )
    (folder / "inwoners.csv").write_text(
        "jaar;groep;aantal\n2021;onder-23;1400\n2021;onder-18;1000\n", encoding="utf-8"
    )
    (folder / "study.yaml").write_text(
        f"keten: {chain}\ntitel: Proef\ngegevens: {{van: 2021-01-01, tot: 2023-12-31}}\n"
        "periode: {van: 2021-01-01, tot: 2021-12-31}\neenheid: persoon\n"
        "koppelingen: [koppelingen/registratie.yaml]\ninwoners: inwoners.csv\ntalen: [nl]\nsynthetisch: true\n",
        encoding="utf-8",
    )
    return folder


def rows(groups: tuple[Group, ...], columns: list[str]) -> Iterator[str]:
    for group, (size, steps) in enumerate(groups):
        for number in range(size):
            person, start = f"p{group}-{number}", FIRST + timedelta(days=number)
            for day, event, given in steps:
                values = {name.replace("-", "_"): value for name, value in given.items()}
                if "traject" in values:
                    values["traject"] += person
                row = [person, str(start + timedelta(days=day)), event]
                yield ";".join([*row, *(values.get(name, "") for name in columns)])


def test_every_figure_is_the_one_counted_by_hand(chain: str, folder: Path) -> None:
    study = load_study(folder)
    intake = take_in(study)
    assert intake.quality.findings == ()
    results, _ = measure_study(study, intake, lambda _step: None)
    found = {result.measure: result.headline for result in results}
    assert found.keys() == EXPECTED[chain].keys()
    told = {
        measure: {name: without_interval(found[measure][name]) for name in figures}
        for measure, figures in EXPECTED[chain].items()
    }
    assert told == EXPECTED[chain]


def without_interval(figure: Figure) -> str:
    return figure_words(figure).split(" (")[0]


FIRST_SENTENCE = {
    "wijkteams": "voordat het verwijst, is 56 % (95%-interval 44 % tot 67 %, n = 90).",
    "onderwijsconsulenten": "Bij 80 % van de quickscans (95%-interval 71 % tot 87 %, n = 100)",
}


def test_the_report_tells_every_measure_in_a_sentence(chain: str, folder: Path) -> None:
    done = run_study(folder, on=date(2026, 11, 22))
    assert done.sentences.keys() == EXPECTED[chain].keys()
    assert all(path.is_file() for path in done.files)
    first = done.sentences[next(iter(EXPECTED[chain]))]
    assert FIRST_SENTENCE[chain] in first.replace("\N{NO-BREAK SPACE}", " ")


LAST_STAGE = {"wijkteams": "hulp-aanbieder", "onderwijsconsulenten": "nazorg"}


def test_a_what_if_model_comes_from_them(chain: str, folder: Path) -> None:
    made = estimate_study(folder, Path("wat-als.yaml"), since=date(2021, 1, 1))
    read = read_model_file(made.file)
    assert read.model.classes[0].entry == BEGIN
    assert run(read.model, read.span).caseload(LAST_STAGE[chain]).min() > 0
