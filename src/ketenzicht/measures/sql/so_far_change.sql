-- In which group a member is from the end of a day on.
-- In: reached, so_far_group (position, at_least, at_most). Values: $item, $unknown (the group when none fits).
-- Out: rows added to so_far_change (item, member, day, number, position).
insert into so_far_change
select $item, reached.member, reached.day, reached.number, coalesce(so_far_group.position, $unknown)
from reached
left join so_far_group
    on reached.number >= so_far_group.at_least
    and reached.number <= coalesce(so_far_group.at_most, reached.number)
