-- Every case from its start until the first loss or the end of the data, in rows that end with a repeat (of one day, in
-- the first part that fits), with a loss, or with nothing. A loss on the day of a repeat ends the case a day later:
-- else its row would have no length, and the loss would not count.
-- In: cohort, mark (causes 1 to $parts: the parts; $parts + 1: what comes back; higher: losses).
-- Values: $parts, $calendar (days since the first day of the period instead of since the start).
-- Out: member, began, entry, stop (days), event (0 nothing, 1 repeat, 2 loss), part (0: none), shifted.
with followed as (
    select
        cohort.member,
        cohort.case_id,
        cohort.started_on,
        case when $calendar then $period_from else cohort.started_on end as zero_on,
        min(mark.occurred_on) filter (where mark.cause > $parts + 1) as lost_on
    from cohort
    left join mark on mark.case_id = cohort.case_id and mark.occurred_on > cohort.started_on
    group by all
),
repeated as (
    select
        followed.member,
        mark.occurred_on as stop_on,
        coalesce(min(mark.cause) filter (where mark.cause <= $parts), 0) as part
    from followed
    join mark
        on mark.case_id = followed.case_id
        and mark.occurred_on > followed.started_on
        and mark.occurred_on <= coalesce(followed.lost_on, $data_to)
    where mark.cause <= $parts + 1
    group by followed.member, mark.occurred_on
    having bool_or(mark.cause = $parts + 1)
),
last_repeat as (
    select member, max(stop_on) as stop_on
    from repeated
    group by member
),
ending as (
    select
        followed.member,
        coalesce(followed.lost_on = last_repeat.stop_on, false) as shifted,
        case when shifted then followed.lost_on + 1 else coalesce(followed.lost_on, $data_to) end as stop_on,
        case when followed.lost_on is null then 0 else 2 end as event
    from followed
    left join last_repeat using (member)
    where coalesce(followed.lost_on, $data_to) > followed.started_on
      and (followed.lost_on is not null or last_repeat.stop_on is distinct from $data_to)
),
ended as (
    select member, stop_on, 1 as event, part, false as shifted
    from repeated
    union all
    select member, stop_on, event, 0, shifted
    from ending
)
select
    ended.member,
    followed.started_on - followed.zero_on as began,
    lag(ended.stop_on, 1, followed.started_on) over by_day - followed.zero_on as entry,
    ended.stop_on - followed.zero_on as stop,
    ended.event,
    ended.part,
    ended.shifted
from ended
join followed using (member)
window by_day as (partition by ended.member order by ended.stop_on)
order by ended.member, stop
