-- Where the cases that count had been transferred to by the landmark.
-- In: landmark_member, case_event, attribute_value (event_id, value). Value: $transfer.
-- Out: route (member, transfers, places (distinct ones known), unknown (a transfer without a known place),
-- first_places (known places of the first day with a transfer)).
create or replace table route as
with moved as (
    select
        landmark_member.member,
        case_event.occurred_on,
        unnest(coalesce(string_split(attribute_value.value, ','), [null])) as place
    from landmark_member
    join case_event
        on case_event.case_id = landmark_member.case_id
        and case_event.activity = $transfer
        and case_event.occurred_on > landmark_member.started_on
        and case_event.occurred_on <= landmark_member.landmark_on
    left join attribute_value using (event_id)
    where landmark_member.fate = 'counted'
),
ranked as (
    select *, min(occurred_on) over (partition by member) as first_on
    from moved
)
select
    landmark_member.member,
    count(ranked.member) as transfers,
    count(distinct ranked.place) as places,
    coalesce(bool_or(ranked.member is not null and ranked.place is null), false) as unknown,
    coalesce(
        list_sort(list_distinct(list(ranked.place) filter (where ranked.occurred_on = ranked.first_on))), []
    ) as first_places
from landmark_member
left join ranked using (member)
where landmark_member.fate = 'counted'
group by landmark_member.member
