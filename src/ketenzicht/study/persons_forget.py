"""Forgetting somebody whose records were linked: the records of other registrations go with the number."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from ketenzicht.engine import Engine
from ketenzicht.intake.pseudonym import prepare
from ketenzicht.linkage.verdicts import erase_verdicts
from ketenzicht.study.persons import KEPT, KEYS, open_linking
from ketenzicht.study.persons_link import link_again

if TYPE_CHECKING:
    from pathlib import Path

    from ketenzicht.study.settings import Study

_PERSONS = """
    with given as (
        select unnest($names) as name
        union all
        select pseudonym('record', register || chr(31) || 'nummer' || chr(31) || clean($number))
        from (select unnest($registers) as register)
    ),
    person as (
        select distinct person_id from keys
        where person_id is not null
            and (person_id in (select name from given) or record_key in (select name from given))
    )
    select record_key, person_id, records from keys
    where person_id in (select person_id from person) or record_key in (select name from given)
"""


def linked_names(study: Study, key: bytes, names: Collection[str], number: str) -> tuple[str, ...]:
    """The pseudonyms under which a study knows this person elsewhere: of the person, its records and their keys.

    Args:
        study: the study.
        key: of the pseudonyms.
        names: the pseudonyms of the number.
        number: as a registration has it: perhaps a number that one registration gives out.
    """
    linking = open_linking(study)
    if linking is None or not (linking.secure / KEYS).is_file():
        return ()
    with Engine() as engine:
        prepare(engine, key)
        engine.attach_parquet("keys", linking.secure / KEYS)
        registers = sorted({one.register for one in linking.identities})
        rows = engine.rows(_PERSONS, {"names": list(names), "number": number, "registers": registers})
    found = [
        name
        for record_key, person, records in rows
        for name in (record_key, person, *(records or ()))
        if name
    ]
    return tuple(dict.fromkeys(found))


def forget_linked(study: Study, names: Collection[str]) -> tuple[Path, ...]:
    """Remove what was linked, and the decisions about these records; what was removed or rewritten."""
    linking = open_linking(study)
    if linking is None or not linking.secure.is_dir():
        return ()
    removed = [linking.verdicts] if erase_verdicts(linking.verdicts, names) else []
    for path in sorted(linking.secure.iterdir()):
        if path.is_file() and path.name not in KEPT:
            path.unlink()
            removed.append(path)
    return tuple(removed)


def link_without(study: Study, tell: Callable[[str], None]) -> None:
    """Link the persons who stay, where the study links any; call it inside a run of the study."""
    linking = open_linking(study)
    if linking is not None:
        link_again(linking, tell)
