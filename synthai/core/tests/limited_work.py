"""Functions that tests run in a limited child process."""

import os


def add(one: int, two: int) -> int:
    return one + two


def echo(text: str) -> str:
    return text


def environment() -> list[str]:
    return sorted(os.environ)


def devour() -> int:
    return len(bytearray(2_000_000_000))


def spin() -> None:
    while True:
        pass


def fail() -> None:
    raise ValueError("failed on purpose")
