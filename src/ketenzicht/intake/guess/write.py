"""The mapping as YAML with comments: what was guessed, how sure, and what is still to be chosen."""

from __future__ import annotations

import re
from typing import Any

from ketenzicht.chain.model import Chain
from ketenzicht.intake.guess.guess import GuessedFile

PLAIN = re.compile(r"[A-Za-z0-9À-ÿ_][A-Za-z0-9À-ÿ_./()-]*( [A-Za-z0-9À-ÿ_./()-]+)*")

_COMMENTS = {
    "rij_is": "meer rijen met hetzelfde nummer zijn een gebeurtenis met meer personen",
    "huishouden": "het nummer wordt een pseudoniem",
    "casus": "het nummer wordt een pseudoniem",
    "bsn_afspraak": "vt-1: 000000000 is onbekend, 999999999 ongeboren; jeugd: andersom. Controleer dit.",
    "overgeslagen": "deze kolommen doen met opzet niet mee",
    "personen": "van een persoon blijven alleen pseudoniem, geboortejaar, geslacht en rol",
}


def mapping_text(
    guessed: GuessedFile, file: str, columns: tuple[str, ...], layout: dict[str, Any], chain: Chain
) -> str:
    """The content of a mapping file.

    Args:
        guessed: what was guessed.
        file: the registration file, as seen from the folder of the mapping.
        columns: the header of the file, kept to notice when it changes.
        layout: what had to be known to read it.
        chain: whose events may be chosen for what is still open.
    """
    lines = [
        f"# Wat de kolommen van {file.rsplit('/', 1)[-1]} betekenen.",
        "# Geraden uit namen en waarden; controleer elke regel.",
        f"# {len(guessed.guesses) - len(guessed.open)} van {len(guessed.guesses)} kolommen geraden.",
    ]
    width = max((len(guess.column) for guess in guessed.guesses), default=0)
    for guess in guessed.guesses:
        sure = f" ({guess.certainty})" if guess.certainty else ""
        lines.append(f"#   {guess.column.ljust(width)}  {guess.meaning}{sure}")
    lines += [
        "",
        f"bestand: {scalar(file)}",
        f"kolommen: {flow(list(columns))}  # zo zag de eerste regel eruit",
    ]
    if layout:
        lines.append(f"indeling: {flow(layout)}")
    for key, value in guessed.mapping.items():
        if value not in ([], {}):
            lines += _entry(key, value)
    if guessed.open:
        lines += [
            "",
            "# Nog te kiezen. Noem de kolom op de goede plek hierboven, of zet haar bij overgeslagen:",
        ]
        lines += [f"#   {column}" for column in guessed.open]
        if not guessed.mapping.get("gebeurtenissen") and not guessed.mapping.get("activiteit"):
            lines += [
                "# Er is geen gebeurtenis geraden. Kies uit: " + ", ".join(one.id for one in chain.events)
            ]
            lines += ["# gebeurtenissen:", "#   - {gebeurtenis: ..., tijd: ..., traject: ...}"]
    return "\n".join(lines) + "\n"


def _entry(key: str, value: Any) -> list[str]:
    comment = f"  # {_COMMENTS[key]}" if key in _COMMENTS else ""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        lines = [f"{key}:{comment}"]
        for item in value:
            first, *rest = [f"{name}: {flow(inner)}" for name, inner in item.items()]
            lines += [f"  - {first}", *(f"    {line}" for line in rest)]
        return lines
    if isinstance(value, dict):
        lines = [f"{key}:{comment}"]
        for name, inner in value.items():
            if isinstance(inner, dict) and len(inner) > 3:
                lines += [
                    f"  {name}:",
                    *(f"    {scalar(given)}: {flow(word)}" for given, word in inner.items()),
                ]
            else:
                lines.append(f"  {name}: {flow(inner)}")
        return lines
    return [f"{key}: {flow(value)}{comment}"]


def flow(value: Any) -> str:
    """A value on one line of YAML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(inner) for inner in value) + "]"
    return scalar(str(value))


def scalar(text: str) -> str:
    """A text in YAML, between quotes when it needs them."""
    if PLAIN.fullmatch(text) and text.lower() not in ("true", "false", "null"):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
