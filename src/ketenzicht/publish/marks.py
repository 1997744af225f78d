"""What makes a release the same: fingerprints of what was asked and of the figures; its line in the ledger."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from ketenzicht.publish.content import ReportContent
from ketenzicht.publish.data import figures_data
from ketenzicht.publish.data_outputs import policy_data, window
from ketenzicht.publish.differencing import figures_of_release
from ketenzicht.publish.earlier import tables_of
from ketenzicht.publish.ledger import Release


def request_mark(content: ReportContent) -> str:
    """One fingerprint for what was asked: program, chain, data, period, choices and policy; not for the title."""
    facts = content.study
    return _sha256(
        {
            "program": facts.program_version,
            "chain": facts.chain_hash,
            "input": facts.data_fingerprint,
            "period": window(facts.period),
            "data": window(facts.data),
            "unit": str(facts.unit),
            "parameters": dict(facts.parameters),
            "measures": [result.measure for result in content.results],
            "policy": policy_data(content.policy),
        }
    )


def release_mark(content: ReportContent, request: str) -> str:
    """One fingerprint for what was asked and every figure that answers it."""
    return _sha256({"request": request, "figures": figures_data(content)})


def ledger_line(content: ReportContent, number: int, request: str, population: str, on: date) -> Release:
    """The line of a release.

    Args:
        content: the figures as they leave, with their mark.
        number: of the line.
        request: the fingerprint of what was asked.
        population: what tells apart data on other people.
        on: the day on which they leave.

    Raises:
        ValueError: the figures have no mark: they were not compared with earlier ones.
    """
    facts, policy, source = content.study, content.policy, content.policy.source
    if content.release is None:
        raise ValueError("figures that were not compared with earlier releases do not go into the ledger")
    return Release(
        number=number,
        date=str(on),
        request=request,
        mark=content.release.mark,
        study=facts.title,
        chain={"id": content.chain.id, "version": facts.chain_version, "sha256": facts.chain_hash},
        policy={
            "custodian": source.custodian if source else None,
            "sha256": source.sha256 if source else None,
            "rounding": policy.rounding,
            "threshold": policy.threshold,
            "protection_interval": policy.protection,
        },
        unit=str(facts.unit),
        period=window(facts.period),
        data=window(facts.data),
        data_fingerprint=facts.data_fingerprint,
        program_version=facts.program_version,
        population=population,
        approved_by=content.release.approved_by,
        tables=tables_of(content),
        figures=figures_of_release(content),
    )


def _sha256(data: Any) -> str:
    return hashlib.sha256(json.dumps(data, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
