"""How two records of persons are compared, in Dutch: levels per field, from the same to something else.

Each level is a different kind of evidence and gets a weight of its own from the data (Fellegi & Sunter 1969, Journal
of the American Statistical Association 64; Winkler 1990). An equal name counts for more when few people have it.
Postcode and house number are one comparison, because whoever moves changes both.
The levels are those mistakes that Dutch registrations make:

- family names without particles, of which double ones may be written in part; given and family name swapped;
- initials beside a given name;
- dates of which a part is not known, day and month swapped, one digit wrong;
- numbers with one digit wrong or two swapped.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from splink.internals.comparison_creator import ComparisonCreator
    from splink.internals.comparison_level_creator import ComparisonLevelCreator

NEAR, CLOSE, ALIKE = 0.92, 0.88, 0.7
"""Jaro-Winkler similarity of names; the bounds are Splink's own."""

Level = tuple[str, str]
"""Condition on a pair (``_l`` and ``_r``) and what it is called in Dutch."""

SWAPPED: Level = ("given_name_l = surname_r and surname_l = given_name_r", "voor- en achternaam verwisseld")


def _similar(column: str) -> list[Level]:
    similarity = f"jaro_winkler_similarity({column}_l, {column}_r)"
    return [
        (f"{similarity} >= {NEAR}", "bijna gelijk"),
        (f"{similarity} >= {CLOSE}", "lijkt er veel op"),
        (f"{similarity} >= {ALIKE}", "lijkt er iets op"),
    ]


def _distance(column: str, most: int, first: str) -> str:
    """Whether so few edits make them equal; counted only where a condition that is quick to test holds first."""
    return f"case when {first} then damerau_levenshtein({column}_l, {column}_r) <= {most} else false end"


def _number(column: str) -> list[Level]:
    alike = f"jaro_similarity({column}_l, {column}_r) >= {ALIKE}"
    return [
        (_distance(column, 1, alike), "één teken anders of twee verwisseld"),
        (_distance(column, 2, alike), "twee tekens anders"),
    ]


_INITIAL = (
    "(length(given_name_l) = 1 or length(given_name_r) = 1) and given_name_l[1] = given_name_r[1]",
    "voorletter gelijk",
)
_GIVEN_NAMES = ("list_has_any(full_names_l, full_names_r)", "een van de voornamen gelijk")
_FAMILY_NAMES = (
    "(len(family_names_l) > 1 or len(family_names_r) > 1) and list_has_any(family_names_l, family_names_r)",
    "een deel van een dubbele naam gelijk",
)
_WHOLE_DATE = (
    "birth_date_l = birth_date_r and birth_month_l is not null and birth_day_l is not null",
    "gelijk",
)
_BIRTH_DATE = [
    (
        "birth_year_l = birth_year_r and birth_month_l = birth_day_r and birth_day_l = birth_month_r",
        "dag en maand verwisseld",
    ),
    (
        "birth_year_l = birth_year_r "
        "and coalesce(birth_month_l = birth_month_r, true) and coalesce(birth_day_l = birth_day_r, true)",
        "gelijk voor zover bekend",
    ),
    (
        _distance("birth_date", 1, "hamming(birth_date_l, birth_date_r) <= 2"),
        "één cijfer anders of twee verwisseld",
    ),
    (
        "(birth_year_l = birth_year_r)::integer + (birth_month_l = birth_month_r)::integer "
        "+ (birth_day_l = birth_day_r)::integer >= 2",
        "twee van de drie delen gelijk",
    ),
    ("birth_year_l = birth_year_r", "jaar gelijk"),
]
_ADDRESS = [
    ("postcode_l = postcode_r and house_number_l = house_number_r", "postcode en huisnummer gelijk"),
    ("postcode_l = postcode_r", "postcode gelijk"),
    (_distance("postcode", 1, "house_number_l = house_number_r"), "huisnummer gelijk, postcode bijna"),
    ("left(postcode_l, 4) = left(postcode_r, 4)", "dezelfde buurt"),
    ("house_number_l = house_number_r", "huisnummer gelijk"),
]
_EMAIL = [
    ("split_part(email_l, '@', 1) = split_part(email_r, '@', 1)", "gelijk voor het apenstaartje"),
    (f"jaro_winkler_similarity(email_l, email_r) >= {CLOSE}", "lijkt er veel op"),
]


def comparisons(present: frozenset[str]) -> list[ComparisonCreator]:
    """The comparisons for the fields that are there (see :class:`ketenzicht.linkage.records.PersonFields`).

    Every comparison has the level that one of the two is unknown, which says nothing either way, and ends with
    "iets anders". Names are those of the Dutch texts that explain a link.
    """
    made: dict[str, Callable[[], ComparisonCreator]] = {
        "bsn": lambda: _field("bsn", "bsn_written", _number("bsn_written")),
        "number": lambda: _field("nummer", "number", _number("number")),
        "given_names": lambda: _field(
            "voornaam",
            "given_name",
            [SWAPPED, _INITIAL, _GIVEN_NAMES, *_similar("given_name")],
            frequent=True,
        ),
        "surname": lambda: _field(
            "achternaam", "surname", [SWAPPED, _FAMILY_NAMES, *_similar("surname")], frequent=True
        ),
        "birth_date": lambda: _comparison(
            "geboortedatum", _unknown("birth_date"), [_custom(level) for level in (_WHOLE_DATE, *_BIRTH_DATE)]
        ),
        "sex": lambda: _field("geslacht", "sex", []),
        "postcode": lambda: _comparison(
            "adres", _unknown("postcode", "house_number"), [_custom(level) for level in _ADDRESS]
        ),
        "house_number": lambda: _field("huisnummer", "house_number", []),
        "place": lambda: _field("plaats", "place", _similar("place")[:1], frequent=True),
        "email": lambda: _field("email", "email", _EMAIL),
    }
    left_out = {"house_number"} if "postcode" in present else set()
    return [make() for name, make in made.items() if name in present - left_out]


def _field(name: str, column: str, levels: list[Level], *, frequent: bool = False) -> ComparisonCreator:
    """A comparison of one column: unknown, equal, these levels, something else; a rare value may count for more."""
    import splink.comparison_level_library as cll

    equal = cll.ExactMatchLevel(column, term_frequency_adjustments=frequent).configure(
        label_for_charts="gelijk"
    )
    return _comparison(name, _unknown(column), [equal, *(_custom(level) for level in levels)])


def _unknown(*columns: str) -> Level:
    """Nothing to compare: each of the columns is missing in one of the two."""
    return " and ".join(f"({column}_l is null or {column}_r is null)" for column in columns), "onbekend"


def _custom(level: Level) -> ComparisonLevelCreator:
    from splink.comparison_level_library import CustomLevel

    return CustomLevel(level[0], label_for_charts=level[1])


def _comparison(name: str, unknown: Level, levels: list[ComparisonLevelCreator]) -> ComparisonCreator:
    from splink.comparison_level_library import ElseLevel
    from splink.comparison_library import CustomComparison

    return CustomComparison(
        output_column_name=name,
        comparison_levels=[
            _custom(unknown).configure(is_null_level=True),
            *levels,
            ElseLevel().configure(label_for_charts="iets anders"),
        ],
    )
