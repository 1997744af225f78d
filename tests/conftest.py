"""What all tests share: a key, where the public reference data are, and why a test skips without them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session", autouse=True)
def same_key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The same pseudonyms on every machine, and so the same lots; a test that wants another key names its own."""
    key = tmp_path_factory.mktemp("key") / "key"
    key.touch(0o600)
    key.write_bytes(bytes(range(32)))
    with pytest.MonkeyPatch.context() as patch:
        if "KETENZICHT_KEY_FILE" not in os.environ:
            patch.setenv("KETENZICHT_KEY_FILE", str(key))
        yield


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
