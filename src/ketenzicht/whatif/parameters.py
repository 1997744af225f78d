"""The parameters of a made-up chain: every number with where it comes from.

One frozen object holds them all, read from a YAML file with Dutch keys (see ``world``).
A parameter without an origin is refused: whoever reads a result of the model must be able to see which numbers
were published, which were tuned to published figures and which are only our assumption.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def _sums_to_one(shares: dict[str, float]) -> dict[str, float]:
    if abs(sum(shares.values()) - 1) > 1e-9 or min(shares.values()) < 0:
        raise ValueError("aandelen zijn niet negatief en tellen op tot 1")
    return shares


Share = Annotated[float, Field(ge=0, le=1)]
Shares = Annotated[dict[str, float], AfterValidator(_sums_to_one)]


class Lognormal(_Frozen):
    """A duration: median in days (or working days), spread = standard deviation of the logarithm."""

    median: float = Field(alias="mediaan", gt=0)
    spread: float = Field(alias="spreiding", ge=0)


T = TypeVar("T")


class Parameter(_Frozen, Generic[T]):
    """A value, and where it comes from: ``aanname``, ``afgestemd`` or the id of a reference value."""

    value: T = Field(alias="waarde")
    origin: str = Field(alias="herkomst", min_length=1)
    note: str | None = Field(default=None, alias="toelichting")


class Arrivals(_Frozen):
    """First reports: when households come into sight for the first time."""

    run_in_from: Parameter[date] = Field(alias="aanloop_vanaf")
    growth: Parameter[float] = Field(alias="groei_per_jaar")
    season: Parameter[tuple[float, ...]] = Field(alias="seizoen")
    weekdays: Parameter[tuple[float, ...]] = Field(alias="weekdagen")
    weekend_to_monday: Parameter[Share] = Field(alias="weekend_naar_maandag")


class Households(_Frozen):
    """Size, how much households differ, and members who came from another household."""

    size: Parameter[Shares] = Field(alias="omvang")
    frailty_shape: Parameter[float] = Field(alias="spreiding")
    moved_member: Parameter[Share] = Field(alias="verhuisd_lid")
    member_named: Parameter[Share] = Field(alias="lid_genoemd")


class Kinds(_Frozen):
    """What the reports of a household are mostly about, and how often that is violence."""

    shares: Parameter[Shares] = Field(alias="verdeling")
    violence: Parameter[dict[str, Share]] = Field(alias="geweld")


class Assessment(_Frozen):
    """The safety assessment, in working days."""

    in_time: Parameter[Share] = Field(alias="op_tijd")
    day_in_time: Parameter[tuple[float, ...]] = Field(alias="dag_als_op_tijd")
    late: Parameter[Lognormal] = Field(alias="te_laat")


class Routes(_Frozen):
    """What is decided on a report, apart for reports during running involvement."""

    first: Parameter[Shares] = Field(alias="eerste")
    during: Parameter[Shares] = Field(alias="tijdens")


class Conditions(_Frozen):
    """Voorwaarden en vervolg: how long, and what follows."""

    duration: Parameter[Lognormal] = Field(alias="duur")
    transfer: Parameter[Share] = Field(alias="overdracht")
    monitoring: Parameter[Share] = Field(alias="monitoring")


class Investigation(_Frozen):
    """Onderzoek: start, judgement, and what follows."""

    start_at_once: Parameter[Share] = Field(alias="start_meteen")
    start_later: Parameter[Lognormal] = Field(alias="start_later")
    judged_in_time: Parameter[Share] = Field(alias="oordeel_op_tijd")
    judged_late: Parameter[Lognormal] = Field(alias="oordeel_te_laat")
    transfer: Parameter[Share] = Field(alias="overdracht")
    monitoring: Parameter[Share] = Field(alias="monitoring")


class Transfer(_Frozen):
    """Overdracht: to whom, how long until it, and whether and when somebody picks it up."""

    delay: Parameter[Lognormal] = Field(alias="wachttijd")
    to: Parameter[Shares] = Field(alias="naar")
    never_picked_up: Parameter[Share] = Field(alias="nooit_opgepakt")
    waiting: Parameter[Lognormal] = Field(alias="wachten_op_hulp")
    second: Parameter[dict[str, Share]] = Field(alias="tweede_plaats")
    """Share of transfers that go to a second place too, by the number of earlier reports."""
    second_after: Parameter[Lognormal] = Field(alias="tweede_na")


class Help(_Frozen):
    """Hulp: how it ends (JZ588) and how long it lasts."""

    ends: Parameter[Shares] = Field(alias="einde")
    as_planned: Parameter[Lognormal] = Field(alias="duur_volgens_plan")
    early: Parameter[Lognormal] = Field(alias="duur_voortijdig")
    paused: Parameter[Share] = Field(alias="tijdelijk_gestopt")
    others: Parameter[Share] = Field(alias="ook_anderen")
    """The first client is always named; share of the other members who get help of their own too."""


class Monitoring(_Frozen):
    """Monitoring: how long."""

    duration: Parameter[Lognormal] = Field(alias="duur")


class Closing(_Frozen):
    """From the last step to the end of involvement."""

    delay: Parameter[Lognormal] = Field(alias="na_laatste_stap")


class Returns(_Frozen):
    """New reports: a rate per year for each phase, times how help stands, times the number before."""

    rates: Parameter[dict[str, float]] = Field(alias="per_jaar")
    by_help: Parameter[dict[str, float]] = Field(alias="hulp")
    by_earlier: Parameter[float] = Field(alias="per_eerdere_melding")


class Losses(_Frozen):
    """Households that leave sight for good, per year."""

    deaths: Parameter[float] = Field(alias="overlijden_per_jaar")
    departures: Parameter[float] = Field(alias="vertrek_per_jaar")


class Registration(_Frozen):
    """How the registration falls short of what happened: shares of reports or rows."""

    unlinked: Parameter[Share] = Field(alias="niet_te_koppelen")
    end_before_start: Parameter[Share] = Field(alias="einde_voor_begin")
    unknown_day: Parameter[Share] = Field(alias="dag_onbekend")
    unknown_report_day: Parameter[Share] = Field(alias="dag_van_melding_onbekend")
    missing_decision: Parameter[Share] = Field(alias="besluit_ontbreekt")
    duplicate: Parameter[Share] = Field(alias="dubbel")
    unknown_code: Parameter[Share] = Field(alias="code_onbekend")
    na_as_value: Parameter[Share] = Field(alias="na_als_waarde")


class World(_Frozen):
    """All parameters of one made-up chain."""

    chain: str = Field(alias="keten")
    arrivals: Arrivals = Field(alias="aankomst")
    households: Households = Field(alias="huishoudens")
    kinds: Kinds = Field(alias="soorten")
    reporters: Parameter[Shares] = Field(alias="melders")
    assessment: Assessment = Field(alias="veiligheidsbeoordeling")
    routes: Routes
    conditions: Conditions = Field(alias="voorwaarden_en_vervolg")
    investigation: Investigation = Field(alias="onderzoek")
    transfer: Transfer = Field(alias="overdracht")
    help: Help = Field(alias="hulp")
    monitoring: Monitoring
    closing: Closing = Field(alias="afsluiten")
    returns: Returns = Field(alias="terugkeer")
    losses: Losses = Field(alias="verlies")
    registration: Registration = Field(alias="registratie")
