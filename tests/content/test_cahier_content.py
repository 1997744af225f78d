"""The catalogue that we ship: complete, without mistakes, and the same as the records that it was made from."""

from __future__ import annotations

from datetime import date

import pytest

from ketenzicht.catalogue.checks import check_catalogue
from ketenzicht.catalogue.load import load_catalogue

pytestmark = pytest.mark.content


def test_nothing_is_wrong_with_the_shipped_catalogue() -> None:
    remarks = check_catalogue(load_catalogue("sociaal-domein"), date(2026, 11, 22))
    assert [one for one in remarks if one.severity != "hiaat"] == []


def test_every_study_says_where_it_is_found_and_how_sure_it_is() -> None:
    for study in load_catalogue("sociaal-domein").studies:
        assert study.certainty is not None
        assert study.read_as is not None
        assert study.description
        assert study.limits


def test_every_theme_has_studies() -> None:
    catalogue = load_catalogue("sociaal-domein")
    used = {theme for study in catalogue.studies for theme in study.themes}
    assert used == {theme.id for theme in catalogue.settings.themes}
    assert len(catalogue.studies) >= 80


def test_every_study_is_coded_from_what_the_record_says() -> None:
    catalogue = load_catalogue("sociaal-domein")
    assert all(study.coded_from and "onderzoek" not in study.coded_from for study in catalogue.studies)
    for axis, headings in (
        ("interventions", catalogue.settings.interventions),
        ("outcomes", catalogue.settings.outcomes),
    ):
        used = {name for study in catalogue.studies for name in getattr(study, axis)}
        assert used == {heading.id for heading in headings}
