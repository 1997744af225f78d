"""The key of the pseudonyms, encrypted: opened with a passphrase or a private key, and by nobody else."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest
import typer
from typer.testing import CliRunner, Result

from ketenzicht.cli import register
from ketenzicht.errors import UserError
from ketenzicht.intake.age_passphrase import age_file
from ketenzicht.intake.identifiers import new_identity
from ketenzicht.intake.keep_key import lock_key, unlock_key
from ketenzicht.intake.key import read_key
from ketenzicht.intake.sealed_key import (
    IDENTITY_VARIABLE,
    lock_of,
    open_sealed,
    open_with_passphrase,
    seal_for,
    seal_with_passphrase,
)
from ketenzicht.linkage.encoded import read_secret
from ketenzicht.passphrase import VARIABLE

pytestmark = pytest.mark.unit

PASSPHRASE = "paard batterij nietje juist"
KEY = secrets.token_bytes(32)


@pytest.fixture(scope="module")
def sealed() -> bytes:
    return seal_with_passphrase(KEY, PASSPHRASE)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the key is; nobody knows the passphrase, and nothing is open from an earlier test."""
    monkeypatch.setenv("KETENZICHT_KEY_FILE", str(tmp_path / "map" / "sleutel"))
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.delenv(IDENTITY_VARIABLE, raising=False)
    monkeypatch.setattr("ketenzicht.passphrase._terminal", lambda: False)
    open_sealed.cache_clear()
    (tmp_path / "map").mkdir()
    return tmp_path / "map" / "sleutel"


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The passphrase stands in a file that the environment names."""
    path = put(tmp_path / "wachtzin", PASSPHRASE.encode() + b"\n")
    monkeypatch.setenv(VARIABLE, str(path))
    return path


def put(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    path.chmod(0o600)
    return path


def ketenzicht(*words: str | Path) -> Result:
    app = typer.Typer()
    register(app)
    return CliRunner().invoke(app, [str(word) for word in words])


def test_a_key_is_encrypted_opened_at_need_and_the_same_as_before(place: Path, known: Path) -> None:
    put(place, KEY)
    shown = ketenzicht("key", "lock", "--passphrase-file", known)
    assert shown.exit_code == 0
    assert "Kopieën en reservekopieën van daarvoor zijn niet versleuteld" in shown.output
    assert KEY not in place.read_bytes()
    assert place.stat().st_mode & 0o777 == 0o600
    assert json.loads(ketenzicht("key", "show", "--json").output)["encrypted"] == "wachtzin"
    assert read_key() == KEY
    assert ketenzicht("key", "unlock").exit_code == 0
    assert place.read_bytes() == KEY


def test_another_passphrase_opens_nothing_and_makes_no_other_key(
    place: Path, sealed: bytes, known: Path
) -> None:
    put(place, sealed)
    put(known, b"een heel andere zin\n")
    for refused in (read_key, lock_key, unlock_key):
        with pytest.raises(UserError, match="Deze wachtzin opent de sleutel niet"):
            refused()
    assert place.read_bytes() == sealed


def test_a_damaged_file_is_told_and_is_not_taken_for_a_key(place: Path, sealed: bytes, known: Path) -> None:
    for content in (sealed[:-5], sealed[:30], b"-----BEGIN AGE ENCRYPTED FILE-----\nx\n"):
        put(place, content)
        with pytest.raises(UserError, match=r"opent de sleutel niet|niet bekend waar"):
            read_key()


def test_opening_takes_less_than_a_second_of_the_processor(sealed: bytes) -> None:
    began = time.process_time()
    assert open_with_passphrase(sealed, PASSPHRASE) == KEY
    assert time.process_time() - began < 1


def test_no_two_files_are_alike_and_the_key_of_each_length_comes_back(sealed: bytes) -> None:
    again = seal_with_passphrase(KEY, PASSPHRASE)
    assert len(again) == len(sealed)
    assert again.split(b"\n", 4)[1:] != sealed.split(b"\n", 4)[1:]
    assert again[-len(KEY) - 16 :] != sealed[-len(KEY) - 16 :]
    long = secrets.token_bytes(64)
    assert pyrage.passphrase.decrypt(age_file(long, PASSPHRASE), PASSPHRASE) == long


def in_a_process(code: str, **given: int | Callable[[], None]) -> subprocess.Popen[bytes]:
    """Python without a terminal of its own; standard input, output and errors as given."""
    return subprocess.Popen([sys.executable, "-c", code], start_new_session=True, **given)  # type: ignore[call-overload,no-any-return]


@pytest.mark.skipif(os.name != "posix", reason="terminals are those of POSIX")
def test_where_nobody_can_be_asked_it_says_what_to_do(place: Path, sealed: bytes) -> None:
    put(place, sealed)
    code = "from ketenzicht.intake.key import read_key; read_key()"
    process = in_a_process(code, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, told = process.communicate(timeout=60)
    assert "er is geen terminal om die te vragen" in told.decode()
    assert f"export {VARIABLE}=BESTAND" in told.decode()


@pytest.mark.skipif(os.name != "posix", reason="terminals are those of POSIX")
def test_on_a_terminal_it_is_asked_once_and_not_shown(place: Path, sealed: bytes) -> None:
    import pty

    put(place, sealed)
    code = (
        "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
        "from ketenzicht.cli.console import progress\n"
        "from ketenzicht.intake.key import read_key\n"
        "with progress(False) as tell:\n"
        "    tell('lezen')\n"
        "    same = read_key() == read_key()\n"
        "print(same, read_key().hex())"
    )
    ours, theirs = pty.openpty()
    process = in_a_process(code, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    seen = b""
    try:
        while b"Wachtzin van" not in seen:
            seen += os.read(ours, 1024)
        os.write(ours, PASSPHRASE.encode() + b"\n")
        while KEY.hex().encode() not in seen:
            seen += os.read(ours, 1024)
    finally:
        os.close(ours)
        process.wait(timeout=60)
    assert b"True" in seen
    assert seen.count(b"Wachtzin van") == 1
    assert PASSPHRASE.encode() not in seen


def test_who_types_two_things_or_something_short_changes_nothing(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(place, KEY)
    monkeypatch.setattr("ketenzicht.passphrase._terminal", lambda: True)
    for typed, told in (
        (("een zin van vier", "een zin van drie"), "niet gelijk"),
        (("kort", "kort"), "te kort"),
        (("",), "geen wachtzin getypt"),
    ):
        answers = iter(typed)
        monkeypatch.setattr("ketenzicht.passphrase.getpass", lambda _question, left=answers: next(left))
        with pytest.raises(UserError, match=told):
            lock_key()
    assert place.read_bytes() == KEY


@pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")
def test_a_file_with_a_passphrase_that_others_read_or_is_empty_is_refused(
    place: Path, sealed: bytes, known: Path
) -> None:
    put(place, sealed)
    known.chmod(0o644)
    with pytest.raises(UserError, match="Anderen op deze computer"):
        read_key()
    put(known, b"\n" + PASSPHRASE.encode())
    with pytest.raises(UserError, match="lege regel"):
        read_key()
    known.unlink()
    with pytest.raises(UserError, match="niet te lezen"):
        read_key()


def test_a_key_can_be_encrypted_from_the_start(place: Path, known: Path) -> None:
    place.parent.rmdir()
    assert lock_key(passphrase_file=known).was_open is False
    assert lock_of(place.read_bytes()) == "wachtzin"
    assert len(read_key()) == 32
    with pytest.raises(UserError, match="Hier staat geen sleutel"):
        lock_key(place.with_name("geheim"), passphrase_file=known)


def test_for_public_keys_only_who_holds_a_private_key_opens_it(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(place, KEY)
    mine, yours, others = (tmp_path / name for name in ("mijn", "uw", "ander"))
    public = [new_identity(path) for path in (mine, yours)]
    new_identity(others)
    with pytest.raises(UserError, match="niet bekend waar dat is"):
        lock_key(public_keys=public)
    monkeypatch.setenv(IDENTITY_VARIABLE, str(others))
    with pytest.raises(UserError, match="Uw eigen sleutelbestand zou de sleutel niet meer openen"):
        lock_key(public_keys=public)
    assert place.read_bytes() == KEY
    monkeypatch.setenv(IDENTITY_VARIABLE, str(mine))
    assert lock_key(public_keys=public).lock == "sleutelbestand"
    for identity in (mine, yours):
        monkeypatch.setenv(IDENTITY_VARIABLE, str(identity))
        open_sealed.cache_clear()
        assert read_key() == KEY
    monkeypatch.setenv(IDENTITY_VARIABLE, str(others))
    open_sealed.cache_clear()
    with pytest.raises(UserError, match="Uw sleutelbestand opent de sleutel niet"):
        read_key()
    with pytest.raises(UserError, match="geen openbare sleutel"):
        seal_for(KEY, ["age1nee"])


def test_a_secret_goes_encrypted_to_another_organisation_and_is_used_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, sent, theirs = put(tmp_path / "geheim", KEY), tmp_path / "geheim-voor-b", tmp_path / "sleutel-b"
    shown = ketenzicht("key", "lock", secret, "--for", new_identity(theirs), "--out", sent)
    assert shown.exit_code == 0
    assert secret.read_bytes() == KEY
    assert KEY not in sent.read_bytes()
    monkeypatch.setenv(IDENTITY_VARIABLE, str(theirs))
    assert read_secret(sent) == KEY
    assert ketenzicht("key", "lock", secret, "--for", "age1", "--out", sent).exit_code == 1


def test_files_of_the_program_age_are_read(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "mijn"
    recipient = pyrage.x25519.Recipient.from_str(new_identity(mine))
    put(place, pyrage.encrypt(KEY, [recipient], armored=True))
    assert lock_of(place.read_bytes()) == "sleutelbestand"
    monkeypatch.setenv(IDENTITY_VARIABLE, str(mine))
    assert read_key() == KEY
    armoured = b"-----BEGIN AGE ENCRYPTED FILE-----\n" + b64encode(age_file(KEY, PASSPHRASE))[:64] + b"\n"
    assert lock_of(armoured) == "wachtzin"
