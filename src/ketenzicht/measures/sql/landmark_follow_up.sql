-- What came after the landmark, as counts of members that are alike: days from the landmark to the first of the
-- causes, or to the end of the data (cause 0); whether the data reach to the horizon whatever happened.
-- In: landmark_member, landmark_group (member, place), mark, cohort_split. Value: $horizon (days).
-- Out: place, day, cause, reaches, members, and the columns of cohort_split.
with first as (
    select
        landmark_member.member,
        min(mark.occurred_on) as occurred_on,
        arg_min(mark.cause, (mark.occurred_on, mark.cause)) as cause
    from landmark_member
    join mark
        on mark.case_id = landmark_member.case_id
        and mark.occurred_on > landmark_member.landmark_on
    where landmark_member.fate = 'counted'
    group by landmark_member.member
),
followed as (
    select
        member,
        coalesce(first.occurred_on, $data_to) - landmark_member.landmark_on as day,
        coalesce(first.cause, 0) as cause,
        landmark_member.landmark_on + $horizon <= $data_to as reaches
    from landmark_member
    left join first using (member)
    where landmark_member.fate = 'counted'
)
select
    landmark_group.place,
    followed.day,
    followed.cause,
    followed.reaches,
    count(*) as members,
    cohort_split.* exclude (member)
from followed
join landmark_group using (member)
join cohort_split using (member)
group by all
order by all
