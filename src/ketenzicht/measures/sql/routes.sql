-- Where the cases that count had been transferred to by the landmark, after the day of the start.
-- In: landmark_member, case_event, destination_value (event_id, value). Value: $transfer.
-- Out: route (member, number: how many different places, place: of the group (0 one place, 1 several, 2 not yet
-- transferred, 3 unknown), first: the first destination, or why there is none).
create or replace table route as
with moved as (
    select
        landmark_member.member,
        case_event.occurred_on,
        unnest(coalesce(string_split(destination_value.value, ','), [null])) as destination
    from landmark_member
    join case_event
        on case_event.case_id = landmark_member.case_id
        and case_event.activity = $transfer
        and case_event.occurred_on > landmark_member.started_on
        and case_event.occurred_on <= landmark_member.landmark_on
    left join destination_value using (event_id)
    where landmark_member.fate = 'counted'
),
ranked as (
    select *, min(occurred_on) over (partition by member) as first_on
    from moved
),
counted as (
    select
        member,
        count(distinct destination) as places,
        bool_or(destination is null) as has_unknown,
        list_distinct(list(destination) filter (where occurred_on = first_on)) as first_places
    from ranked
    group by member
)
select
    landmark_member.member,
    case
        when counted.member is null then 'geen'
        when places < 2 and has_unknown then 'onbekend'
        when places = 1 then 'een'
        when places = 2 then 'twee'
        else 'drie-of-meer'
    end as number,
    case
        when counted.member is null then 2
        when places < 2 and has_unknown then 3
        when places = 1 then 0
        else 1
    end as place,
    case
        when counted.member is null then 'geen'
        when coalesce(len(first_places), 0) = 0 then 'onbekend'
        when len(first_places) > 1 then 'meer-tegelijk'
        else first_places[1]
    end as first
from landmark_member
left join counted using (member)
where landmark_member.fate = 'counted'
