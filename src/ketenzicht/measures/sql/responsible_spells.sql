-- Who is responsible for the cases that are followed, and from which day up to which.
-- A stage that begins with a transfer is with the receiver; a transfer ends the responsibility of who transfers.
-- In: spell, case_event, landmark_member, responsible_stage (stage, organisation, by_transfer), destination_value.
-- Values: $transfer (null without), $sender (the organisation of transfers that do not name one).
-- Out: responsible_spell (case_id, organisation, from_on, until_on: far away while it runs).
create or replace table responsible_spell as
with holder as (
    select
        spell.spell_number,
        spell.case_id,
        spell.begin_event,
        spell.started_on,
        spell.ended_on,
        coalesce(
            destination_value.value,
            case when responsible_stage.by_transfer then responsible_stage.organisation end,
            spell.organisation,
            responsible_stage.organisation,
            spell.stage
        ) as organisation
    from spell
    join responsible_stage using (stage)
    semi join landmark_member using (case_id)
    left join destination_value on destination_value.event_id = spell.begin_event
),
handed_over as (
    select holder.spell_number, min(case_event.occurred_on) as handed_on
    from holder
    join case_event
        on case_event.case_id = holder.case_id
        and case_event.activity = $transfer
        and case_event.occurred_on >= holder.started_on
        and case_event.event_id <> holder.begin_event
        and coalesce(case_event.organisation, $sender) = holder.organisation
    group by holder.spell_number
)
select
    case_id,
    organisation,
    started_on as from_on,
    coalesce(least(ended_on, handed_on), date '9999-12-31') as until_on
from holder
left join handed_over using (spell_number)
