"""Who was concerned by an event, and what little is kept about a person: year of birth and sex."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ketenzicht.intake.stage import Stage

if TYPE_CHECKING:
    from ketenzicht.engine import Engine


def make_involvement(engine: Engine, stages: list[Stage]) -> None:
    """Fill the tables ``involvement`` and ``person`` from the staged files and ``row_event``.

    A person named in several rows keeps the year of birth and sex of the latest delivery that gives one.
    """
    seen = " union all ".join(_seen(stage) for stage in stages)
    engine.run(
        f"""
        create or replace table person_row as {seen};

        create or replace table involvement as
        select distinct row_event.event_id, person_row.person_id, person_row.household_id, person_row.role
        from row_event
        join person_row using (file, source_row)
        where row_event.fate is null
            and (person_row.person_id is not null or person_row.household_id is not null);

        create or replace table person as
        select
            person_id,
            arg_max(birth_year, (delivery, file, source_row, place)) as birth_year,
            arg_max(sex, (delivery, file, source_row, place)) as sex
        from person_row
        where person_id in (select person_id from involvement)
        group by person_id;

        drop table person_row
        """
    )


def _seen(stage: Stage) -> str:
    mapping = stage.loaded.mapping
    delivery = mapping.delivery or stage.position + 1
    head = f"select {stage.position} as file, {delivery} as delivery, source_row, household_id, "
    if not mapping.persons:
        nobody = "cast(null as varchar)"
        return (
            f"{head} 0 as place, {nobody} as person_id, {nobody} as role, cast(null as integer) as birth_year, "
            f"{nobody} as sex from {stage.table}"
        )
    return " union all ".join(
        f"{head} {index} as place, person_{index} as person_id, role_{index} as role, "
        f"birth_{index} as birth_year, sex_{index} as sex from {stage.table}"
        + ("" if index == 0 else f" where person_{index} is not null")
        for index in range(len(mapping.persons))
    )
