-- How long each case stood where, and how many new reports it made there. A day has the standing of the evening before.
-- In: estimated_case, case_report, spell, standing_stage (stage, place, is_outside, left_place),
-- dropout_reason (reason). Values: $since, $most_earlier, $half_year, $two_years.
-- Out: rows (number, phase, outside, earlier, days, events); phase and outside are places of levels.
with followed as (
    select number, case_id, first_on, seen_until
    from estimated_case
    where first_on >= $since::date and seen_until > first_on
),
own_spell as (
    select
        followed.case_id,
        spell.started_on,
        spell.ended_on,
        -- nobody may ever come: such a case stands where it waits, until help of another transfer runs or has ended
        standing_stage.is_outside and standing_stage.left_place is null and spell.end_kind in ('open', 'verlies')
            as waits_on,
        standing_stage.place,
        standing_stage.is_outside,
        standing_stage.left_place
            + case when spell.end_reason in (select reason from dropout_reason) then 1 else 0 end as left_place
    from followed
    join spell on spell.case_id = followed.case_id and spell.started_on <= followed.seen_until
    join standing_stage using (stage)
),
change as (
    select case_id, first_on as day from followed
    union
    select case_id, seen_until from followed
    union
    select case_id, day from case_report
    union
    select case_id, started_on from own_spell
    union
    select case_id, ended_on from own_spell where ended_on is not null
    union
    select case_id, ended_on + $half_year from own_spell where ended_on is not null and not is_outside
    union
    select case_id, ended_on + $two_years from own_spell where ended_on is not null and not is_outside
),
stretch as (
    select
        followed.number,
        change.case_id,
        change.day as begins,
        lead(change.day) over (partition by change.case_id order by change.day) as ends
    from change
    join followed using (case_id)
    where change.day between followed.first_on and followed.seen_until
),
piece as (
    select *, row_number() over () as id
    from stretch
    where ends is not null
),
stands as (
    select
        piece.id,
        min(own_spell.place) filter (where not is_outside and runs) as phase,
        max(own_spell.ended_on) filter (where not is_outside and not runs) as left_on,
        min(own_spell.place) filter (where is_outside and runs) as outside,
        arg_max(own_spell.left_place, (own_spell.ended_on, own_spell.left_place))
            filter (where is_outside and not runs and own_spell.left_place is not null) as was_outside
    from piece
    join (
        select *, true as runs from own_spell where not waits_on
        union all
        select *, false as runs from own_spell where ended_on is not null and not waits_on
        union all
        select * replace (started_on as ended_on, place as left_place), false as runs from own_spell where waits_on
    ) as own_spell
        on own_spell.case_id = piece.case_id
        and case
            when runs then own_spell.started_on <= piece.begins
                and (own_spell.ended_on is null or own_spell.ended_on > piece.begins)
            else own_spell.ended_on <= piece.begins
        end
    group by piece.id
),
reported as (
    select
        piece.id,
        count(*) filter (where case_report.day <= piece.begins) - 1 as earlier,
        count(*) filter (where case_report.day = piece.ends) as events
    from piece
    join case_report on case_report.case_id = piece.case_id and case_report.day <= piece.ends
    group by piece.id
)
select
    piece.number,
    coalesce(
        stands.phase,
        case
            when piece.begins - stands.left_on < $half_year then -1
            when piece.begins - stands.left_on < $two_years then -2
            else -3
        end
    )::integer as phase,
    coalesce(stands.outside, stands.was_outside, -1)::integer as outside,
    least(reported.earlier, $most_earlier)::integer as earlier,
    sum(piece.ends - piece.begins)::integer as days,
    sum(reported.events)::integer as events
from piece
join reported using (id)
left join stands using (id)
group by all
order by all
