-- The days on which a stage that began since a member's start has lasted as many days as a group begins or ends with.
-- In: cohort, spell, so_far_group (at_least, at_most). Value: $stage. Out: reached (member, day, number).
create or replace table reached as
with bound as (
    select at_least as number from so_far_group where at_least > 0
    union
    select at_most + 1 from so_far_group where at_most is not null
)
select cohort.member, min(spell.started_on + bound.number) as day, bound.number
from cohort
join spell
    on spell.case_id = cohort.case_id
    and spell.stage = $stage
    and spell.started_on >= cohort.started_on
join bound
    on spell.ended_on is null
    or spell.ended_on >= spell.started_on + bound.number
group by all
