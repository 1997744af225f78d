"""The key of the pseudonyms, held against the one that a study was read with before.

With another key everybody gets another pseudonym, and nothing shows it: who was erased is read again, decisions about
pairs and files that were read belong to nobody, and an erasure finds nobody. So a study keeps a mark of its key, from
which the key cannot be found.
"""

from __future__ import annotations

from ketenzicht.errors import UserError
from ketenzicht.intake.key import key_path, read_key
from ketenzicht.intake.pseudonym import pseudonym
from ketenzicht.study.settings import Study
from ketenzicht.whole_file import write_whole

MARK_FILE = "sleutel.kenmerk"


def study_key(study: Study) -> bytes:
    """The key of a study; the first one that it is read with becomes that.

    Raises:
        UserError: the key cannot be used, or the study was read with another one.
    """
    key = read_key()
    path, made = study.folder / MARK_FILE, pseudonym(key, "sleutel", MARK_FILE)
    if not path.is_file():
        write_whole(path, made + "\n")
    elif path.read_bytes().strip() != made.encode():
        raise UserError(
            "Deze studie is gelezen met een andere sleutel dan die van nu.",
            why="Met deze sleutel krijgt iedereen een ander pseudoniem: wie gewist is, komt terug, en besluiten over "
            "paren en gelezen dossiers horen bij niemand meer.",
            fix=f"Zet de sleutel van de studie op {key_path()}, of noem haar in KETENZICHT_KEY_FILE. Is die sleutel "
            "er niet meer, haal dit bestand dan weg, wis opnieuw wie gewist was, en koppel opnieuw.",
            file=path,
        )
    return key
