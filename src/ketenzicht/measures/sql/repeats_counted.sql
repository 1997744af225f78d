-- Events that come back after the start of a case: all, those up to the first loss, and the days that they fall on.
-- In: cohort, case_event, loss_activity. Value: $activities. Out: after_start, before_loss, days.
with lost as (
    select cohort.member, min(case_event.occurred_on) as lost_on
    from cohort
    join case_event on case_event.case_id = cohort.case_id and case_event.occurred_on > cohort.started_on
    join loss_activity using (activity)
    group by cohort.member
),
happened as (
    select
        cohort.member,
        case_event.occurred_on,
        lost.lost_on is null or case_event.occurred_on <= lost.lost_on as counts
    from cohort
    join case_event on case_event.case_id = cohort.case_id and case_event.occurred_on > cohort.started_on
    left join lost on lost.member = cohort.member
    where list_contains($activities, case_event.activity)
)
select
    count(*) as after_start,
    count(*) filter (where counts) as before_loss,
    count(distinct (member, occurred_on)) filter (where counts) as days
from happened
