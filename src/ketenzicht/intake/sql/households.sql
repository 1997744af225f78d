-- Whose household each person of an event was in on its day, and else why in none.
-- In: involvement, event, brp_member, brp_elsewhere, brp_registered. Out: person_placed, involvement.

create or replace table person_placed as
with dated as (
    select
        involvement.event_id,
        involvement.person_id,
        case when event.precision in ('moment', 'dag') then cast(event.occurred_at as date) end as day
    from involvement
    join event using (event_id)
    where involvement.person_id is not null
    group by involvement.event_id, involvement.person_id, event.precision, event.occurred_at
),
away as (
    select dated.event_id, dated.person_id, min(brp_elsewhere.kind) as kind
    from dated
    join brp_elsewhere
        on brp_elsewhere.person_id = dated.person_id
        and brp_elsewhere.from_on <= dated.day
        and coalesce(brp_elsewhere.until_on > dated.day, true)
    group by dated.event_id, dated.person_id
)
select
    dated.event_id,
    dated.person_id,
    brp_member.household_id,
    case
        when brp_member.household_id is not null then null
        when dated.day is null then 'zonder-dag'
        when brp_registered.person_id is null then 'niet-in-brp'
        else coalesce(away.kind, 'onzeker')
    end as reason
from dated
left join brp_registered on brp_registered.person_id = dated.person_id
left join brp_member
    on brp_member.person_id = dated.person_id
    and brp_member.from_on <= dated.day
    and coalesce(brp_member.until_on > dated.day, true)
left join away on away.event_id = dated.event_id and away.person_id = dated.person_id;

create or replace table involvement as
select involvement.event_id, involvement.person_id, person_placed.household_id, involvement.role
from involvement
left join person_placed
    on person_placed.event_id = involvement.event_id and person_placed.person_id = involvement.person_id;
