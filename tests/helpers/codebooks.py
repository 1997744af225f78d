"""What two readers note of drop-out from help: variables for small codebooks."""

from __future__ import annotations

from typing import Any

from ketenzicht.sample.codebook import Codebook

DROPOUT: dict[str, Any] = {"id": "uitval", "vraag": "Stopte de hulp?", "soort": "ja-nee"}
REASON: dict[str, Any] = {
    "id": "reden",
    "vraag": "Waarom?",
    "soort": "keuze",
    "niveaus": [{"id": "wachttijd", "naam": "Wachttijd"}, {"id": "wil-niet", "naam": "Wil niet"}],
    "alleen_als": {"variabele": "uitval", "is": "ja"},
}
NOTE: dict[str, Any] = {"id": "notitie", "vraag": "Notitie", "soort": "tekst", "verplicht": False}


def codebook(*variables: dict[str, Any]) -> Codebook:
    """A codebook of these variables."""
    return Codebook.model_validate({"id": "boek", "titel": "Codeboek", "variabelen": variables})
