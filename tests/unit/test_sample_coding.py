"""Codebook, coding and reading twice: what fits, what is kept, who differs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import tracemalloc
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from helpers.codebooks import DROPOUT, NOTE, REASON, codebook
from ketenzicht.errors import UserError
from ketenzicht.sample.codebook import asked, counted, hindrances, load_codebook, remarks
from ketenzicht.sample.codings import Coding, Codings, read_codings
from ketenzicht.sample.double import differences, final, read_twice
from ketenzicht.sample.reliability import agreements
from ketenzicht.sample.save_coding import Overtaken, erase, save
from ketenzicht.sample.saved_length import LENGTH

pytestmark = pytest.mark.unit

BOOK = codebook(
    DROPOUT,
    REASON,
    {
        "id": "wie",
        "vraag": "Wie hielp?",
        "soort": "meer-keuzes",
        "verplicht": False,
        "niveaus": [{"id": "wijkteam", "naam": "Wijkteam"}, {"id": "ggz", "naam": "Ggz"}],
    },
    {"id": "kinderen", "vraag": "Hoeveel kinderen?", "soort": "getal", "minstens": 0, "hoogstens": 15},
    {
        "id": "gestopt",
        "vraag": "Wanneer?",
        "soort": "datum",
        "alleen_als": {"variabele": "uitval", "is": "ja"},
    },
    NOTE,
)

GOOD = {"uitval": "ja", "reden": "wachttijd", "wie": ["ggz"], "kinderen": 2, "gestopt": "2024-03-01"}


def a_coding(file: str = "zaak-1", reader: str = "a", state: Any = "klaar", **values: Any) -> Coding:
    return Coding(file, reader, 0, BOOK.version, GOOD | values, state)


def test_a_question_is_asked_only_where_the_one_before_says_so() -> None:
    assert [one.id for one in asked(BOOK, {"uitval": "ja"})] == [one.id for one in BOOK.variables]
    assert "reden" not in [one.id for one in asked(BOOK, {"uitval": "nee"})]


def test_what_fits_is_not_remarked_upon() -> None:
    assert remarks(BOOK, GOOD, finished=True) == ()
    assert remarks(BOOK, dict.fromkeys(("uitval", "kinderen"), "onbekend"), finished=True) == ()


@pytest.mark.parametrize(
    ("values", "variable", "what"),
    [
        ({"reden": "wachtijd"}, "reden", "Bedoelde je 'wachttijd'"),
        ({"reden": ["wachttijd", "wil-niet"]}, "reden", "maar een"),
        ({"wie": ["ggz", "onbekend"]}, "wie", "gaat niet samen"),
        ({"kinderen": 16}, "kinderen", "hoger dan 15"),
        ({"kinderen": "twee"}, "kinderen", "een getal"),
        ({"gestopt": "1 maart"}, "gestopt", "dag-maand-jaar"),
        ({"uitval": "nee"}, "reden", "niet aan de orde"),
        ({"vreemd": "x"}, "vreemd", "niet in het codeboek"),
        ({"kinderen": None}, "kinderen", "nog niets"),
    ],
)
def test_what_does_not_fit_is_told_and_does_not_count(
    values: dict[str, Any], variable: str, what: str
) -> None:
    found = {one.variable: str(one.what) for one in remarks(BOOK, GOOD | values, finished=True)}
    assert what in found[variable]
    assert variable not in counted(BOOK, GOOD | values)


def test_an_answer_to_a_question_that_fell_out_hinders_nobody() -> None:
    assert hindrances(BOOK, GOOD | {"uitval": "nee", "vervallen": "x"}) == ()
    assert {one.variable for one in hindrances(BOOK, {"uitval": "ja", "kinderen": 99})} == {
        "reden", "kinderen", "gestopt"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("  - {id: a, vraag: A, soort: keuze}\n", "zonder niveaus"),
        ("  - {id: a, vraag: A, soort: ja-nee}\n  - {id: a, vraag: B, soort: tekst}\n", "staat er twee keer"),
        (
            "  - {id: een, vraag: A, soort: ja-nee}\n"
            "  - {id: b, vraag: B, soort: tekst, alleen_als: {variabele: eeen, is: ja}}\n",
            "Bedoelde je 'een'",
        ),
        (
            "  - {id: a, vraag: A, soort: ja-nee}\n"
            "  - {id: b, vraag: B, soort: tekst, alleen_als: {variabele: a, is: jaa}}\n",
            "Bedoelde je 'ja'",
        ),
    ],
)
def test_a_mistake_in_a_codebook_is_told(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "codeboek.yaml"
    path.write_text(f"id: b\ntitel: B\nvariabelen:\n{text}", encoding="utf-8")
    with pytest.raises(UserError, match=what):
        load_codebook(path)


def test_a_codebook_has_another_version_after_any_change() -> None:
    changed = BOOK.model_copy(update={"variables": BOOK.variables[:-1]})
    assert BOOK.version == BOOK.model_copy().version != changed.version


def test_every_save_is_kept_and_the_last_one_counts(tmp_path: Path) -> None:
    path = tmp_path / "codering.jsonl"
    first = save(path, a_coding(state="concept", kinderen=1), seen=0)
    second = save(path, a_coding(kinderen=3), seen=first.number)
    kept = read_codings(path)
    assert [one.values["kinderen"] for one in kept.versions("zaak-1", "a")] == [1, 3]
    assert kept.newest("zaak-1") == second
    assert (path.stat().st_mode & 0o777) == 0o600


def test_a_file_that_is_shorter_than_it_was_is_not_read_and_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "codering.jsonl"
    save(path, a_coding("zaak-1"), seen=0)
    older = path.read_bytes()
    save(path, a_coding("zaak-2"), seen=0)
    path.write_bytes(older)
    with pytest.raises(UserError, match="is iets weg"):
        read_codings(path)
    with pytest.raises(UserError, match="is iets weg"):
        save(path, a_coding("zaak-3"), seen=0)
    assert path.read_bytes() == older


def test_a_second_tab_that_did_not_see_the_last_save_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "codering.jsonl"
    save(path, a_coding(kinderen=1), seen=0)
    with pytest.raises(Overtaken) as caught:
        save(path, a_coding(kinderen=2), seen=0)
    assert caught.value.newest.values["kinderen"] == 1
    assert len(read_codings(path).saved) == 1


def test_another_reader_has_saves_of_his_own(tmp_path: Path) -> None:
    path = tmp_path / "codering.jsonl"
    save(path, a_coding(reader="a"), seen=0)
    assert save(path, a_coding(reader="b"), seen=0).number == 1


def test_a_line_that_was_cut_off_is_passed_over_and_the_next_save_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "codering.jsonl"
    save(path, a_coding("zaak-1"), seen=0)
    with path.open("ab") as stream:
        stream.write(b'{"file":"zaak-2","cod')
    assert (len(read_codings(path).saved), read_codings(path).broken) == (1, 1)
    save(path, a_coding("zaak-3"), seen=0)
    assert [one.file for one in read_codings(path).saved] == ["zaak-1", "zaak-3"]


def test_a_desk_reads_on_from_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, lines = tmp_path / "codering.jsonl", list[bytes]()
    kept = read_codings(path)
    assert kept.newest("zaak-1") is None
    take_in = Codings._take_in
    monkeypatch.setattr(Codings, "_take_in", lambda self, line: (lines.append(line), take_in(self, line)))
    for number in range(3):
        save(path, a_coding(kinderen=number), seen=number)
        kept.read_on()
    assert [one.values["kinderen"] for one in kept.versions("zaak-1", "a")] == [0, 1, 2]
    assert lines == path.read_bytes().splitlines(keepends=True)


def test_a_line_that_is_still_being_written_is_read_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "codering.jsonl"
    save(path, a_coding("zaak-1"), seen=0)
    whole = path.read_bytes()
    kept = read_codings(path)
    line = whole.replace(b"zaak-1", b"zaak-2")
    for part in (line[:20], line[20:]):
        with path.open("ab") as stream:
            stream.write(part)
        kept.read_on()
        assert kept.broken == (part == line[:20])
    assert [one.file for one in kept.saved] == ["zaak-1", "zaak-2"]


def test_a_desk_that_is_open_shows_nothing_of_what_was_erased(tmp_path: Path) -> None:
    path = tmp_path / "codering.jsonl"
    for name in ("zaak-1", "zaak-2"):
        save(path, a_coding(name), seen=0)
    kept = read_codings(path)
    erase(path, ["zaak-2"])
    assert kept.newest("zaak-2") is None
    save(path, a_coding("zaak-3"), seen=0)
    kept.read_on()
    assert [one.file for one in kept.saved] == ["zaak-1", "zaak-3"]


def test_a_desk_that_is_open_sees_that_another_copy_was_put_in_place(tmp_path: Path) -> None:
    path, other = tmp_path / "codering.jsonl", tmp_path / "andere.jsonl"
    save(path, a_coding("zaak-1"), seen=0)
    kept = read_codings(path)
    for name in ("zaak-8", "zaak-9"):
        save(other, a_coding(name), seen=0)
    path.write_bytes(other.read_bytes())
    kept.read_on()
    assert [one.file for one in kept.saved] == ["zaak-8", "zaak-9"]
    path.unlink()
    path.with_suffix(LENGTH).unlink()
    kept.read_on()
    assert kept.saved == ()


def test_memory_does_not_grow_with_what_was_saved(tmp_path: Path) -> None:
    """A save of a thousand bytes takes less than a hundred of them, once it has been read."""
    path, number = tmp_path / "codering.jsonl", 3000
    save(path, a_coding(notitie="y" * 800), seen=0)
    line = path.read_bytes()
    path.write_bytes(b"".join(line.replace(b"zaak-1", b"zaak-%d" % (at % 20)) for at in range(number)))
    read_codings(path)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        kept = read_codings(path)
        held, most = (size - before for size in tracemalloc.get_traced_memory())
    finally:
        tracemalloc.stop()
    assert len(kept.saved) == number
    assert held < 100 * number
    assert most < 200 * number


def _save_many(path: str, reader: str) -> None:
    for number in range(40):
        save(Path(path), a_coding(f"zaak-{number}", reader), seen=0)


def test_readers_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "codering.jsonl"
    with ProcessPoolExecutor(3) as pool:
        for done in [pool.submit(_save_many, str(path), reader) for reader in "abc"]:
            done.result()
    kept = read_codings(path)
    assert (len(kept.saved), kept.broken) == (120, 0)


def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    path, said = tmp_path / "codering.jsonl", tmp_path / "gezegd"
    program = (
        "import sys; from pathlib import Path; from ketenzicht.sample.codings import Coding; "
        "from ketenzicht.sample.save_coding import save; from ketenzicht.sample.saved_length import LENGTH\n"
        "with open(sys.argv[2], 'wb', buffering=0) as said:\n"
        "    for number in range(100000):\n"
        "        save(Path(sys.argv[1]), Coding(f'zaak-{number}', 'a', 0, 'x', {'v': 'y' * 500}, 'klaar'), seen=0)\n"
        "        said.write(f'{number}\\n'.encode())\n"
    )
    for pause in (0.5, 0.9, 1.3):
        for one in (path, path.with_suffix(LENGTH)):
            one.unlink(missing_ok=True)
        running = subprocess.Popen([sys.executable, "-c", program, str(path), str(said)])
        time.sleep(pause)
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
        acknowledged = said.read_text().split("\n")[:-1] if said.exists() else []
        kept = {one.file for one in read_codings(path).saved}
        assert {f"zaak-{number}" for number in acknowledged} <= kept


def test_a_share_of_files_is_read_twice_by_lot() -> None:
    files = [f"zaak-{number}" for number in range(100)]
    twice = read_twice(files, 0.2, seed=1)
    assert len(twice) == 20
    assert twice == tuple(file for file in files if file in twice)
    assert twice != read_twice(files, 0.2, seed=2)
    assert read_twice(files[:3], 0.2, seed=1) != ()


def _coded(tmp_path: Path, *codings: Coding) -> Any:
    path = tmp_path / "codering.jsonl"
    for one in codings:
        save(path, one, seen=0)
    return read_codings(path)


def test_where_readers_differ_is_listed_until_they_settle(tmp_path: Path) -> None:
    kept = _coded(
        tmp_path,
        a_coding("zaak-1", "a"),
        a_coding("zaak-1", "b", reden="wil-niet", wie=["ggz"], notitie="anders"),
        a_coding("zaak-2", "a"),
        a_coding("zaak-3", "a"),
        a_coding("zaak-3", "b", state="concept", kinderen=9),
    )
    (found,) = differences(BOOK, kept, ["zaak-1", "zaak-2", "zaak-3"])
    assert (found.file, found.variable, found.one, found.other) == (
        "zaak-1",
        "reden",
        "wachttijd",
        "wil-niet",
    )
    together = Coding(
        "zaak-1", "a en b", 0, BOOK.version, {"reden": "wil-niet"}, "klaar", "overleg", {"reden": "brief"}
    )
    save(tmp_path / "codering.jsonl", together, seen=0)
    kept = read_codings(tmp_path / "codering.jsonl")
    (found,) = differences(BOOK, kept, ["zaak-1"])
    assert (found.settled, found.reason) == ("wil-niet", "brief")
    assert final(BOOK, kept, "zaak-1")["reden"] == "wil-niet"
    assert final(BOOK, kept, "zaak-1")["kinderen"] == 2
    assert final(BOOK, kept, "nergens") == {}


def test_agreement_counts_a_question_that_one_did_not_come_to(tmp_path: Path) -> None:
    files = [f"zaak-{number}" for number in range(8)]
    codings = [a_coding(file, reader) for file in files[:4] for reader in "ab"]
    codings += [
        a_coding(file, reader, uitval="nee", reden=None, gestopt=None)
        for file in files[4:7]
        for reader in "ab"
    ]
    codings += [a_coding(files[7], "a"), a_coding(files[7], "b", uitval="nee", reden=None, gestopt=None)]
    found = {one.variable.id: one.kappa for one in agreements(BOOK, _coded(tmp_path, *codings), files)}
    assert found["uitval"] is not None
    assert found["reden"] is not None
    assert (found["uitval"].files, found["uitval"].raw) == (8, 7 / 8)
    assert (found["reden"].files, found["reden"].raw) == (5, 4 / 5)
    assert found["kinderen"] is None


def settling(number: int, values: dict[str, Any], reasons: dict[str, str]) -> Coding:
    return Coding("zaak-1", "c", number, BOOK.version, values, "klaar", "overleg", reasons)


def test_what_is_settled_makes_a_question_void_or_brings_it_up(tmp_path: Path) -> None:
    stopped, not_stopped = a_coding(reader="a"), a_coding(reader="b", uitval="nee", reden=None, gestopt=None)
    kept = _coded(tmp_path, stopped, not_stopped)
    assert {one.variable for one in differences(BOOK, kept, ["zaak-1"]) if one.open} == {
        "uitval", "reden", "gestopt"
    }  # fmt: skip
    kept = _coded(tmp_path, settling(0, {"uitval": "nee"}, {"uitval": "brief"}))
    assert not any(one.open for one in differences(BOOK, kept, ["zaak-1"]))
    assert final(BOOK, kept, "zaak-1") == {"uitval": "nee", "wie": ["ggz"], "kinderen": 2}
    for reader in "ab":  # both readers say something else, by which why is asked, and neither answered it
        path = tmp_path / "codering.jsonl"
        seen = read_codings(path).newest("zaak-1", reader)
        coding = a_coding(
            reader=reader, uitval="nee" if reader == "a" else "onbekend", reden=None, gestopt=None
        )
        save(path, coding, seen=seen.number if seen else 0)
    save(path, settling(1, {"uitval": "ja"}, {"uitval": "toch"}), seen=1)
    found = differences(BOOK, read_codings(path), ["zaak-1"])
    assert {one.variable for one in found if one.open} == {"reden", "gestopt"}


def test_what_is_settled_counts_with_a_reason_and_while_readers_differ(tmp_path: Path) -> None:
    kept = _coded(
        tmp_path, a_coding(reader="a"), a_coding(reader="b", kinderen=3), settling(0, {"kinderen": 4}, {})
    )
    assert [one.open for one in differences(BOOK, kept, ["zaak-1"])] == [True]
    assert final(BOOK, kept, "zaak-1")["kinderen"] == 2
    path = tmp_path / "codering.jsonl"
    save(path, settling(1, {"kinderen": 4}, {"kinderen": "gba"}), seen=1)
    assert final(BOOK, read_codings(path), "zaak-1")["kinderen"] == 4
    save(path, a_coding(reader="b", kinderen=2), seen=1)  # b looked again, and agrees
    assert final(BOOK, read_codings(path), "zaak-1")["kinderen"] == 2


def test_two_who_settle_the_same_file_see_each_other(tmp_path: Path) -> None:
    path = tmp_path / "codering.jsonl"
    _coded(tmp_path, a_coding(reader="a"), a_coding(reader="b", kinderen=3))
    save(path, settling(0, {"kinderen": 4}, {"kinderen": "gba"}), seen=0)
    together = Coding(
        "zaak-1", "a en b", 0, BOOK.version, {"kinderen": 2}, "klaar", "overleg", {"kinderen": "x"}
    )
    with pytest.raises(Overtaken):
        save(path, together, seen=0)
    assert save(path, together, seen=1).number == 2


def test_agreement_of_several_answers_is_given_for_each_and_of_days_in_days(tmp_path: Path) -> None:
    files = [f"zaak-{number}" for number in range(6)]
    codings = [a_coding(file, "a", gestopt=f"2024-03-0{at + 1}") for at, file in enumerate(files)]
    codings += [
        a_coding(file, "b", wie=["ggz"] if at % 2 else ["ggz", "wijkteam"], gestopt=f"2024-03-0{at + 2}")
        for at, file in enumerate(files)
    ]
    found = agreements(BOOK, _coded(tmp_path, *codings), files)
    whole = next(one for one in found if one.variable.id == "wie" and one.level is None)
    assert whole.alpha is not None
    assert (whole.kappa, whole.alpha.raw) == (None, 0.5)
    levels = {one.level: one.kappa.raw for one in found if one.variable.id == "wie" and one.kappa}
    assert levels == {"wijkteam": 0.5, "ggz": 1.0, "onbekend": 1.0}
    (days,) = [one.alpha for one in found if one.variable.id == "gestopt"]
    assert days is not None
    # by hand: one day apart everywhere, so 1 seen; twice the variance of 1..6 and 2..7 together by chance
    assert days.value == pytest.approx(1 - 1 / (2 * 38.0 / 11))
