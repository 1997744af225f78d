-- Days from the start to the first of the causes, or to the end of the data (cause 0), as counts.
-- In: cohort, mark. Value: $by_case. Out: case_id (null unless $by_case), day, cause, members.
with first as (
    select
        cohort.member,
        min(mark.occurred_on) as occurred_on,
        arg_min(mark.cause, (mark.occurred_on, mark.cause)) as cause
    from cohort
    join mark on mark.case_id = cohort.case_id and mark.occurred_on > cohort.started_on
    group by cohort.member
)
select
    case when $by_case then cohort.case_id end as case_id,
    coalesce(first.occurred_on, $data_to) - cohort.started_on as day,
    coalesce(first.cause, 0) as cause,
    count(*) as members
from cohort
left join first using (member)
group by all
order by all
