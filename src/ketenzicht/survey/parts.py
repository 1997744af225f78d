"""Finding the parts of a survey: its questions and tables in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Iterator

from ketenzicht.survey.model import Question, Survey, TableTemplate


def questions(survey: Survey) -> dict[str, Question]:
    """All questions by id."""
    return {question.id: question for section in survey.sections for question in section.questions}


def tables(survey: Survey) -> dict[str, TableTemplate]:
    """All tables by id."""
    return {table.id: table for section in survey.sections for table in section.tables}


def columns(table: TableTemplate) -> dict[str, Question]:
    """The columns of a table by id."""
    return {column.id: column for column in table.columns}


def fields(survey: Survey) -> Iterator[Question]:
    """All questions and all columns."""
    yield from questions(survey).values()
    for table in tables(survey).values():
        yield from table.columns
