-- What had become of each member at the landmark: not followed long enough to reach it (whatever happened before),
-- lost by then, the outcome by then, or still there and without it: then it counts.
-- In: cohort, mark (cause 1 is the outcome, higher ones compete). Value: $landmark (days).
-- Out: landmark_member (member, case_id, started_on, landmark_on, fate).
create or replace table landmark_member as
with before as (
    select cohort.member, bool_or(mark.cause = 1) as has_outcome, bool_or(mark.cause > 1) as is_lost
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
        when before.is_lost then 'lost'
        when before.has_outcome then 'outcome'
        else 'counted'
    end as fate
from cohort
left join before using (member)
