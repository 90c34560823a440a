"""`python -m synthai.embedded`: run SynthAI, as `make run` does."""

import argparse
import sys

from synthai.embedded import run


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m synthai.embedded", description=__doc__)
    parser.add_argument("command", choices=["run"], nargs="?", default="run")
    parser.add_argument(
        "--with-parent", action="store_true", help="stop when the process that started this one ends"
    )
    return run.main(with_parent=parser.parse_args().with_parent)


if __name__ == "__main__":
    sys.exit(main())
