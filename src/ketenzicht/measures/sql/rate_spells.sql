-- Spells that count in each year: those that began in it ($every), or that run on one of its days; with a length
-- only on days on which they have lasted longer. A spell runs up to, not including, the day on which it ended.
-- In: spell, rate_year (year, first_day, last_day). Values: $stage, $every, $months, $days and $data_to.
-- Out: rate_item (year, case_id, happened_on: the first day of the year on which it counts).
create or replace table rate_item as
with counting as (
    select
        case_id,
        started_on,
        case
            when $months + $days = 0 then started_on
            else cast(started_on + to_months($months) + to_days($days) as date) + 1
        end as counts_from,
        coalesce(ended_on, $data_to + 1) as counts_until
    from spell
    where stage = $stage
)
select
    rate_year.year,
    counting.case_id,
    greatest(counting.counts_from, rate_year.first_day) as happened_on
from counting
join rate_year on counting.counts_from <= rate_year.last_day
where counting.counts_until > greatest(counting.counts_from, rate_year.first_day)
  and (not $every or counting.started_on between rate_year.first_day and rate_year.last_day)
