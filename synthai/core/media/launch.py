"""Becomes another program under limits: `python -I -S launch.py MEMORY_MB CPU_SECONDS FILE_MB program arguments…`.

Standard library only: it starts in milliseconds and knows nothing of ours. The program dies with the worker that asked for
it (Linux), yields the processor to everything else, and gets an empty environment.
"""

import ctypes
import os
import resource
import signal
import sys

_PR_SET_PDEATHSIG = 1
_ENVIRONMENT = {"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2", "PATH": "/nonexistent"}


def main() -> None:
    """Take the limits and become the program."""
    memory_mb, cpu_seconds, file_mb = (int(word) for word in sys.argv[1:4])
    parent = os.getppid()
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_mb << 20, file_mb << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent or parent == 1:
            raise SystemExit("the parent is gone already")
    os.nice(10)
    os.execve(sys.argv[4], sys.argv[4:], _ENVIRONMENT)  # noqa: S606 - a path of ours, no shell


if __name__ == "__main__":
    main()
