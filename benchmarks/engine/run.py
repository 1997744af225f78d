"""What histories and measures cost on this machine, and on Sail with workers: seconds for so many events.

Registrations are made up once; each engine counts the same Parquet. Workers of a local cluster of Sail are threads of
one process: they show what moving rows between workers costs, not what more machines gain.

    just bench-engine --households 50000 --workers 0 2 4 8
    just bench-engine --households 50000 --copies 10 --workers
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from socket import create_connection, socket
from time import perf_counter, process_time, sleep

from ketenzicht.engine import Engine, Server, open_engine
from ketenzicht.history import build_history
from ketenzicht.measures import measure
from ketenzicht.study.demo import make_demo_study
from ketenzicht.study.run import history_settings, take_in
from ketenzicht.study.settings import Study, load_study

PATIENCE = 60


def main() -> None:
    """Measure and print a line of JSON for each engine."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--households", type=int, default=20_000)
    options.add_argument(
        "--workers", type=int, nargs="*", default=[0, 2, 4, 8], help="0 is Sail in one process"
    )
    options.add_argument("--measures", nargs="*", default=["meldingsklassen", "nieuwe-melding", "caseload"])
    options.add_argument("--copies", type=int, default=1, help="everybody so many times, under other names")
    options.add_argument("--memory", default="8GB", help="what DuckDB may hold before it writes to disk")
    options.add_argument("--folder", type=Path, help="a demo study to use again, or to make there")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.folder or Path(scratch) / "demo"
        if not folder.is_dir():
            make_demo_study(folder, households=given.households, seed=1)
        study = load_study(folder)
        if not (study.secure / "events.parquet").is_file():
            take_in(study)
        tables = copied(study, given.copies, Path(scratch))
        told = cost(study, tables, given.measures, memory=given.memory)
        print(json.dumps({"engine": "duckdb", **told}), flush=True)
        for workers in given.workers:
            process, url = sail(workers)
            try:
                told = cost(study, tables, given.measures, Server(url, scratch), process.pid)
                print(json.dumps({"engine": "sail", "workers": workers, **told}), flush=True)
            finally:
                process.terminate()
                process.wait()


def copied(study: Study, copies: int, folder: Path) -> dict[str, Path]:
    """The tables of a study with everybody in it so many times."""
    paths = {name: study.secure / f"{name}.parquet" for name in ("events", "involvement")}
    if copies == 1:
        return paths
    with Engine() as engine:
        for name, path in paths.items():
            engine.attach_parquet(name, path)
        step = engine.value("select max(event_id) from events")
        for name, others in {
            "events": ("spell_id", "case_id"),
            "involvement": ("person_id", "household_id"),
        }.items():
            shifted = ", ".join(f"{other} || '-' || copy as {other}" for other in others)
            engine.write_parquet(
                f"select * replace (event_id + copy * {step} as event_id, {shifted}) from {name}, "
                f"(select unnest(range({copies})) as copy) order by event_id",
                folder / f"{name}.parquet",
            )
    return {name: folder / f"{name}.parquet" for name in paths}


def cost(
    study: Study,
    tables: dict[str, Path],
    measures: list[str],
    server: Server | None = None,
    process: int | None = None,
    memory: str | None = None,
) -> dict[str, float]:
    """Seconds for the histories of a study and for some of its measures, and of processors in here and the server."""
    began, busy = perf_counter(), processor_seconds(process)
    with open_engine(server, memory_limit=memory, spill=study.secure / ".spill") as engine:
        for name, path in tables.items():
            engine.attach_parquet(name, path)
        events = engine.value("select count(*) from events")
        ready = perf_counter()
        history = build_history(engine, study.chain, history_settings(study))
        built = perf_counter()
        for declared in study.chain.measures:
            if declared.id in measures:
                measure(history, declared)
        done = perf_counter()
        used = processor_seconds(process) - busy
    return {
        "events": events,
        "ready": round(ready - began, 2),
        "histories": round(built - ready, 2),
        "measures": round(done - built, 2),
        "processor_seconds": round(used, 1),
        "processor_hours_per_100_million": round(used / events * 1e8 / 3600, 2),
        "megabytes": round(getrusage(RUSAGE_SELF).ru_maxrss / 1024),
    }


def processor_seconds(process: int | None) -> float:
    """What this process and a server have used until now; unlike time on the clock, others do not make it longer."""
    used = process_time()
    if process is not None:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        used += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used


def sail(workers: int) -> tuple[subprocess.Popen[bytes], str]:
    """A server of Sail: one process, or a cluster of so many workers inside it."""
    with closing(socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = dict(os.environ)
    if workers:
        environment |= {
            "SAIL_MODE": "local-cluster",
            "SAIL_CLUSTER__WORKER_INITIAL_COUNT": str(workers),
            "SAIL_CLUSTER__WORKER_MAX_COUNT": str(workers),
        }
    command = [sys.executable, "-m", "pysail", "spark", "server", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(PATIENCE * 10):
        try:
            create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            sleep(0.1)
        else:
            return process, f"spark://127.0.0.1:{port}"
    process.kill()
    sys.exit("Sail does not start")


if __name__ == "__main__":
    main()
