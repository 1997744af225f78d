"""Every number of the made-up world says where it comes from."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from ketenzicht.chain import load_chain
from ketenzicht.whatif.model_file_numbers import ASSUMPTION, TUNED
from ketenzicht.whatif.world import all_parameters, read_world, shipped_world, with_values

pytestmark = pytest.mark.unit


def test_an_origin_is_an_assumption_or_a_reference_value_of_the_chain() -> None:
    world = shipped_world()
    known = {value.id for value in load_chain(world.chain).reference_values} | {ASSUMPTION, TUNED}
    assert {name for name, parameter in all_parameters(world) if parameter.origin not in known} == set()


def test_what_was_tuned_names_the_figures_it_was_tuned_to() -> None:
    tuned = [parameter for _, parameter in all_parameters(shipped_world()) if parameter.origin == TUNED]
    assert tuned
    assert all("vt-" in (parameter.note or "") for parameter in tuned)


def test_names_of_parameters_are_paths() -> None:
    names = [name for name, _ in all_parameters(shipped_world())]
    assert "transfer.never_picked_up" in names
    assert "reporters" in names
    assert len(names) == len(set(names)) > 40


def test_a_changed_value_is_our_assumption_and_the_rest_stays() -> None:
    world = shipped_world()
    changed = with_values(world, {"routes.first": {**world.routes.first.value}, "losses.deaths": 0.5})
    assert changed.losses.deaths.value == 0.5
    assert changed.losses.deaths.origin == ASSUMPTION
    assert changed.returns == world.returns


def test_an_unknown_parameter_is_refused() -> None:
    with pytest.raises(KeyError, match=r"losses\.dearths"):
        with_values(shipped_world(), {"losses.dearths": 0.5})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("transfer.never_picked_up", 1.2),
        ("help.ends", {"31": 0.5, "32": 0.4}),
        ("conditions.duration", {"median": -3, "spread": 1}),
    ],
)
def test_values_that_cannot_be_are_refused(name: str, value: object) -> None:
    with pytest.raises(ValidationError):
        with_values(shipped_world(), {name: value})


def test_a_parameter_without_an_origin_is_refused() -> None:
    with pytest.raises(ValidationError, match="herkomst"):
        read_world("keten: veilig-thuis\nmelders: {waarde: {'01': 1.0}}")
