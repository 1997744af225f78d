"""Workbooks that were sent, read; the last ones stay in memory: people look at them before they take them over."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from ketenzicht.errors import UserError
from ketenzicht.survey.template_read import TemplateReading, read_template
from ketenzicht.web.survey import versions
from ketenzicht.web.survey.desk import Desk

REMEMBERED = 50

_known: OrderedDict[tuple[int, str], TemplateReading] = OrderedDict()
_lock = Lock()


def read_file(desk: Desk, fingerprint: str) -> TemplateReading:
    """The workbook with this fingerprint, read.

    Raises:
        UserError: it is no workbook, or none of this survey; the message names no place on this machine.
    """
    key = (id(desk), fingerprint)
    with _lock:
        if key in _known:
            _known.move_to_end(key)
            return _known[key]
    with TemporaryDirectory(dir=desk.scratch) as folder:
        path = Path(folder) / "bestand"
        path.write_bytes(versions.blob(fingerprint))
        try:
            found = read_template(path, desk.opened.survey)
        except UserError as error:
            raise UserError(error.what, why=error.why, fix=error.fix) from None
    with _lock:
        _known[key] = found
        while len(_known) > REMEMBERED:
            _known.popitem(last=False)
    return found
