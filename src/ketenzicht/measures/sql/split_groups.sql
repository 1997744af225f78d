-- The first group that each known value fits; who is not in the result has an unknown group.
-- In: split_value, split_group (position, code, at_least, at_most: a row per code, or one with the bounds).
-- Out: member_group (member, position).
create or replace table member_group as
select split_value.member, min(split_group.position) as position
from split_value
join split_group
    on list_contains(string_split(split_value.value, ','), split_group.code)
    or try_cast(split_value.value as double) between split_group.at_least and split_group.at_most
group by split_value.member
