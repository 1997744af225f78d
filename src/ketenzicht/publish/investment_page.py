"""An investment as one page, which says on itself what it does not prove."""

from __future__ import annotations

from ketenzicht.publish.investment import InvestmentView
from ketenzicht.publish.page import environment

TEMPLATE = "investment.html.j2"


def render_investment(view: InvestmentView) -> str:
    """The page as HTML; it asks nothing of the outside and holds no script."""
    return environment(view.language).get_template(TEMPLATE).render(page=view)
