"""Estimates from published samples, against R's package ``survey`` and what its manual prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.r_programs import answers_of_r
from ketenzicht.sample.estimate import mean, share

pytestmark = pytest.mark.reference

WHICH = ("srs", "strat", "pps")


@pytest.mark.parametrize(
    ("which", "printed"),
    [
        # mean api00 of apisrs and apistrat: Lumley (2004), Analysis of complex survey samples, J. Stat. Softw. 9(8)
        ("srs", (656.58, 9.2497)),
        ("strat", (662.29, 9.4089)),
        ("pps", None),
    ],
)
def test_means_shares_and_errors_are_those_of_survey(
    which: str, printed: tuple[float, float] | None, tmp_path: Path
) -> None:
    rows = answers_of_r("sample_designs.R", ("which",), [(which,)], tmp_path)
    first, stratum = rows[0], [str(row["stratum"]) for row in rows]
    weight, values = [row["weight"] for row in rows], [row["y"] for row in rows]
    sizes = {str(row["stratum"]): int(row["size"]) for row in rows}
    design = {"chance": [row["chance"] for row in rows]} if which == "pps" else {"sizes": sizes}
    found = mean(values, weight, stratum, **design)  # type: ignore[arg-type]
    assert found.value == pytest.approx(first["mean"], rel=1e-12)
    assert found.standard_error == pytest.approx(first["mean_error"], rel=1e-10)
    assert (found.low, found.high) == pytest.approx((first["low"], first["high"]), rel=1e-10)
    if printed:
        assert (round(found.value, 2), round(found.standard_error, 4)) == printed
    part = share([row["has"] == 1.0 for row in rows], weight, stratum, **design)  # type: ignore[arg-type]
    assert part.value == pytest.approx(first["share"], rel=1e-12)
    assert part.standard_error == pytest.approx(first["share_error"], rel=1e-10)
    some = mean(values, weight, stratum, among=[row["among"] == 1.0 for row in rows], **design)  # type: ignore[arg-type]
    assert some.value == pytest.approx(first["among_mean"], rel=1e-12)
    assert some.standard_error == pytest.approx(first["among_error"], rel=1e-10)
