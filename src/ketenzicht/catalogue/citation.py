"""How to cite a study: author, year, title, publisher, address (after APA 7, with Dutch words)."""

from __future__ import annotations

from ketenzicht.catalogue.exchange.item import item_of_lines
from ketenzicht.catalogue.model import Study

MOST_NAMES = 20
"""APA names so many authors; of more, the first nineteen and the last."""


def citation(study: Study) -> str:
    """One line of plain text."""
    makers = study.authors or study.organisations
    publisher = [one for one in study.organisations if one not in makers]
    number = f" ({study.publication_number})" if study.publication_number else ""
    where = f"https://doi.org/{study.doi}" if study.doi else study.address or ""
    parts = [f"{_names(makers)} ({study.year})." if makers else f"({study.year}).", f"{study.title}{number}."]
    if journal := _journal(study):
        parts.append(f"{journal}.")
    if publisher:
        parts.append(f"{_listed(publisher)}.")
    return " ".join([*parts, *([where] if where else [])])


def _journal(study: Study) -> str:
    """Journal or book, volume, issue and pages, as they came along with an import."""
    item = item_of_lines(study.other)
    issue = f"({item['issue']})" if item.get("issue") else ""
    volume = f"{item.get('volume', '')}{issue}"
    return ", ".join(part for part in (item.get("container-title", ""), volume, item.get("page", "")) if part)


def _names(names: tuple[str, ...]) -> str:
    if len(names) > MOST_NAMES:
        return ", ".join(names[: MOST_NAMES - 1]) + " ... " + names[-1]
    return _listed(names)


def _listed(names: tuple[str, ...] | list[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} & {last}" if others else last
