-- Cases followed for the whole horizon, by the first in order of their outcomes within it, as counts.
-- In: cohort, mark, case_event, loss_activity. Values: $months, $days (horizon), $later_months, $later_days.
-- Out: in_data (the horizon lies in the data), followed, followed_later, outcome (0 none), later_outcome (0 none), members.
with followed as (
    select
        cohort.member,
        cohort.case_id,
        cohort.started_on,
        cast(cohort.started_on + to_months($months) + to_days($days) as date) as horizon_on,
        cast(cohort.started_on + to_months($later_months) + to_days($later_days) as date) as later_on,
        min(loss.occurred_on) as lost_on
    from cohort
    left join (
        select case_event.case_id, case_event.occurred_on
        from case_event
        join loss_activity using (activity)
    ) as loss on loss.case_id = cohort.case_id and loss.occurred_on > cohort.started_on
    group by all
),
outcomes as (
    select
        followed.member,
        min(mark.cause) filter (where mark.occurred_on <= followed.horizon_on) as outcome,
        min(mark.cause) filter (
            where mark.occurred_on > followed.horizon_on and mark.occurred_on <= followed.later_on
        ) as later_outcome
    from followed
    join mark on mark.case_id = followed.case_id and mark.occurred_on > followed.started_on
    group by followed.member
)
select
    horizon_on <= $data_to as in_data,
    horizon_on <= $data_to and (lost_on is null or lost_on > horizon_on) as followed,
    later_on <= $data_to and (lost_on is null or lost_on > later_on) as followed_later,
    coalesce(outcome, 0) as outcome,
    coalesce(later_outcome, 0) as later_outcome,
    count(*) as members
from followed
left join outcomes using (member)
group by all
order by all
