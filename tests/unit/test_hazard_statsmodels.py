"""The fit against the Poisson regression of statsmodels, on the same counts with a coefficient for each band."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import gammaln

from ketenzicht.measures.hazards.model import hazard_model
from ketenzicht.measures.hazards.rows import hazard_rows

pytestmark = pytest.mark.unit


def test_coefficients_errors_and_likelihood_are_those_of_statsmodels() -> None:
    import statsmodels.api as sm

    random = np.random.default_rng(7)
    group, number, start = (
        random.integers(0, 4, 3000),
        random.integers(0, 9, 3000),
        random.integers(0, 50, 3000),
    )
    length = np.ceil(random.exponential(200 / (1 + group)))
    stop = start + np.minimum(length, 150).astype(int)
    rows = hazard_rows(
        stop, (length <= 150).astype(int), {"group": group, "number": number}, entry=start, linear=("number",)
    )
    model = hazard_model(rows, bands=8)
    table, bands = model.exposure, len(model.fit.hazard)
    seen = table.person_days > 0
    band_of_cell = np.broadcast_to(np.arange(bands), seen.shape)[seen]
    design = np.column_stack(
        (np.eye(bands)[band_of_cell], np.repeat(model.fit.matrix, seen.sum(axis=1), axis=0))
    )
    events, days = table.events[0][seen], table.person_days[seen]
    theirs = sm.GLM(events, design, family=sm.families.Poisson(), offset=np.log(days)).fit(tol=1e-12)
    assert model.fit.coefficient == pytest.approx(theirs.params[bands:], abs=1e-9)
    assert np.log(model.fit.hazard) == pytest.approx(theirs.params[:bands], abs=1e-9)
    assert np.sqrt(np.diag(model.covariance)) == pytest.approx(theirs.bse[bands:], rel=1e-7)
    # Theirs is that of the counts: more by events x log(days), less by the logarithm of events factorial.
    counted = model.log_likelihood + float(events @ np.log(days) - gammaln(events + 1).sum())
    assert counted == pytest.approx(theirs.llf, rel=1e-12)
