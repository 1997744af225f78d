-- What began after each end of one stage, or after each report (stage ''), in a chain where nothing tells when
-- involvement ends. Of what follows one thing, what begins on the first day counts.
-- It is watched until the case leaves sight: that later steps follow something later is no censoring.
-- In: happened, follows, estimated_case. Values: $stage, $since.
-- Out: rows (number, way, days); way null: nothing.
with first_begun as (
    select case_id, after_day, after_spell, started_on, string_agg(distinct stage, '+' order by stage) as way
    from follows
    where after_stage = $stage
    group by case_id, after_day, after_spell, started_on
    qualify row_number() over (partition by case_id, after_day, after_spell order by started_on) = 1
)
select
    estimated_case.number,
    first_begun.way,
    (coalesce(first_begun.started_on, estimated_case.seen_until) - happened.ended_on)::integer as days
from happened
join estimated_case using (case_id)
left join first_begun
    on first_begun.case_id = happened.case_id
    and first_begun.after_day = happened.ended_on
    and first_begun.after_spell = happened.spell_number
where happened.stage = $stage
  and happened.ended_on >= $since::date
  and happened.ended_on <= estimated_case.seen_until
order by estimated_case.number, happened.ended_on, happened.spell_number
