"""docs/terminal.md shows commands that the parser accepts, and names every option and exit code there is."""

import argparse
import re
import shlex
from pathlib import Path

from pricing.terminal.arguments import add_verbs
from pricing.terminal.failures import Exit

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "terminal.md").read_text(encoding="utf-8")


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser()
    add_verbs(made)
    return made


def test_the_commands_shown_are_commands() -> None:
    joined = PAGE.replace("\\\n", " ")
    shown = re.findall(r"python manage\.py pricing (.+)", joined)
    commands = [
        line.split("`")[0].split(" | ")[-1] for line in shown if "[" not in line and "--help" not in line
    ]
    commands = [line for line in commands if "many|few" not in line]
    assert len(commands) >= 6
    for line in commands:
        assert parser().parse_args(shlex.split(line)).verb in line


def test_every_option_is_explained() -> None:
    verbs = next(action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    options = {
        option
        for verb in verbs.choices.values()
        for action in verb._actions
        for option in action.option_strings
        if option.startswith("--") and option != "--help"
    }
    assert {option for option in options if f"`{option}" not in PAGE and f" {option} " not in PAGE} == set()


def test_every_exit_code_is_explained() -> None:
    for code in Exit:
        assert f"| {int(code)} |" in PAGE
