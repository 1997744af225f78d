"""Registrations to checked, pseudonymised events."""

from ketenzicht.intake.key import key_path, read_key
from ketenzicht.intake.load_mapping import FileMapping, load_mapping, with_short_names
from ketenzicht.intake.mapping import Mapping
from ketenzicht.intake.quality import Finding, QualityReport
from ketenzicht.intake.run import IntakeResult, run_intake

__all__ = [
    "FileMapping",
    "Finding",
    "IntakeResult",
    "Mapping",
    "QualityReport",
    "key_path",
    "load_mapping",
    "read_key",
    "run_intake",
    "with_short_names",
]
