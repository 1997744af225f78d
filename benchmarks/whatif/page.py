"""How long the page wat-als takes: the model as it is runs once, then every answer runs one change.

``python benchmarks/whatif/page.py`` asks a page of the shipped model for twenty different answers, over HTTP as a
browser does, and prints the first and the slowest. It ends with 1 when one of them takes more than two seconds.
"""

from __future__ import annotations

import http.client
import sys
import threading
import time
from dataclasses import replace
from urllib.parse import urlencode

from ketenzicht.web.app import listen
from ketenzicht.web.site import shipped_site
from ketenzicht.web.whatif import Desk
from ketenzicht.whatif.model_file import shipped_model

ANSWERS, MOST_SECONDS = 20, 2.0


def main() -> int:
    """Measure and judge."""
    began = time.perf_counter()
    desk = Desk(shipped_model("veilig-thuis"))
    desk.prepare()
    print(f"  before the first visitor   {time.perf_counter() - began:6.2f} s")
    server = listen(replace(shipped_site(None), whatif=desk), port=0)
    threading.Thread(target=server.run, daemon=True).start()
    connection = http.client.HTTPConnection("127.0.0.1", server.effective_port)
    taken = []
    worked = time.process_time()
    for number in range(ANSWERS):
        value = 100 * desk.values[0] * (1 - number / (2 * ANSWERS)) - 0.1
        began = time.perf_counter()
        connection.request(
            "POST",
            "/wat-als/",
            urlencode({"n0": f"{value:.2f}".replace(".", ",")}),
            {"Content-Type": "application/x-www-form-urlencoded", "Host": "localhost"},
        )
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            print(f"  the page said {answer.status}")
            return 1
        taken.append(time.perf_counter() - began)
    worked = time.process_time() - worked
    server.close()
    print(f"  of a processor per answer  {worked / ANSWERS:6.2f} s")
    print(f"  first answer               {taken[0]:6.2f} s")
    print(f"  middle of {ANSWERS}               {sorted(taken)[ANSWERS // 2]:6.2f} s")
    print(f"  slowest                    {max(taken):6.2f} s   target {MOST_SECONDS} s")
    return int(max(taken) > MOST_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
