"""The counts of an investment in wijkteams as they may be shown.

They are rounded before anything is worked out of them, so that every figure follows from what may be shown.
"""

from __future__ import annotations

from dataclasses import replace

from ketenzicht.compare.investment import BeforeAfter, Investment, Referrals
from ketenzicht.errors import UserError
from ketenzicht.publish.policy import Policy


def protected(investment: Investment, policy: Policy) -> Investment:
    """The same with rounded counts.

    Raises:
        UserError: a count is too small to show.
    """
    said = investment.content
    groups = tuple(
        group.model_copy(
            update={"referrals": tuple(_protected(item, policy, investment) for item in group.referrals)}
        )
        for group in said.groups
    )
    return replace(investment, content=said.model_copy(update={"groups": groups}))


def _protected(referrals: Referrals, policy: Policy, investment: Investment) -> Referrals:
    elsewhere = referrals.elsewhere
    if elsewhere is not None:
        elsewhere = elsewhere.model_copy(update={"number": _rounded(elsewhere.number, policy, investment)})
    return referrals.model_copy(
        update={"number": _rounded(referrals.number, policy, investment), "elsewhere": elsewhere}
    )


def _rounded(number: BeforeAfter, policy: Policy, investment: Investment) -> BeforeAfter:
    if policy.hides(number.before) or policy.hides(number.after):
        raise UserError(
            f"Een van de aantallen is kleiner dan {policy.threshold}.",
            why="Zo'n klein aantal mag niet naar buiten, en zegt weinig.",
            fix="Voeg soorten verwijzingen of groepen samen.",
            file=investment.path,
        )
    return BeforeAfter(before=policy.rounded(number.before), after=policy.rounded(number.after))
