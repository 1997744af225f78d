-- What is kept: pseudonyms and days. In: composition, composed, chain, stay, parent, person, $until_on, $forgotten.
-- Out: household_member, household, parent_elsewhere, elsewhere.

create or replace table household_named as
with begun as (
    select composition.composition, split_part(composition.members, ' ', 1) || ' ' || composition.from_on as name
    from composition
)
select chain.composition, pseudonym('huishouden', 'brp ' || begun.name) as household_id
from chain
join begun on begun.composition = chain.root;

-- A stretch of days of a person in a household at an address.
create or replace table household_member as
with placed as (
    select
        composed.person_id,
        household_named.household_id,
        pseudonym('adres', composition.address) as address_id,
        composition.shared,
        composition.from_on,
        composition.until_on
    from composed
    join composition using (composition)
    join household_named using (composition)
),
starts as (
    select *, lag(until_on) over same is distinct from from_on as is_start
    from placed
    window same as (partition by person_id, household_id, address_id, shared order by from_on)
),
runs as (
    select
        *,
        sum(cast(is_start as integer)) over (
            partition by person_id, household_id, address_id, shared order by from_on
        ) as run
    from starts
)
select
    person_id,
    household_id,
    address_id,
    case when shared then 'opvang' else 'woning' end as dwelling,
    min(from_on) as from_on,
    nullif(max(until_on), $until_on) as until_on
from runs
group by person_id, household_id, address_id, shared, run;

-- A stretch of days on which a household is the same people at the same address.
create or replace table household as
select
    household_named.household_id,
    pseudonym('adres', composition.address) as address_id,
    case when composition.shared then 'opvang' else 'woning' end as dwelling,
    composition.from_on,
    nullif(composition.until_on, $until_on) as until_on,
    cast(count(*) as integer) as persons,
    cast(count(*) filter (person.adult_on > composition.from_on) as integer) as minors
from composition
join household_named using (composition)
join composed using (composition)
join person using (person_id)
group by household_named.household_id, composition.address, composition.shared, composition.from_on, composition.until_on;

-- A minor belongs where it is registered; the household of a parent who lives elsewhere is named beside it.
create or replace table parent_elsewhere as
select
    child.person_id,
    child.household_id,
    parent.parent_id,
    there.household_id as parent_household_id,
    greatest(child.from_on, there.from_on, coalesce(parent.from_on, child.from_on)) as from_on,
    nullif(
        least(
            coalesce(child.until_on, $until_on), coalesce(there.until_on, $until_on),
            coalesce(parent.until_on, $until_on), person.adult_on
        ),
        $until_on
    ) as until_on
from parent
join person on person.person_id = parent.child_id
join household_member as child on child.person_id = parent.child_id
join household_member as there on there.person_id = parent.parent_id
where child.household_id <> there.household_id
    and person.adult_on is not null
    and greatest(child.from_on, there.from_on, coalesce(parent.from_on, child.from_on)) < least(
        coalesce(child.until_on, $until_on), coalesce(there.until_on, $until_on),
        coalesce(parent.until_on, $until_on), person.adult_on
    );

-- Days on which a person is known to be registered where there is no household.
create or replace table elsewhere as
select person_id, kind, from_on, until_on
from stay
where kind <> 'woonadres';
