"""Kinds of output by what can go wrong with them: the statbarns, their risks and the checks on those.

A statbarn ("statistical barn") is a class of statistics that share their form, their risks and the answer to those
risks (Green, Ritchie and White, 2024, in: Privacy in Statistical Databases). The names, and which risk asks for which
check, are those of the ontology statbarnsdc (https://www.w3id.org/statbarnsdc) as ``acro`` 1.0.2 (MIT) carries it:
an output checker who knows SACRO finds the same words here. ``MissingCheck`` is of ``acro`` itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias, get_args

from ketenzicht.message import Message, message

Statbarn: TypeAlias = Literal[
    "CalculatedRatios",
    "Clusters",
    "CorrelationCoefficients",
    "Endpoints",
    "Frequencies",
    "GiniCoefficient",
    "HazardSurvivalTables",
    "LinearAggregations",
    "LinkedMultilevelTables",
    "Mode",
    "NonLinearConcentrationRatios",
    "Position",
    "Shape",
    "StatisticalHypothesisTests",
]
STATBARNS: tuple[Statbarn, ...] = get_args(Statbarn)

Risk: TypeAlias = Literal[
    "AuxiliaryInformation",
    "ClassDisclosure",
    "Differencing",
    "Dominance",
    "ImplicitTables",
    "LowCount",
    "LowDOF",
]

Check: TypeAlias = Literal[
    "MinimumThresholdCheck",
    "RequiredZeroCheck",
    "PresenceOfZeroCheck",
    "PresenceOfLinkedTableCheck",
    "NKCheck",
    "PPercentCheck",
    "MinimumDoFCheck",
    "StatbarnDataCheck",
    "MissingCheck",
]
CHECKS: tuple[Check, ...] = get_args(Check)

RISKS: Mapping[Statbarn, tuple[Risk, ...]] = {
    "CalculatedRatios": ("AuxiliaryInformation", "Dominance"),
    "Clusters": (),
    "CorrelationCoefficients": ("LowDOF",),
    "Endpoints": ("ClassDisclosure", "LowCount"),
    "Frequencies": ("ClassDisclosure", "Differencing", "LowCount"),
    "GiniCoefficient": ("LowCount",),
    "HazardSurvivalTables": ("ImplicitTables", "LowDOF"),
    "LinearAggregations": ("Dominance", "Differencing", "LowCount"),
    "LinkedMultilevelTables": (),
    "Mode": ("Differencing", "ClassDisclosure"),
    "NonLinearConcentrationRatios": ("LowCount", "Dominance"),
    "Position": ("ClassDisclosure", "LowCount"),
    "Shape": ("LowDOF",),
    "StatisticalHypothesisTests": ("LowDOF",),
}

CHECKS_OF_RISK: Mapping[Risk, tuple[Check, ...]] = {
    "AuxiliaryInformation": ("StatbarnDataCheck",),
    "ClassDisclosure": ("RequiredZeroCheck", "PresenceOfZeroCheck"),
    "Differencing": ("PresenceOfLinkedTableCheck",),
    "Dominance": ("NKCheck", "PPercentCheck"),
    "ImplicitTables": ("StatbarnDataCheck",),
    "LowCount": ("MinimumThresholdCheck",),
    "LowDOF": ("MinimumDoFCheck",),
}

STATBARN_NAMES: Mapping[Statbarn, Message] = {
    "CalculatedRatios": message("verhoudingen tussen groepen"),
    "Clusters": message("clusters"),
    "CorrelationCoefficients": message("samenhang en coëfficiënten van modellen"),
    "Endpoints": message("kleinste en grootste waarden"),
    "Frequencies": message("aantallen en aandelen"),
    "GiniCoefficient": message("Gini-coëfficiënten"),
    "HazardSurvivalTables": message("kansen in de tijd"),
    "LinearAggregations": message("sommen en gemiddelden"),
    "LinkedMultilevelTables": message("gekoppelde en gelaagde tabellen"),
    "Mode": message("meest voorkomende waarden"),
    "NonLinearConcentrationRatios": message("maten van concentratie"),
    "Position": message("mediaan en andere kwantielen"),
    "Shape": message("spreiding en vorm"),
    "StatisticalHypothesisTests": message("toetsen"),
}

CHECK_NAMES: Mapping[Check, Message] = {
    "MinimumThresholdCheck": message("geen cijfer rust op een te klein aantal"),
    "RequiredZeroCheck": message("het beleid vraagt op nul en alles te letten"),
    "PresenceOfZeroCheck": message("niemand of iedereen in een groep"),
    "PresenceOfLinkedTableCheck": message("geen klein aantal volgt uit andere cijfers of eerdere vrijgaven"),
    "NKCheck": message("de paar grootste bepalen niet bijna alles"),
    "PPercentCheck": message("de grootste is niet uit de rest af te leiden"),
    "MinimumDoFCheck": message("genoeg vrijheidsgraden"),
    "StatbarnDataCheck": message("geen verborgen tabel in het cijfer"),
    "MissingCheck": message("wat ontbreekt is geteld en staat erbij"),
}


def checks_of(statbarns: Iterable[Statbarn]) -> tuple[Check, ...]:
    """The checks that these kinds of output ask for, in a fixed order; missing values are looked at in all."""
    risks = {risk for statbarn in statbarns for risk in RISKS[statbarn]}
    asked = {check for risk in risks for check in CHECKS_OF_RISK[risk]} | {"MissingCheck"}
    return tuple(check for check in CHECKS if check in asked)
