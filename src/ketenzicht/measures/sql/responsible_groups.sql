-- The cases that count, by how many organisations are responsible at the landmark.
-- In: landmark_member, responsible_stretch, spell. Values: $help (stage), $in_help (only cases in help).
-- Out: landmark_group (member, place: 0 one, 1 none, 2 several).
create or replace table landmark_group as
select
    landmark_member.member,
    case responsible_stretch.holders when 1 then 0 when 0 then 1 else 2 end as place
from landmark_member
join responsible_stretch
    on responsible_stretch.member = landmark_member.member
    and responsible_stretch.from_on = landmark_member.landmark_on
where landmark_member.fate = 'counted'
  and (
      not $in_help
      or landmark_member.member in (
          select running.member
          from landmark_member as running
          join spell
              on spell.case_id = running.case_id
              and spell.stage = $help
              and spell.started_on <= running.landmark_on
              and (spell.ended_on is null or spell.ended_on > running.landmark_on)
      )
  )
