-- From rows that name a person to records of persons, once for every way in which a registration says it.
-- In: row_of_person, forgotten_mark. Out: key_of_person, record_of_person.

create or replace table judged_row as
select
    *,
    pseudonym('record', record_key || chr(31) || concat_ws(
        chr(31), coalesce(bsn, ''), coalesce(given_names, ''), coalesce(particle, ''), coalesce(surname, ''),
        coalesce(birth_date, ''), coalesce(sex, ''), coalesce(postcode, ''), coalesce(house_number, ''),
        coalesce(place, ''), coalesce(email, '')
    )) as record,
    -- A BSN that passes the test, a number of the registration, or a name with a birth date or a year and an address.
    coalesce(eleven_test(bsn_digits(bsn)) and not is_dummy_bsn(bsn_digits(bsn)), false)
        or number is not null
        or (
            given_names is not null and surname is not null and part_of_date(birth.y) is not null
            and (
                (part_of_date(birth.m) is not null and part_of_date(birth.d) is not null)
                or (postcode is not null and house_number is not null)
            )
        ) as enough,
    coalesce(pseudonym('vergeten', record_key) in (select mark from forgotten_mark), false)
        or coalesce(pseudonym('vergeten', pseudonym('persoon', bsn_digits(bsn))) in (select mark from forgotten_mark), false)
        or coalesce(pseudonym('vergeten', pseudonym('persoon', number)) in (select mark from forgotten_mark), false)
        as forgotten
from row_of_person;

create or replace table key_of_person as
select record_key, bool_or(enough) as enough, bool_or(forgotten) as forgotten
from judged_row
group by record_key;

create or replace table record_of_person as
select
    record, record_key, arg_min(file, (file, source_row)) as file, arg_min(source_row, (file, source_row)) as source_row,
    any_value(bsn) as bsn, any_value(given_names) as given_names,
    nullif(concat_ws(' ', any_value(particle), any_value(surname)), '') as surname,
    any_value(birth_date) as birth_date, any_value(sex) as sex, any_value(postcode) as postcode,
    any_value(house_number) as house_number, any_value(place) as place, any_value(email) as email
from judged_row
join key_of_person as k using (record_key)
where k.enough and not k.forgotten
group by record, record_key;
