-- Which candidates are the same event, and which of them a later delivery replaces.
-- In: candidate. Out: keyed, latest, grouped (the candidates with their identity and final fate).

-- What makes two candidates the same event: the spell if it has a number, else the case and the moment.
create or replace view keyed as
select
    *,
    register || '|' || case
        when long then concat_ws('|', coalesce(given_case, household_id, person_id, ''), coalesce(spell_id, ''), coalesce(number, ''), coalesce(cast(occurred_at as varchar), ''))
        when spell_id is not null then spell_id
        else concat_ws('|', coalesce(given_case, household_id, person_id, 'row ' || file || ':' || source_row), coalesce(cast(occurred_at as varchar), ''))
    end as identity
from candidate;

-- An event that a later delivery holds as well is taken from there, also when its date is empty by now.
create or replace table latest as
select activity, identity, max(delivery) as delivery
from keyed
where activity in (select activity from keyed where activity is not null group by activity having count(distinct delivery) > 1)
    and (fate is null or fate in ('geen-datum', 'foute-datum', 'na-gegevens'))
group by activity, identity
having count(distinct delivery) > 1;

create or replace view grouped as
select
    keyed.* replace (
        case
            when (keyed.fate is null or keyed.fate in ('geen-datum', 'foute-datum', 'na-gegevens'))
                and latest.delivery > keyed.delivery then 'latere-levering'
            else keyed.fate
        end as fate
    )
from keyed
left join latest on latest.activity = keyed.activity and latest.identity = keyed.identity;
