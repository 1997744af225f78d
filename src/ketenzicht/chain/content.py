"""The content of a chain as plain data, as files and as one fingerprint."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from ketenzicht.chain.model import Chain
from ketenzicht.chain.yaml_text import yaml_text

_OWN_FILE = {
    "codelijsten": "codelijsten.yaml",
    "definities": "definities.yaml",
    "reeksbreuken": "definities.yaml",
    "maten": "maten.yaml",
    "oorzaken": "oorzaken.yaml",
    "bronnen": "bronnen.yaml",
    "referentiewaarden": "referentiewaarden.yaml",
    "hiaten": "hiaten.yaml",
}


def chain_data(chain: Chain) -> dict[str, Any]:
    """The chain with Dutch keys, as text, numbers, lists and dicts; what has its usual value is left out."""
    return chain.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def chain_hash(chain: Chain) -> str:
    """A fingerprint (sha256, 64 hexadecimal digits) of what the chain says.

    The order of keys, comments, layout and the spread over files do not change it; any other change does.
    """
    canonical = json.dumps(chain_data(chain), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def write_chain(chain: Chain, folder: Path) -> list[Path]:
    """Write the chain as a folder of YAML files; :func:`~ketenzicht.chain.load_chain` reads it back unchanged."""
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, dict[str, Any]] = {"keten.yaml": {}}
    for key, value in chain_data(chain).items():
        files.setdefault(_OWN_FILE.get(key, "keten.yaml"), {})[key] = value
    paths = []
    for name, content in files.items():
        (folder / name).write_text(yaml_text(content), encoding="utf-8", newline="\n")
        paths.append(folder / name)
    return paths
