"""No key, token or password stands in the repository: every file that git knows, by detect-secrets."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from detect_secrets.core.scan import scan_file
from detect_secrets.settings import default_settings

pytestmark = pytest.mark.unit

REPOSITORY = Path(__file__).resolve().parents[2]
NOT_OURS = ("uv.lock", "tests/web/vendor/")
"""Fingerprints of packages, and a program of others."""

PLACEHOLDER = "naam:wachtwoord@"
KNOWN = {
    (
        "src/ketenzicht/web/survey/second_step.py",
        "Base64 High Entropy String",
    ): "the letters of a recovery code",
    ("src/ketenzicht/linkage/encoded/agreement.py", "Secret Keyword"): "the name of a file",
    ("tests/helpers/survey_web.py", "Secret Keyword"): "the password of made-up accounts",
    ("tests/web/test_headers.py", "Secret Keyword"): "stands for the secret of a link",
    ("tests/web/test_privacy.py", "Secret Keyword"): "a mark that must stand in no log",
    ("tests/web/test_study_access.py", "Secret Keyword"): "who may see the page to choose a password",
    ("tests/web/test_survey_access.py", "Secret Keyword"): "the password of made-up accounts",
}


def found(files: Iterable[str]) -> set[tuple[str, str, int]]:
    """Where something looks like a secret: file, kind, line."""
    with default_settings():
        return {
            (name, secret.type, secret.line_number)
            for name in files
            for secret in scan_file(str(REPOSITORY / name))
        }


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.splitlines() if not name.startswith(NOT_OURS)]


def test_a_secret_would_be_found(tmp_path: Path) -> None:
    path = tmp_path / "instellingen.py"
    path.write_text('KEY = "AKIA' + "IOSFODNN7" + 'EXAMPLF"\n', encoding="utf-8")
    assert {kind for _, kind, _ in found([str(path)])} >= {"AWS Access Key"}


@pytest.mark.skipif(not (REPOSITORY / ".git").exists(), reason="not a checkout of git")
def test_no_file_holds_a_secret() -> None:
    left = set()
    for name, kind, line in found(tracked()):
        if (name, kind) in KNOWN:
            continue
        text = (REPOSITORY / name).read_text(encoding="utf-8").splitlines()[line - 1]
        if kind == "Basic Auth Credentials" and PLACEHOLDER in text:
            continue
        left.add((name, kind, line))
    assert left == set()
