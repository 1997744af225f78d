-- One row per record, with its identifiers as they are compared. Only a BSN that passes the eleven test says who
-- someone is; the digits of another one are kept as evidence.
create or replace table person_record as
with
given as materialized (
    select * /* texts */ from person_given
),
-- A name or a date that many share is taken apart once.
surnames as (select surname, surname_parts(surname) as family_names from (select distinct surname from given)),
first_given as (
    select given_names, string_split(folded(given_names), ' ') as first_names from (select distinct given_names from given)
),
births as (select birth_date, null /* birth */ as birth from (select distinct birth_date from given)),
parts as (
    select
        given.*,
        bsn_digits(bsn) as digits,
        birth,
        family_names,
        first_names,
        regexp_replace(upper(postcode), '[^A-Z0-9]', '', 'g') as letters_and_digits
    from given
    left join surnames on surnames.surname = given.surname
    left join first_given on first_given.given_names = given.given_names
    left join births on births.birth_date = given.birth_date
)
select
    record as record_id,
    case when eleven_test(digits) and not is_dummy_bsn(digits) then digits end as bsn,
    case when not is_dummy_bsn(digits) then digits end as bsn_written,
    lower(number) as number,
    first_names[1] as given_name,
    list_filter(first_names, lambda name: length(name) > 1) as full_names,
    nullif(array_to_string(family_names, ' '), '') as surname,
    family_names,
    part_of_date(birth.y) as birth_year,
    part_of_date(birth.m) as birth_month,
    part_of_date(birth.d) as birth_day,
    case when part_of_date(birth.y) is not null then
        lpad(birth.y, 4, '0') || lpad(birth.m, 2, '0') || lpad(birth.d, 2, '0')
    end as birth_date,
    null /* sex */ as sex,
    nullif(letters_and_digits, '') as postcode,
    ltrim(regexp_extract(house_number, '[0-9]+'), '0') as house_number,
    folded(place) as place,
    lower(email) as email,
    known
from parts
order by record_id;
