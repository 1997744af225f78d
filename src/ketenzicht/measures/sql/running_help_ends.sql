-- How the help ends that ran longest at the landmark: one per case, so that a case with more help has no more chances.
-- In: cohort, spell, mark. Values: $help (stage), $landmark (days), $reasons, $other (the cause of other ends).
-- Out: mark, with rows added: 1 for the reasons, $other for other ends, 0 (seen no further) for a continuation.
insert into mark
with running as (
    select cohort.case_id, spell.ended_on, spell.end_reason, spell.end_kind
    from cohort
    join spell
        on spell.case_id = cohort.case_id
        and spell.stage = $help
        and spell.started_on <= cohort.started_on + $landmark
        and coalesce(spell.ended_on, date '9999-12-31') > cohort.started_on + $landmark
    qualify row_number() over (partition by cohort.member order by spell.started_on, spell.spell_number) = 1
)
select
    case_id,
    ended_on,
    case
        when end_kind = 'voortzetting' then 0
        when list_contains($reasons, end_reason) then 1
        else $other
    end
from running
where ended_on is not null and end_kind <> 'verlies'
