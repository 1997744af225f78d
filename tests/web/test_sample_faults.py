"""Faults under the coding pages: killed at any moment, a full disk, a lost file, a run that replaces what is read."""

from __future__ import annotations

import http.client
import json
import random
import resource
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from helpers.sample_web import GOOD, Reader, made_study, own_files, reading
from ketenzicht.sample.codings import Codings
from ketenzicht.study.run import take_in
from ketenzicht.study.settings import load_study
from ketenzicht.whole_file import UNFINISHED

pytestmark = pytest.mark.web

IN_CI, AT_NIGHT = 2, 50


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KETENZICHT_KEY_FILE", str(tmp_path_factory.mktemp("key") / "key"))
        yield made_study(tmp_path_factory.mktemp("lezen") / "studie")


@pytest.fixture
def study(made: Path, tmp_path: Path) -> Path:
    """A study of its own: the same files, nothing noted yet."""
    shutil.copytree(made, tmp_path / "studie")
    return tmp_path / "studie"


def codings_file(study: Path) -> Path:
    return study / "dossieronderzoek" / "beveiligd" / "codering.jsonl"


@dataclass
class Busy:
    """Somebody at the pages who saves one file after the other, and remembers what was acknowledged."""

    who: str
    files: list[int]
    told: dict[tuple[int, int], str] = field(default_factory=dict)
    number: int = 0

    def go_on(self, reader: Reader, over: threading.Event, lots: random.Random) -> None:
        """Until the server is gone."""
        try:
            while not over.is_set():
                file = lots.choice(self.files)
                self.number += 1
                note = f"{self.who} {self.number} " + "y" * 400
                seen = version_on(reader, file)
                fields = [("versie", str(seen)), ("naar", lots.choice(("hier", "klaar")))]
                if self.who == "carla":
                    fields += [("v.gestopt", lots.choice(("ja", "nee"))), ("r.gestopt", note)]
                else:
                    fields += [
                        *GOOD[1:],
                        ("v.gestopt", "ja" if self.who == "anna" else "nee"),
                        ("v.notitie", note),
                    ]
                if self.number % 2:
                    page = reader.ask(f"dossier/{file}/", fields, Accept="application/json")
                    if page.status == 200:
                        self.told[file, json.loads(page.body)["versie"]] = note
                elif reader.ask(f"dossier/{file}/", fields).status == 303:
                    self.told[file, seen + 1] = note
        except (OSError, http.client.HTTPException, ValueError, IndexError):
            return

    def demand_kept(self, codings: Codings, cases: dict[int, str]) -> None:
        """Every save that was told is there, whole."""
        role = "overleg" if self.who == "carla" else "lezer"
        for (file, number), note in self.told.items():
            versions = codings.versions(cases[file], None if role == "overleg" else self.who, role)
            (found,) = [one for one in versions if one.number == number]
            said = (found.reasons or {}).get("gestopt") if role == "overleg" else found.values["notitie"]
            assert said == note


def version_on(reader: Reader, file: int) -> int:
    """The version that the page of a file was made from."""
    return int(reader.ask(f"dossier/{file}/").body.decode().split('name="versie" value="')[1].split('"')[0])


def rounds(study: Path, number: int, seed: int) -> int:
    """Kill two readers and who settles so many times while all three save; how many saves were acknowledged."""
    both = [file for file in own_files(study, "anna") if len(file.readers) == 2]
    with (
        reading(study, "anna") as anna,
        reading(study, "bram") as bram,
    ):  # so that there is something to settle
        for reader, stopped in ((anna, "ja"), (bram, "nee")):
            for file in both:
                fields = [("versie", "0"), *GOOD[1:], ("v.gestopt", stopped), ("naar", "klaar")]
                assert reader.ask(f"dossier/{file.number}/", fields).status == 303
    cases = {file.number: file.case for who in ("anna", "bram") for file in own_files(study, who)}
    people = [Busy(who, [file.number for file in own_files(study, who)]) for who in ("anna", "bram")]
    people.append(Busy("carla", [file.number for file in both]))
    lots = random.Random(seed)
    for at in range(number):
        over = threading.Event()
        with ExitStack() as stack:
            readers = [stack.enter_context(reading(study, one.who)) for one in people]
            if at:
                assert all("is afgebroken" in one.said for one in readers)
            threads = [
                threading.Thread(
                    target=one.go_on, args=(reader, over, random.Random(f"{seed} {at} {one.who}"))
                )
                for one, reader in zip(people, readers, strict=True)
            ]
            for thread in threads:
                thread.start()
            begun, until = sum(len(one.told) for one in people), time.monotonic() + 60
            while sum(len(one.told) for one in people) == begun and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(lots.uniform(0, 1.5))
            for reader in readers:
                reader.process.kill()
            over.set()
            for thread in threads:
                thread.join()
            for one in people:
                one.demand_kept(readers[0].codings, cases)
    with reading(study, "anna") as anna:  # what was kept can be read and gone on with
        file = people[0].files[0]
        seen = version_on(anna, file)
        done = anna.ask(
            f"dossier/{file}/", [("versie", str(seen)), ("v.notitie", "verder"), ("naar", "hier")]
        )
        assert done.status == 303
        newest = anna.codings.newest(cases[file], "anna")
        assert newest is not None
        assert newest.values["notitie"] == "verder"
    return sum(len(one.told) for one in people)


def test_killed_while_two_readers_and_who_settles_save_nothing_acknowledged_is_lost(study: Path) -> None:
    assert rounds(study, IN_CI, seed=1) > 0


@pytest.mark.nightly
def test_killed_at_fifty_moments(study: Path) -> None:
    saved = rounds(study, AT_NIGHT, seed=8)
    assert saved > AT_NIGHT


def test_a_full_disk_is_told_and_what_was_typed_stays_on_the_page(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file may grow in the server's process, as on a disk that takes a part of a line and then no more."""
    # what Python keeps of compiled code would be cut off as well, and spoil what runs after
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    file = own_files(study, "anna")[0]
    with reading(study, "anna") as anna:
        address = f"dossier/{file.number}/"
        anna.ask(address, [("versie", "0"), ("v.notitie", "eerst"), ("naar", "hier")])
        kept = codings_file(study).read_bytes()
        before = resource.prlimit(anna.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(anna.process.pid, resource.RLIMIT_FSIZE, (len(kept) + 20, before[1]))
        fields = [("versie", "1"), ("v.notitie", "wat ik typte"), ("naar", "hier")]
        page = anna.ask(address, fields)
        assert (page.status, page.title) == (503, "Niet bewaard")
        assert set(page.fields()) >= set(fields)
        script = anna.ask(address, fields, Accept="application/json")
        assert (script.status, json.loads(script.body)) == (503, {"fout": "niet bewaard"})
        assert codings_file(study).read_bytes() == kept
        resource.prlimit(anna.process.pid, resource.RLIMIT_FSIZE, before)
        assert anna.ask(address, page.fields()).status == 303
        newest = anna.codings.newest(file.case, "anna")
        assert newest is not None
        assert newest.values == {"notitie": "wat ik typte"}
        assert anna.codings.broken == 0


def test_codings_that_are_gone_or_shorter_are_told_and_nothing_is_written_over_them(study: Path) -> None:
    first, second = own_files(study, "anna")[:2]
    path = codings_file(study)
    with reading(study, "anna") as anna:
        anna.ask(f"dossier/{first.number}/", [("versie", "0"), ("v.notitie", "eerst"), ("naar", "hier")])
        older = path.read_bytes()
        anna.ask(f"dossier/{second.number}/", [("versie", "0"), ("v.notitie", "later"), ("naar", "hier")])
        whole = path.read_bytes()
        fields = [("versie", "1"), ("v.notitie", "nu"), ("naar", "hier")]
        for left in (None, whole[: len(whole) // 2], older):
            path.unlink()
            if left is not None:
                path.write_bytes(left)
            page = anna.ask(f"dossier/{first.number}/", fields)
            assert page.title == "Niet bewaard"
            assert "Van wat lezers opsloegen is iets weg" in page.text
            assert set(page.fields()) >= set(fields)
            assert (path.read_bytes() if path.exists() else None) == left
            path.write_bytes(whole)
        assert anna.ask(f"dossier/{first.number}/", fields).status == 303
    path.write_bytes(older)
    with pytest.raises(AssertionError, match="Van wat lezers opsloegen is iets weg"), reading(study, "anna"):
        pass
    path.with_suffix(".lengte").unlink()  # as the message says, to go on with the older copy
    with reading(study, "anna") as anna:
        assert "eerst" in anna.ask(f"dossier/{first.number}/").body.decode()


def test_the_next_start_says_that_a_save_was_cut_off(study: Path) -> None:
    file = own_files(study, "anna")[0]
    with reading(study, "anna") as anna:
        anna.ask(f"dossier/{file.number}/", [("versie", "0"), ("v.notitie", "eerst"), ("naar", "hier")])
    with codings_file(study).open("ab") as stream:
        stream.write(b'{"file":"zaak-2","cod')
    with reading(study, "anna") as anna:
        assert "Afgebroken tijdens het opslaan, en dus nooit als opgeslagen gemeld: 1 keer." in anna.said
        assert "eerst" in anna.ask(f"dossier/{file.number}/").body.decode()


def test_two_desks_of_one_reader_lose_nothing_and_a_desk_that_was_stopped_says_nothing(study: Path) -> None:
    file = own_files(study, "anna")[0]
    address = f"dossier/{file.number}/"
    with reading(study, "anna") as one, reading(study, "anna") as other:
        one.ask(address, [("versie", "0"), ("v.notitie", "hier"), ("naar", "hier")])
        late = other.ask(address, [("versie", "0"), ("v.notitie", "daar"), ("naar", "hier")])
        shown = other.ask(late.headers["Location"].removeprefix(other.base)).text
        assert "hier" in shown
        assert "daar" in shown
        other.process.terminate()
        other.process.wait(60)
        one.process.terminate()
        assert one.process.wait(60) == 0
    with reading(study, "anna") as anna:
        assert "afgebroken" not in anna.said


def test_while_a_run_replaces_registrations_answers_are_saved_and_a_timeline_waits(study: Path) -> None:
    """The timeline comes back as the registrations are afterwards, not as they were when it was first opened."""
    file = own_files(study, "anna")[0]
    address = f"dossier/{file.number}/"
    with reading(study, "anna") as anna:
        assert "Melding" in anna.ask(address).text
        half = study / "out" / "secure" / UNFINISHED
        half.write_text("")
        saved = anna.ask(address, [("versie", "0"), ("v.notitie", "tijdens een run"), ("naar", "hier")])
        assert saved.status == 303
        other = own_files(study, "anna")[1]
        page = anna.ask(f"dossier/{other.number}/")
        assert page.status == 409
        assert "horen niet bij elkaar" in page.text
        half.unlink()
        before = anna.ask(address).text.count("Melding")
        reports = study / "registraties" / "meldingen.csv"
        reports.write_bytes(b"".join(reports.read_bytes().splitlines(keepends=True)[:1]))
        take_in(load_study(study))
        after = anna.ask(address)
        assert after.status == 200
        assert after.text.count("Melding") < before
        assert "tijdens een run" in after.body.decode()
