"""The errors that a user sees."""

from __future__ import annotations

from pathlib import Path

from ketenzicht.errors import UserError, UserErrors


def _error(line: int, what: str) -> UserError:
    return UserError(what, why="Zo is het niet te lezen.", fix="Verbeter het.", file="kaart.yaml", line=line)


def test_a_single_mistake_keeps_its_own_place_reason_and_fix() -> None:
    only = _error(3, "De id ontbreekt.")
    assert UserErrors("Deze kaart", [only], Path("kaart.yaml")).as_data() == only.as_data()


def test_several_mistakes_are_told_in_the_order_of_the_file() -> None:
    several = UserErrors("Deze kaart", [_error(12, "Twee."), _error(3, "Een.")], Path("kaart.yaml"))
    assert [error.line for error in several.errors] == [3, 12]
    assert str(several).splitlines() == [
        "kaart.yaml: Deze kaart heeft 2 fouten.",
        "- kaart.yaml:3: Een.",
        "  Zo is het niet te lezen.",
        "  Verbeter het.",
        "- kaart.yaml:12: Twee.",
        "  Zo is het niet te lezen.",
        "  Verbeter het.",
        "Verbeter deze regels en probeer het opnieuw.",
    ]
