-- What came after the first stage of a report that was made during involvement, for as long as nothing else can be
-- the cause: one earlier report was being handled, and what followed that one runs from before the new report on.
-- It is watched until the day before any of that ends, or the next report comes.
-- In: spell, case_report, estimated_case, next_stage (stage), later_stage (stage: within involvement, not the first).
-- Values: $stage (the first), $umbrella, $since.
-- Out: rows (number, way, days); way null: nothing yet.
with handled as (
    select
        estimated_case.number,
        estimated_case.case_id,
        least(estimated_case.seen_until, coalesce(umbrella.ended_on, estimated_case.seen_until)) as seen_until,
        spell.spell_number,
        spell.started_on as reported_on,
        spell.ended_on,
        umbrella.started_on as involved_from
    from spell
    join estimated_case using (case_id)
    join spell as umbrella
        on umbrella.case_id = spell.case_id
        and umbrella.stage = $umbrella
        and umbrella.started_on < spell.started_on
        and (umbrella.ended_on is null or umbrella.ended_on >= spell.ended_on)
    where spell.stage = $stage
      and spell.end_kind = 'einde'
      and spell.ended_on >= $since::date
    qualify row_number() over (partition by spell.spell_number order by umbrella.started_on desc) = 1
),
reports as (
    select
        handled.spell_number,
        count(*) filter (where case_report.day > involved_from and case_report.day < reported_on) as others,
        min(case_report.day) filter (where case_report.day > reported_on) as next_report
    from handled
    join case_report using (case_id)
    group by handled.spell_number
),
runs as (
    select handled.spell_number, min(spell.ended_on) as first_end
    from handled
    join spell
        on spell.case_id = handled.case_id
        and spell.started_on >= handled.involved_from
        and spell.started_on < handled.reported_on
    join later_stage on later_stage.stage = spell.stage
    group by handled.spell_number
),
watched as (
    select
        handled.*,
        least(seen_until, coalesce(first_end - 1, seen_until), coalesce(next_report - 1, seen_until)) as until_day
    from handled
    join reports using (spell_number)
    join runs using (spell_number)
    where others = 0
      -- also where the step came at once: else quick steps would count and the lack of them would not
      and until_day > handled.ended_on
),
first_begun as (
    select watched.spell_number, spell.started_on, string_agg(distinct spell.stage, '+' order by spell.stage) as way
    from watched
    join spell
        on spell.case_id = watched.case_id
        and spell.started_on between watched.ended_on and watched.until_day
    join next_stage on next_stage.stage = spell.stage
    group by watched.spell_number, spell.started_on
    qualify row_number() over (partition by watched.spell_number order by spell.started_on) = 1
)
select
    watched.number,
    first_begun.way,
    (coalesce(first_begun.started_on, watched.until_day) - watched.ended_on)::integer as days
from watched
left join first_begun using (spell_number)
order by watched.number, watched.spell_number
