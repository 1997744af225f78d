"""How long a page of the guide takes with twenty people at once, each walking through a worked case without pause.

``just bench-web [--chain FOLDER] [--people 20] [--seconds 20]``. The server is a process of its own, as in use; the
people are threads in a few other processes, so that they do not share its interpreter. Every person keeps one
connection, answers the questions of a worked case one by one, looks the answers over and reads plan, organisations
and paper. Nobody waits between pages: what is measured is a server that is never idle. Prints percentiles per page,
and ends with 1 when the whole misses the targets: a median of 100 ms, 300 ms for all but one in a hundred.
"""

from __future__ import annotations

import argparse
import http.client
import multiprocessing
import random
import sys
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlencode

from ketenzicht.chain import load_chain
from ketenzicht.chain.model import Chain
from ketenzicht.web.app import listen
from ketenzicht.web.site import site_of

MEDIAN, NEARLY_ALL = 100.0, 300.0
"""Targets in milliseconds: of half of the pages, and of 99 in 100."""
CLIENTS = 2
"""Processes that the people are spread over."""

Taken = tuple[str, float]


def serve(folder: str, told: multiprocessing.SimpleQueue[int]) -> None:
    """The server."""
    server = listen(site_of([load_chain(folder)]), port=0)
    told.put(server.effective_port)
    server.run()


def walks(chain: Chain) -> list[list[tuple[str, str]]]:
    """Per worked case the pages that somebody sees: address and form."""
    start = f"/wegwijzer/{chain.id}/"
    found = []
    for case in chain.worked_cases:
        fields: list[tuple[str, str]] = []
        pages = [("vraag", "")]
        for fact, texts in case.facts.items():
            fields += [(f"feit.{fact}", text) for text in texts]
            pages.append(("vraag", urlencode(fields)))
        pages += [(page, urlencode(fields)) for page in ("controle", "plan", "resultaat", "papier")]
        found.append([(start + page, form) for page, form in pages])
    return found


def people(
    folder: str, port: int, number: int, seconds: float, seed: int, told: multiprocessing.Queue[list[Taken]]
) -> None:
    """Some people at once; tells what each page took, in seconds."""
    every = walks(load_chain(folder))
    until = time.perf_counter() + seconds
    taken: list[Taken] = []

    def walk(who: int) -> None:
        chance = random.Random(f"{seed} {who}")
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for address, form in pages(chance):
            began = time.perf_counter()
            connection.request("POST", address, form, {"Content-Type": "application/x-www-form-urlencoded"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"{address}: {answer.status}")
            taken.append((address.rsplit("/", 1)[1], time.perf_counter() - began))

    def pages(chance: random.Random) -> Iterator[tuple[str, str]]:
        while True:
            for page in chance.choice(every):
                if time.perf_counter() > until:
                    return
                yield page

    threads = [threading.Thread(target=walk, args=(who,)) for who in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told.put(taken)


def percentile(times: list[float], share: float) -> float:
    """In milliseconds."""
    ordered = sorted(times)
    return 1000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--chain", default="overheidsincasso")
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=20)
    given = parser.parse_args()
    if not load_chain(given.chain).worked_cases:
        print(f"{given.chain} has no worked cases to walk through", file=sys.stderr)
        return 2
    spawn = multiprocessing.get_context("spawn")
    port_told: multiprocessing.SimpleQueue[int] = spawn.SimpleQueue()
    server = spawn.Process(target=serve, args=(given.chain, port_told), daemon=True)
    server.start()
    port = port_told.get()
    told: multiprocessing.Queue[list[Taken]] = spawn.Queue()
    groups = [given.people // CLIENTS + (place < given.people % CLIENTS) for place in range(CLIENTS)]
    clients = [
        spawn.Process(target=people, args=(given.chain, port, number, given.seconds, seed, told))
        for seed, number in enumerate(groups)
    ]
    for client in clients:
        client.start()
    taken = [item for _ in clients for item in told.get()]
    for client in clients:
        client.join()
    server.terminate()
    print(f"{given.people} people, {len(taken)} pages in {given.seconds:g} s")
    print(f"{'page':12} {'number':>7} {'median':>9} {'95 %':>9} {'99 %':>9}")
    for page in [*dict.fromkeys(name for name, _ in taken), "all"]:
        times = [seconds for name, seconds in taken if page in (name, "all")]
        print(
            f"{page:12} {len(times):7}",
            *(f"{percentile(times, share):6.0f} ms" for share in (0.5, 0.95, 0.99)),
        )
    times = [seconds for _, seconds in taken]
    return int(percentile(times, 0.5) > MEDIAN or percentile(times, 0.99) > NEARLY_ALL)


if __name__ == "__main__":
    sys.exit(main())
