"""The child process of `synthai.core.limits`: takes its limits, calls one function, prints the result as JSON.

It imports nothing of Django's: each file that somebody uploads waits for this to start.
"""

import ctypes
import importlib
import json
import os
import resource
import signal
import sys

OUT_OF_MEMORY = 77
_PR_SET_PDEATHSIG = 1


def take_limits(*, memory_mb: int, seconds: int) -> None:
    """Bound this process's address space, processor time and core files; on Linux it dies with its parent."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == 1:
            raise SystemExit("the parent is gone already")


def main() -> None:
    """`python -m synthai.core.limited module.function MEMORY_MB SECONDS`, arguments as JSON on stdin."""
    function_path, memory_mb, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    take_limits(memory_mb=memory_mb, seconds=seconds)
    os.environ["DJANGO_SETTINGS_MODULE"] = "synthai.core.limited_settings"  # for functions that need Django
    module, _, name = function_path.rpartition(".")
    try:
        function = getattr(importlib.import_module(module), name)
        result = json.dumps(function(*json.loads(sys.stdin.read())))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    sys.stdout.write(result)


if __name__ == "__main__":
    main()
