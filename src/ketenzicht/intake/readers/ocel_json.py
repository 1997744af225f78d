"""OCEL 2.0 in JSON. The file is held in memory whole: JSON has its relations inside the events."""

from __future__ import annotations

import json
import re
from pathlib import Path

from ketenzicht.intake.readers.ocel_log import ObjectLog, unusable

HALF_SIGN = re.compile(r"\\u[dD][89a-fA-F]")
"""An escape that may be half of a sign; one without the other half is no text, and becomes a question mark."""


def read_json(path: Path) -> ObjectLog:
    """The log in a JSON file."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = json.loads(text)
        if HALF_SIGN.search(text):
            data = json.loads(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"))
        log = ObjectLog(objects={str(one["id"]): str(one["type"]) for one in data["objects"]})
        for event in data["events"]:
            identifier = str(event["id"])
            attributes = {str(one["name"]): str(one["value"]) for one in event.get("attributes") or ()}
            log.events.append((identifier, str(event["type"]), str(event["time"]), attributes))
            log.relations[identifier] = [
                (str(one["objectId"]), str(one.get("qualifier") or ""))
                for one in event.get("relationships") or ()
            ]
    except (ValueError, RecursionError):
        raise unusable(path, "De JSON is afgekapt of niet geldig.") from None
    except (KeyError, TypeError, AttributeError):
        raise unusable(path, "Een onderdeel ontbreekt, of is iets anders dan OCEL vraagt.") from None
    return log
