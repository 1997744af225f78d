-- What each spell follows, where nothing tells when involvement ends: what last happened before it of the ends of
-- stages and the reports; on one day a report that begins such a stage, then an end that does, then the end that
-- comes last in the data.
-- In: spell, case_report, followed_stage (stage, by_report), begins_stage (stage, activity).
-- Out: happened (report: stage '', spell_number 0), follows.
create or replace table happened as
select case_id, '' as stage, day as ended_on, 0 as spell_number, null as activity
from case_report
union all
select spell.case_id, spell.stage, spell.ended_on, spell.spell_number, spell.end_activity
from spell
join followed_stage using (stage)
where spell.end_kind = 'einde';

create or replace table follows as
select
    spell.case_id,
    spell.stage,
    spell.started_on,
    happened.stage as after_stage,
    happened.ended_on as after_day,
    happened.spell_number as after_spell
from spell
join followed_stage using (stage)
join happened
    on happened.case_id = spell.case_id
    and happened.ended_on <= spell.started_on
    and happened.spell_number <> spell.spell_number
left join begins_stage on begins_stage.stage = spell.stage and begins_stage.activity = happened.activity
qualify row_number() over (
    partition by spell.spell_number
    order by
        happened.spell_number = 0 and followed_stage.by_report and happened.ended_on = spell.started_on desc,
        happened.ended_on desc,
        begins_stage.stage is not null desc,
        happened.spell_number desc
) = 1;
