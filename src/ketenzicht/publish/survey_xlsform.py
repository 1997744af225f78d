"""An XLSForm as a workbook; the rows are made by :mod:`ketenzicht.survey.xlsform`."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO

from ketenzicht.spreadsheet import TEXT_ONLY
from ketenzicht.survey.model import Survey
from ketenzicht.survey.xlsform import xlsform


def xlsform_bytes(survey: Survey) -> bytes:
    """The XLSForm of a survey as bytes; the same survey gives the same bytes."""
    from xlsxwriter import Workbook

    form = xlsform(survey)
    target = BytesIO()
    workbook = Workbook(target, {"in_memory": True, **TEXT_ONLY})
    workbook.set_properties(
        {"created": datetime.combine(survey.deadline.opens, time()), "author": "ketenzicht"}
    )
    for name, rows in (("survey", form.survey), ("choices", form.choices), ("settings", form.settings)):
        sheet = workbook.add_worksheet(name)
        heads = list(dict.fromkeys(key for row in rows for key in row))
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head)
        for number, row in enumerate(rows, start=1):
            for column, head in enumerate(heads):
                if row.get(head):
                    sheet.write_string(number, column, row[head])
    workbook.close()
    return target.getvalue()
