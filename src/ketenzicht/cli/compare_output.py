"""What ``ketenzicht compare`` prints and writes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ketenzicht.cli.console import console
from ketenzicht.errors import UserError

if TYPE_CHECKING:
    from ketenzicht.compare.benchmark import Benchmark
    from ketenzicht.publish.benchmark_shown import PublishedBenchmark
    from ketenzicht.publish.policy import OutputType, Policy

REPORT = "vergelijking"


def policy_for(folder: Path) -> Policy:
    """The policy of this machine for what stands in a folder, or the defaults of the program.

    Raises:
        UserError: the policy stands in the folder itself, does not hold today, or asks for a second person.
    """
    from ketenzicht.publish.policy import Policy
    from ketenzicht.study.policy import find_policy

    file = find_policy()
    if file is None:
        return Policy()
    if file.path.resolve().is_relative_to(folder.resolve()):
        raise UserError(
            "Dit beleid staat in de map van de vergelijking, en daar telt het niet.",
            why="Het beleid is van de bronhouder. Wie de vergelijking kan wijzigen, zou het ook kunnen versoepelen.",
            fix="Zet het op een eigen plek; zie: ketenzicht policy show",
            file=file.path,
        )
    file.demand_valid(date.today())
    if file.policy.second_person:
        raise UserError(
            "Het beleid vraagt een tweede persoon, en dat kan een vergelijking niet.",
            why="Alleen de uitvoer van een studie kan door een tweede persoon worden vrijgegeven.",
            fix="Overleg met de bronhouder.",
            file=file.path,
        )
    return file.policy


def write_run(shown: PublishedBenchmark, folder: Path) -> tuple[Path, ...]:
    """Write the report as HTML, PDF and JSON, as far as the policy lets them out."""
    from ketenzicht.publish.benchmark_report import benchmark_data, render_benchmark, render_benchmark_pdf

    allowed: tuple[OutputType, ...] = shown.policy.output_types
    made: dict[str, bytes] = {}
    if "report" in allowed:
        made[f"{REPORT}.html"] = render_benchmark(shown, "nl").encode()
        made[f"{REPORT}.en.html"] = render_benchmark(shown, "en").encode()
    if "pdf" in allowed:
        made[f"{REPORT}.pdf"] = render_benchmark_pdf(shown, "nl")
    if "json" in allowed:
        data = json.dumps(benchmark_data(shown), ensure_ascii=False, indent=2, default=str) + "\n"
        made[f"{REPORT}.json"] = data.encode()
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return tuple(folder / name for name in made)


def show_new(folder: Path, files: Sequence[Path]) -> None:
    """Print what was made and what to do with it."""
    from rich.markup import escape

    out = console()
    for path in files:
        out.print(f"Gemaakt: [bold]{escape(str(path))}[/]")
    out.print("De gemeenten en de cijfers zijn verzonnen. Vervang ze door die van u.")
    out.print(f"Kijk wat er wordt vergeleken: ketenzicht compare check {escape(str(folder))}")
    out.print(f"Maak het rapport: ketenzicht compare run {escape(str(folder))}")


def show_check(found: Benchmark) -> None:
    """Print who is compared, who is not and why; no figures."""
    from rich.markup import escape

    settings, counts = found.folder.settings, found.counts
    out = console()
    out.print(f"[bold green]In orde[/] {escape(settings.title)}")
    out.print(
        f"{found.year}: {int(found.compared.sum())} van de {len(counts.units)} {escape(settings.units)} "
        f"worden vergeleken; definitie {escape(settings.indicator.definition)}."
    )
    out.print(f"Jaren in de tabel: {counts.years[0]} tot en met {counts.years[-1]}.")
    if len(counts.strata) > 1:
        out.print(f"Groepen: {escape(', '.join(counts.strata))}.")
    for why, number in Counter(str(one.why) for one in found.apart).most_common():
        out.print(f"[bold yellow]Niet vergeleken[/] {number}: {escape(why)}.")
    for unit in found.own:
        peers = found.peers.get(unit)
        number = len(peers.peers) if peers else 0
        out.print(f"{escape(counts.names[unit])}: {number} vergelijkbare {escape(settings.units)}.")
        for at in found.breaks[unit]:
            out.print(f"  breuk vanaf {counts.years[at.position]}: {escape(_dutch(at.what))}")


def _dutch(label: object) -> str:
    from ketenzicht.publish.language import Wording

    return Wording("nl").text(label)  # type: ignore[arg-type]


def check_as_data(found: Benchmark) -> dict[str, Any]:
    """The same for ``--json``."""
    counts = found.counts
    return {
        "title": found.folder.settings.title,
        "year": found.year,
        "years": counts.years,
        "strata": counts.strata,
        "compared": [
            code for code, known in zip(counts.units, found.compared.tolist(), strict=True) if known
        ],
        "not_compared": [{"code": counts.units[one.unit], "why": _dutch(one.why)} for one in found.apart],
        "chapters": [
            {
                "code": counts.units[unit],
                "comparable": [
                    counts.units[one.unit] for one in (found.peers[unit].peers if unit in found.peers else ())
                ],
                "breaks": [
                    {"from": counts.years[at.position], "what": _dutch(at.what)} for at in found.breaks[unit]
                ],
            }
            for unit in found.own
        ],
    }


def show_run(shown: PublishedBenchmark, files: Sequence[Path]) -> None:
    """Print what the figures say, readable at 80 columns."""
    from rich.markup import escape

    from ketenzicht.publish.benchmark_words import benchmark_view

    view, out = benchmark_view(shown, "nl", drawn=False), console()
    out.soft_wrap = False
    if view.synthetic:
        out.print("[bold]Verzonnen gegevens:[/] niemand in deze cijfers bestaat.")
    for sentence in view.funnel_sentences:
        out.print(escape(sentence))
    for chapter in view.chapters:
        out.print()
        out.print(f"[bold]{escape(chapter.name)}[/]")
        for sentence in (*chapter.sentences, chapter.peers_sentence, chapter.trend_sentence):
            if sentence:
                out.print(escape(sentence))
        for warning in chapter.warnings:
            out.print(f"[bold yellow]Let op[/] {escape(warning)}")
    out.print()
    if view.apart:
        out.print(f"Niet vergeleken: {len(view.apart)}; waarom staat in het rapport.")
    out.print(f"[dim]{escape(view.what_it_is)}[/]")
    out.soft_wrap = True
    for path in files[:1]:
        out.print(f"Rapport: [bold]{escape(str(path))}[/]")
