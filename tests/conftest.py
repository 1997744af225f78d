"""What all tests share: where the public reference data are, and why a test skips without them."""

from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    folder = REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("reference data absent: this test needs the folder ../shared/data beside the repository")
    return folder
