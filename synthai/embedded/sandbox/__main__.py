"""`python -m synthai.embedded.sandbox PORT`: serve the sandbox on loopback until stopped."""

import sys

import uvicorn

from synthai.embedded.sandbox.app import build
from synthai.embedded.sandbox.registry import gateways


def main(port: int) -> None:
    """Run until a signal ends it."""
    uvicorn.run(build(gateways()), host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main(int(sys.argv[1]))
