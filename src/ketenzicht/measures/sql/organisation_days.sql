-- The first and the last day on which an organisation registered anything, and its longest silence in between.
-- In: organisation_day. Value: $activities (only organisations that register one of these).
-- Out: organisation ('' for events without one), first_on, last_on, days (with an event), longest (days between two).
with active as (
    select distinct organisation, occurred_on
    from organisation_day
    where organisation in (select organisation from organisation_day where list_contains($activities, activity))
),
silence as (
    select
        organisation,
        occurred_on,
        occurred_on - lag(occurred_on) over (partition by organisation order by occurred_on) as days
    from active
)
select
    organisation,
    min(occurred_on) as first_on,
    max(occurred_on) as last_on,
    count(*) as days,
    coalesce(max(days), 0) as longest
from silence
group by organisation
order by organisation
