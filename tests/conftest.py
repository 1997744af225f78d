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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes long, unless it is asked for by name: ``-m nightly``."""
    if "nightly" in (config.getoption("markexpr") or ""):
        return
    skip = pytest.mark.skip(reason="takes long: run it with -m nightly")
    for item in items:
        if "nightly" in item.keywords:
            item.add_marker(skip)
