-- Open days within a stretch of days, by the stage within that ran: of several the first in the list.
-- In: caseload_spell, spell, caseload_stage (stage, position in the list). Values: $first_on, $last_on, $side.
-- Out: rows of caseload_case, days per case: 'ervoor' of what began before the stretch, 'open' of what began in it
-- (part null: none of the stages ran).
insert into caseload_case
with open_spell as (
    select
        spell_number,
        case_id,
        started_on < $first_on as carried,
        greatest(started_on, $first_on) as from_on,
        least(coalesce(ended_on, $data_to + 1), $last_on + 1) as until_on
    from caseload_spell
    where started_on <= $last_on and coalesce(ended_on, $data_to + 1) > greatest(started_on, $first_on)
),
part as (
    select
        open_spell.spell_number,
        caseload_stage.position,
        greatest(inner_spell.started_on, open_spell.from_on) as from_on,
        least(coalesce(inner_spell.ended_on, $data_to + 1), open_spell.until_on) as until_on
    from open_spell
    join spell as inner_spell
        on inner_spell.case_id = open_spell.case_id
        and inner_spell.started_on < open_spell.until_on
        and coalesce(inner_spell.ended_on, $data_to + 1) > open_spell.from_on
    join caseload_stage on caseload_stage.stage = inner_spell.stage
),
cut as (
    select spell_number, from_on as day from open_spell
    union
    select spell_number, from_on from part
    union
    select spell_number, until_on from part
),
stretch as (
    select
        open_spell.spell_number,
        open_spell.case_id,
        open_spell.carried,
        cut.day as from_on,
        lead(cut.day, 1, open_spell.until_on) over (partition by open_spell.spell_number order by cut.day) as until_on
    from cut
    join open_spell using (spell_number)
),
told as (
    select
        stretch.case_id,
        stretch.carried,
        stretch.until_on - stretch.from_on as days,
        min(part.position) as position
    from stretch
    left join part
        on part.spell_number = stretch.spell_number
        and part.from_on <= stretch.from_on
        and part.until_on > stretch.from_on
    group by stretch.spell_number, stretch.case_id, stretch.carried, stretch.from_on, stretch.until_on
)
select
    $side as side,
    if(told.carried, 'ervoor', 'open') as number,
    caseload_stage.stage as part,
    told.case_id,
    sum(told.days) as amount
from told
left join caseload_stage using (position)
group by told.carried, caseload_stage.stage, told.case_id
