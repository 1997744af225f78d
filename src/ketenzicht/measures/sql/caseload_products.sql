-- Of each two numbers of a caseload what a case adds to the one times what it adds to the other, summed over cases.
-- In: caseload_case. Values: $sides (the first so many). Out: the two numbers (side, number, part, null: none of the stages), products.
select
    one.side,
    one.number,
    one.part,
    other.side,
    other.number,
    other.part,
    sum(one.amount * other.amount) as products
from caseload_case as one
join caseload_case as other using (case_id)
where one.side < $sides and other.side < $sides
group by all
order by all
