"""Which policy holds for a study: that of the custodian of the data, made stricter where the study asks for it.

A policy is found on the machine, never in the study: who analyses the data does not decide how they are protected.
The file of the system goes before one that a user names.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ketenzicht.errors import UserError
from ketenzicht.intake.key import settings_folder
from ketenzicht.publish.policy import Policy
from ketenzicht.publish.policy_file import PolicyFile, read_policy
from ketenzicht.study.settings import Study

POLICY_NAME = "onthulling.yaml"
VARIABLE = "KETENZICHT_POLICY_FILE"


def system_policy() -> Path:
    """Where the administrator of a machine puts the policy: only an administrator can write there."""
    shared = Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) if os.name == "nt" else Path("/etc")
    return shared / "ketenzicht" / POLICY_NAME


def find_policy() -> PolicyFile | None:
    """The policy of this machine: of the system, else the one that ``KETENZICHT_POLICY_FILE`` names, else the user's.

    Raises:
        UserError: the file has a mistake, or the variable names another file than the policy of the system.
    """
    system, given = system_policy(), os.environ.get(VARIABLE)
    if system.is_file():
        if given and Path(given).resolve() != system.resolve():
            raise UserError(
                f"{VARIABLE} wijst een ander beleid aan dan het beleid van dit systeem.",
                why="Het beleid van het systeem gaat voor: "
                "wie cijfers maakt, kiest niet zelf hoe die beschermd worden.",
                fix=f"Haal {VARIABLE} weg, of vraag de beheerder om {system} te vervangen.",
                file=given,
            )
        return read_policy(system)
    if given:
        return read_policy(Path(given))
    own = settings_folder() / POLICY_NAME
    return read_policy(own) if own.is_file() else None


@dataclass(frozen=True)
class PolicyInForce:
    """The rules for one study, and the file that they come from.

    Args:
        policy: the rules: those of the file (or of the program), made stricter by the study.
        file: the policy file; None when there is none, then the defaults of the program hold.
    """

    policy: Policy
    file: PolicyFile | None


def policy_of(study: Study, *, on: date | None = None) -> PolicyInForce:
    """The policy that holds for a study.

    Args:
        study: the study.
        on: the day on which figures leave; today when left out.

    Raises:
        UserError: the policy stands inside the study, does not hold on that day, or the study is weaker than it.
    """
    _refuse_inside(study, study.folder / POLICY_NAME)
    file = find_policy()
    if file is None:
        return PolicyInForce(stricter(study, Policy()), None)
    if file.path.resolve().is_relative_to(study.folder.resolve()):
        _refuse_inside(study, file.path)
    file.demand_valid(on or date.today())
    return PolicyInForce(stricter(study, file.policy), file)


def _refuse_inside(study: Study, path: Path) -> None:
    if path.exists():
        raise UserError(
            "Dit beleid staat in de map van de studie, en daar telt het niet.",
            why="Het beleid is van de bronhouder. Wie de studie kan wijzigen, zou het anders ook kunnen versoepelen.",
            fix=f"Zet het op een eigen plek ({system_policy()}, of wijs het aan met {VARIABLE}). "
            f"Strenger zijn mag in {study.folder / 'study.yaml'}, bij 'onthulling'.",
            file=path,
        )


def stricter(study: Study, policy: Policy) -> Policy:
    """A policy with what the study asks for above it.

    Raises:
        UserError: the study asks for less; it names the line.
    """
    asked = study.settings.disclosure

    def number(name: str, given: int | None, least: int) -> int:
        if given is not None and given < least:
            raise study.error(
                ("onthulling", name),
                f"De studie vraagt {name} {given}, en dat is minder dan {_whose(policy)} ({least}).",
                why="Een studie mag strenger zijn dan het beleid, nooit soepeler.",
                fix=f"Kies {least} of hoger, of haal '{name}' weg: dan geldt het beleid."
                + _where_to_ask(policy),
            )
        return least if given is None else given

    return replace(
        policy,
        rounding=number("afronden", asked.rounding, policy.rounding),
        threshold=number("drempel", asked.threshold, policy.threshold),
        protection=number("beschermingsinterval", asked.protection, policy.protection),
    )


def _whose(policy: Policy) -> str:
    source = policy.source
    return f"het beleid van {source.custodian}" if source else "de standaard van het programma"


def _where_to_ask(policy: Policy) -> str:
    return f" Vragen over het beleid: {policy.source.contact}" if policy.source else ""
