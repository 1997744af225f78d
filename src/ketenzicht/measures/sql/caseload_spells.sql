-- The spells of a stage; with $place only those of which the last report up to the begin has that value.
-- In: spell, report_place. Values: $stage, $place (null: all). Out: caseload_spell.
create or replace table caseload_spell as
with placed as (
    select spell.spell_number, arg_max(report_place.place, (report_place.occurred_on, report_place.report_id)) as place
    from spell
    join report_place on report_place.case_id = spell.case_id and report_place.occurred_on <= spell.started_on
    where spell.stage = $stage and $place is not null
    group by spell.spell_number
)
select spell.spell_number, spell.case_id, spell.started_on, spell.ended_on
from spell
left join placed using (spell_number)
where spell.stage = $stage and ($place is null or placed.place = $place)
