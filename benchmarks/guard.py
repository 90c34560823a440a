"""The guard over machine-written text: how much of what is wrong it catches, how much of what is right it lets pass, and what it takes."""

import statistics
import time
from collections import Counter
from typing import Any

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table, percent

NAME = "Guard: figures, days and names that no fact supports"
LEAST_RIGHT = 0.98
SETS = (
    ("planted", "correct", "made for"),
    ("held_out_planted", "held_out_correct", "written afterwards"),
    ("free_prose_planted", "free_prose_correct", "whole sections, written later"),
    ("notices_planted", "notices_correct", "notices and advertisements, written last"),
)


def run(options: Options) -> list[Table]:
    """No database is read; Django is there for the words of errors."""
    django_on_servers()
    from tests.guard import making

    step = 5 if options.quick else 1
    sets = {name: making.written(name)[::step] for pair in SETS for name in pair[:2]}
    return [_sets(sets), _kinds(sets), _time(sets["correct"])]


def _findings(case: dict[str, Any]) -> Any:
    from synthai.core.facts import guard
    from tests.guard import free_prose, held_out, notices, scenes

    scene = {each.name: each for each in (*scenes.ALL, *held_out.ALL, *free_prose.ALL, *notices.ALL)}[
        case["scene"]
    ]
    return guard.check(case["text"], scene.facts, language=scene.language)


def _is_caught(case: dict[str, Any]) -> bool:
    start, end = case["at"]
    return any(each.start < end and start < each.end for each in _findings(case))


def _sets(sets: dict[str, list[dict[str, Any]]]) -> Table:
    rows = []
    for wrong, right, what in SETS:
        caught = sum(map(_is_caught, sets[wrong]))
        passed = sum(not _findings(case) for case in sets[right])
        met = caught == len(sets[wrong]) and passed >= LEAST_RIGHT * len(sets[right])
        rows.append(
            (
                what,
                f"{caught} of {len(sets[wrong])}",
                f"{passed} of {len(sets[right])}",
                percent(passed / len(sets[right])),
                "yes" if met else "no",
            )
        )
    return Table(
        title="Caught and let pass",
        columns=("texts", "planted and caught there", "right and let pass", "share", "target met"),
        rows=rows,
        note="Texts of our own (tests/guard), in English and Afrikaans. To reach: everything planted is caught where it was planted, and 98 % of right texts pass.",
    )


def _kinds(sets: dict[str, list[dict[str, Any]]]) -> Table:
    cases = [case for wrong, _right, _what in SETS for case in sets[wrong]]
    all_of = Counter(case["kind"].partition(":")[0] for case in cases)
    caught = Counter(case["kind"].partition(":")[0] for case in cases if _is_caught(case))
    return Table(
        title="What was planted",
        columns=("kind", "planted", "caught"),
        rows=[(kind, count, caught[kind]) for kind, count in all_of.most_common()],
    )


def _time(cases: list[dict[str, Any]]) -> Table:
    spent = []
    for case in cases:
        started = time.process_time()
        _findings(case)
        spent.append((time.process_time() - started) * 1e3)
    words = statistics.mean(len(case["text"].split()) for case in cases)
    return Table(
        title="Time to read one text",
        columns=("texts", "words, mean", "CPU ms, p50", "CPU ms, p95"),
        rows=[(len(cases), words, statistics.median(spent), statistics.quantiles(spent, n=20)[-1])],
        digits=1,
    )
