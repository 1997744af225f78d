-- The days of every member from its start until it is lost, the data end or the horizon passes, in stretches with
-- the same organisations responsible; cut at the landmark too.
-- In: landmark_member, responsible_spell, mark (cause 1 is the outcome, higher ones are losses). Values: $horizon
-- (days after the landmark). Out: responsible_stretch (member, from_on, days, holders, late: after the landmark).
create or replace table responsible_stretch as
with followed as (
    select
        landmark_member.member,
        landmark_member.case_id,
        landmark_member.started_on,
        landmark_member.landmark_on,
        least($data_to, landmark_member.landmark_on + $horizon, min(mark.occurred_on)) as left_on
    from landmark_member
    left join mark
        on mark.case_id = landmark_member.case_id
        and mark.occurred_on > landmark_member.started_on
        and mark.cause > 1
    group by
        landmark_member.member, landmark_member.case_id, landmark_member.started_on, landmark_member.landmark_on
),
change as (
    select case_id, from_on as day from responsible_spell
    union
    select case_id, until_on from responsible_spell
),
cut as (
    select member, case_id, landmark_on, left_on, started_on as day from followed where left_on > started_on
    union
    select member, case_id, landmark_on, left_on, landmark_on as day from followed where left_on > landmark_on
    union
    select followed.member, followed.case_id, followed.landmark_on, followed.left_on, change.day
    from followed
    join change
        on change.case_id = followed.case_id
        and change.day > followed.started_on
        and change.day < followed.left_on
),
stretch as (
    select
        member,
        case_id,
        landmark_on,
        day as from_on,
        lead(day, 1, left_on) over (partition by member order by day) as to_on
    from cut
)
select
    stretch.member,
    stretch.from_on,
    stretch.to_on - stretch.from_on as days,
    count(distinct responsible_spell.organisation) as holders,
    stretch.from_on >= stretch.landmark_on as late
from stretch
left join responsible_spell
    on responsible_spell.case_id = stretch.case_id
    and responsible_spell.from_on <= stretch.from_on
    and responsible_spell.until_on > stretch.from_on
group by stretch.member, stretch.from_on, stretch.to_on, stretch.landmark_on
