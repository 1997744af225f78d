"""A what-if comparison as one page (HTML), as PDF from the same template, and as data."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date
from math import isfinite
from typing import Any

from ketenzicht.publish.data_outputs import policy_data, release_data
from ketenzicht.publish.language import Language
from ketenzicht.publish.page import environment
from ketenzicht.publish.policy import OUTPUT_TYPES
from ketenzicht.publish.whatif_shown import PublishedWhatIf, Shown
from ketenzicht.publish.whatif_words import whatif_view

TEMPLATE = "whatif.html.j2"
NAME = "wat-als"
MADE = tuple(f"{NAME}{form}" for form in (".html", ".en.html", ".pdf", ".json"))
"""Every name that a report of a what-if may have."""


def whatif_files(shown: PublishedWhatIf) -> dict[str, bytes]:
    """The report as HTML, PDF and JSON by the name of the file, those that the policy allows."""
    allowed = shown.released.policy.output_types if shown.released else OUTPUT_TYPES
    made: dict[str, bytes] = {}
    if "report" in allowed:
        made[f"{NAME}.html"] = render_whatif(shown, "nl").encode()
        made[f"{NAME}.en.html"] = render_whatif(shown, "en").encode()
    if "pdf" in allowed:
        made[f"{NAME}.pdf"] = render_whatif_pdf(shown, "nl")
    if "json" in allowed:
        data = json.dumps(whatif_data(shown), ensure_ascii=False, indent=2, default=str)
        made[f"{NAME}.json"] = f"{data}\n".encode()
    return made


def render_whatif(shown: PublishedWhatIf, language: Language) -> str:
    """The page."""
    return _render(shown, language, for_pdf=False)


def render_whatif_pdf(shown: PublishedWhatIf, language: Language) -> bytes:
    """The page as PDF; the same content gives the same bytes."""
    from ketenzicht.publish.pdf import pdf_of

    return pdf_of(_render(shown, language, for_pdf=True), day=shown.last)


def _render(shown: PublishedWhatIf, language: Language, *, for_pdf: bool) -> str:
    view = whatif_view(shown, language)
    return environment(language).get_template(TEMPLATE).render(page=view, for_pdf=for_pdf)


def whatif_data(shown: PublishedWhatIf) -> dict[str, Any]:
    """The same as data: figures with their intervals, what changes, why, and what it assumes."""
    return {
        **_figures(shown),
        "policy": policy_data(shown.released.policy) if shown.released else None,
        "release": release_data(shown.released.release) if shown.released else None,
    }


def whatif_mark(shown: PublishedWhatIf) -> str:
    """One fingerprint for every figure that is shown, and what it answers."""
    text = json.dumps(_figures(shown), ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _figures(shown: PublishedWhatIf) -> dict[str, Any]:
    return {
        "kind": "wat-als",
        "model": shown.title,
        "chain": shown.chain.id,
        "synthetic": shown.synthetic,
        "estimated": shown.estimated,
        "period": {"from": shown.first, "to": shown.last, "figures_from": shown.measured},
        "runs": {"asked": shown.asked, "finished": shown.finished, "draws": shown.draws, "seed": shown.seed},
        "price_year": shown.price_year,
        "trouble": [asdict(one) for one in shown.trouble],
        "baseline": {
            "figures": {".".join(filter(None, row.name)): _figure(row.baseline) for row in shown.rows},
            "caseload": _by_month(shown.months, shown.caseload),
        },
        "scenarios": [
            {
                "name": one.name,
                "from": one.start,
                "changes": [asdict(change) for change in one.changes],
                "figures": {
                    ".".join(filter(None, row.name)): {
                        "baseline": _figure(row.baseline),
                        "scenario": _figure(row.scenario),
                        "difference": _figure(row.difference),
                        "grows": row.grows,
                    }
                    for row in one.rows
                },
                "caseload": _by_month(shown.months, one.caseload),
                "tree": [
                    {"factor": factor.name, "adds": factor.adds, "parts": dict(factor.parts)}
                    for factor in (one.tree.factors if one.tree else ())
                ],
                "trouble": [asdict(trouble) for trouble in one.trouble],
                "costs": {"once": one.once, "per_year": one.per_year},
                "break_even_months": _figure(one.break_even),
            }
            for one in shown.scenarios
        ],
        "assumptions": [asdict(one) for one in shown.assumptions],
        "matters_most": [asdict(bar) for bar in shown.bars],
    }


def _figure(shown: Shown | None) -> dict[str, float | None] | None:
    """A figure; what is not reached, or has no end, is null."""
    if shown is None:
        return None
    return {name: value if isfinite(value) else None for name, value in asdict(shown).items()}


def _by_month(months: tuple[date, ...], values: tuple[float, ...]) -> dict[str, float]:
    return {month.isoformat(): value for month, value in zip(months, values, strict=True)}
