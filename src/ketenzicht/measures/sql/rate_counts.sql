-- Cases and what they count for, by year and place. In: rate_item, rate_place. Value: $every.
-- Out: year, place (null where none is known), cases, items, squares (of the items of each case).
with of_case as (
    select year, case_id, case when $every then count(*) else 1 end as items
    from rate_item
    group by year, case_id
)
select
    of_case.year,
    rate_place.place,
    count(*) as cases,
    sum(of_case.items) as items,
    sum(of_case.items * of_case.items) as squares
from of_case
left join rate_place on rate_place.year = of_case.year and rate_place.case_id = of_case.case_id
group by all
order by all
