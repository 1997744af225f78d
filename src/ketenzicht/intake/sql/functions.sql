-- Functions that the statements of intake share. The keys are variables of the connection (see pseudonym.py).

create or replace macro clean(given) as nullif(trim(given, ' ' || chr(9) || chr(10) || chr(13) || chr(160)), '');

create or replace macro pseudonym(namespace, given) as
    case when given is not null then
        substr(sha256(getvariable('outer_key') || unhex(sha256(getvariable('inner_key') || encode(namespace || chr(31) || given)))), 1, 24)
    end;

-- Nine digits, also when a spreadsheet ate the zeros in front or someone typed spaces or dots.
create or replace macro bsn_digits(given) as
    lpad(regexp_replace(regexp_replace(given, '[ .]', '', 'g'), '\.0$', ''), cast(greatest(9, length(regexp_replace(given, '[ .]', '', 'g'))) as integer), '0');

-- 9a + 8b + 7c + 6d + 5e + 4f + 3g + 2h - i must be a multiple of eleven, and not zero.
create or replace macro eleven_test(digits) as
    regexp_full_match(digits, '[0-9]{9}') and digits <> '000000000' and (
        9 * try_cast(substr(digits, 1, 1) as integer) + 8 * try_cast(substr(digits, 2, 1) as integer)
        + 7 * try_cast(substr(digits, 3, 1) as integer) + 6 * try_cast(substr(digits, 4, 1) as integer)
        + 5 * try_cast(substr(digits, 5, 1) as integer) + 4 * try_cast(substr(digits, 6, 1) as integer)
        + 3 * try_cast(substr(digits, 7, 1) as integer) + 2 * try_cast(substr(digits, 8, 1) as integer)
        - try_cast(substr(digits, 9, 1) as integer)
    ) % 11 = 0;

create or replace macro is_dummy_bsn(digits) as digits in ('000000000', '999999999');

-- Minutes that a zone is ahead of UTC; NULL for a time without zone.
create or replace macro zone_minutes(zone) as
    case
        when zone is null or zone = '' then null
        when zone = 'Z' then 0
        else (case when zone[1] = '-' then -1 else 1 end)
            * (try_cast(substr(zone, 2, 2) as integer) * 60 + try_cast(right(zone, 2) as integer))
    end;

-- The members of a list once each, in the order of the list.
create or replace macro list_distinct_in_order(given) as
    list_filter(given, lambda member, position: list_position(given, member) = position);

-- A birth date or year without its time, and without the decimal that a spreadsheet adds to a year.
create or replace macro birth_text(given) as regexp_replace(split_part(given, ' ', 1), '\.0$', '');

-- 01 for a part of a date that is not known; which part that was is kept apart, as its precision.
create or replace macro part_or_first(part) as case when part in ('', '0', '00') then '01' else part end;

create or replace macro is_absent(part) as part in ('', '0', '00');
