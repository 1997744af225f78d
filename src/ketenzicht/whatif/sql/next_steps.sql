-- What came after each end of one stage within involvement: the stages that began on the first day on which any did,
-- the end of involvement (way ''), or nothing yet (null) until a new report, a loss or the end of the data.
-- Only where one report is being handled: with two, nobody can tell which of them a step belongs to.
-- In: spell, case_report, estimated_case, next_stage (stage). Values: $stage, $umbrella, $since.
-- Out: rows (number, ending, reason, way, days).
with ended as (
    select
        estimated_case.number,
        estimated_case.case_id,
        estimated_case.seen_until,
        spell.spell_number,
        spell.started_on,
        spell.ended_on,
        spell.end_activity as ending,
        spell.end_reason as reason,
        umbrella.started_on as involved_from,
        case when umbrella.end_kind = 'einde' then umbrella.ended_on end as involved_until
    from spell
    join estimated_case using (case_id)
    join spell as umbrella
        on umbrella.case_id = spell.case_id
        and umbrella.stage = $umbrella
        and umbrella.started_on <= spell.started_on
        and (umbrella.ended_on is null or umbrella.ended_on >= spell.ended_on)
    where spell.stage = $stage
      and spell.end_kind = 'einde'
      and spell.ended_on >= $since::date
    qualify row_number() over (partition by spell.spell_number order by umbrella.started_on desc) = 1
),
alone as (
    select ended.*, min(later.day) as next_report
    from ended
    left join case_report as later on later.case_id = ended.case_id and later.day > ended.involved_from
    group by all
    having next_report is null or next_report > ended.ended_on
),
watched as (
    select *, least(seen_until, coalesce(next_report, seen_until)) as until_day
    from alone
),
begun as (
    select watched.spell_number, spell.started_on, spell.stage
    from watched
    join spell
        on spell.case_id = watched.case_id
        and spell.started_on >= watched.ended_on
        and spell.started_on <= watched.until_day
        and spell.started_on <= coalesce(watched.involved_until, watched.until_day)
        and spell.spell_number <> watched.spell_number
    join next_stage on next_stage.stage = spell.stage
),
first_begun as (
    select spell_number, started_on, string_agg(distinct stage, '+' order by stage) as way
    from begun
    group by spell_number, started_on
    qualify row_number() over (partition by spell_number order by started_on) = 1
)
select
    watched.number,
    watched.ending,
    watched.reason,
    coalesce(first_begun.way, case when watched.involved_until <= watched.until_day then '' end) as way,
    (coalesce(first_begun.started_on, least(watched.involved_until, watched.until_day), watched.until_day)
        - watched.ended_on)::integer as days,
    -- how long involvement went on after the first step
    (least(coalesce(watched.involved_until, watched.until_day), watched.until_day) - first_begun.started_on)::integer
        as closing_days,
    watched.involved_until is not null and watched.involved_until <= watched.until_day as closed
from watched
left join first_begun using (spell_number)
order by watched.number, watched.spell_number
