-- What had become of each member at the landmark: not followed long enough to reach it (whatever happened before),
-- the outcome or a competing event by then, or still there and without it: then it counts.
-- In: cohort, mark (cause 1 is the outcome, higher ones compete). Value: $landmark (days).
-- Out: landmark_member (member, case_id, started_on, landmark_on, fate).
create or replace table landmark_member as
with first as (
    select cohort.member, arg_min(mark.cause, (mark.occurred_on, mark.cause)) as cause
    from cohort
    join mark
        on mark.case_id = cohort.case_id
        and mark.occurred_on > cohort.started_on
        and mark.occurred_on <= cohort.started_on + $landmark
    group by cohort.member
)
select
    cohort.member,
    cohort.case_id,
    cohort.started_on,
    cohort.started_on + $landmark as landmark_on,
    case
        when cohort.started_on + $landmark >= $data_to then 'too_short'
        when first.cause is null then 'counted'
        when first.cause = 1 then 'outcome'
        else 'lost'
    end as fate
from cohort
left join first using (member)
