"""`python -m synthai.embedded.sandbox PORT [FOLDER]`: serve the sandbox on loopback until stopped; it remembers in the folder."""

import sys
from pathlib import Path

import uvicorn

from synthai.embedded.sandbox.app import build
from synthai.embedded.sandbox.registry import gateways


def main(port: int, folder: Path | None = None) -> None:
    """Run until a signal ends it."""
    played = gateways()
    for gateway in played:
        if folder is not None:
            gateway.keep_in(folder)
    uvicorn.run(build(played), host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main(int(sys.argv[1]), *map(Path, sys.argv[2:3]))
