"""Holds the servers of a var folder until its input ends: `python -m tests.embedded.holding VAR`.

Prints one JSON line when they answer: the addresses, what started, and the process ids.
"""

import json
import sys
from pathlib import Path

from synthai.embedded.errors import CannotRun
from synthai.embedded.servers import start_services


def main() -> int:
    try:
        with start_services(Path(sys.argv[1]), durable=False) as services:
            pids = {running.server.name: running.child.pid for running in services.running}
            print(
                json.dumps({**services.environment(), "started": services.started, "pids": pids}), flush=True
            )
            sys.stdin.read()
    except CannotRun as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
