"""The staged columns of the persons of a row: pseudonym, what is wrong with the number, birth year, sex, role."""

from __future__ import annotations

from collections.abc import Iterator

from ketenzicht.intake.convert import SEXES, lookup_sql
from ketenzicht.intake.dates import USUAL, parts_sql

EARLIEST_BIRTH, LATEST_BIRTH = 1850, 2100


def number_columns(index: int, number: str, is_bsn: bool) -> Iterator[tuple[str, str]]:
    """Pseudonym and state of a person's number.

    Whatever the convention, ``000000000`` and ``999999999`` never become a pseudonym: they would link strangers.
    The state is ``leeg``, ``dummy-0``, ``dummy-9``, ``fout`` (fails the eleven test) or ``goed``.
    """
    digits = f"bsn_digits({number})" if is_bsn else number
    tested = f"when not eleven_test({digits}) then 'fout'" if is_bsn else ""
    yield f"person_{index}", f"pseudonym('persoon', case when not is_dummy_bsn({digits}) then {digits} end)"
    yield (
        f"person_{index}_state",
        f"case when {number} is null then 'leeg' when {digits} = '000000000' then 'dummy-0' "
        f"when {digits} = '999999999' then 'dummy-9' {tested} else 'goed' end",
    )


def birth_column(index: int, birth: str | None, own: tuple[str, ...]) -> tuple[str, str]:
    """The year of birth, from a date or a year; NULL when unknown, unborn or impossible."""
    if birth is None:
        return f"birth_{index}", "cast(null as integer)"
    expressions = own + tuple(usual for usual in USUAL if usual not in own)
    year = f"try_cast(({parts_sql(f'birth_text({birth})', expressions)}).y as integer)"
    return f"birth_{index}", f"case when {year} between {EARLIEST_BIRTH} and {LATEST_BIRTH} then {year} end"


def sex_column(index: int, sex: str | None) -> tuple[str, str]:
    """V, M or O; NULL when the text is none of the usual words."""
    words = {given: code for code, known in SEXES.items() for given in known}
    return f"sex_{index}", lookup_sql(sex, words) if sex else "cast(null as varchar)"
