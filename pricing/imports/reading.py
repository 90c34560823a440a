"""The reading process: one file in, arrays and a report out. Runs in a child process under limits.

`read` takes and gives plain JSON values, because it is called by name in a process of its own. It never raises
for what a file may contain: the reply says `ok`, `question` or `refused`.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext as _

from pricing.imports.arranging import Arranged, arrange, case_twins, cost_steps, current_prices, odd_rows
from pricing.imports.catalogue import ProductFacts, catalogue, category_name, full_names
from pricing.imports.columns import date_of, plain
from pricing.imports.figures import Question, Sales, figures
from pricing.imports.gathering import Gathered, gather
from pricing.imports.plan import Plan
from pricing.imports.problems import Problems
from pricing.imports.roles import Role
from pricing.terms import CATEGORY_LENGTH, NAME_LENGTH, Grain
from synthai.core.errors import DomainError

PROGRESS: Final = "progress"
REPORT: Final = "report.csv"
PRODUCTS: Final = "products.json"
_READING_SHARE: Final = 0.6


class MostRowsUnusable(DomainError):
    """More than half of the rows are wrong: the columns probably mean something else."""

    code = "pricing.import.most_rows_unusable"
    status = 422


@dataclass
class _Reply:
    """What `read` answers; `status` is ok, question or refused."""

    status: str = "ok"
    code: str = ""
    message: str = ""
    question: str = ""
    examples: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


def read(plan_json: str, folder: str) -> str:
    """Read the file of a plan; arrays, products and report go to the folder. Returns the reply as JSON."""
    if not apps.ready:
        settings.USE_I18N = (
            False  # translations need loaded apps, which this process does without (1 s, 60 MB)
        )
    reply = _Reply()
    place = Path(folder)
    try:
        reply.facts = _read(Plan.from_json(json.loads(plan_json)), place)
    except Question as question:
        reply.status, reply.question, reply.examples = "question", question.name, question.examples
    except MostRowsUnusable as refusal:
        reply.status, reply.code, reply.message = "refused", refusal.code, str(refusal)
        reply.facts = refusal.params.get("facts", {})  # type: ignore[assignment]
    except DomainError as refusal:
        reply.status, reply.code, reply.message = "refused", refusal.code, str(refusal)
    return json.dumps(vars(reply))


def _read(plan: Plan, folder: Path) -> dict[str, Any]:
    tell = _teller(folder)
    data = gather(plan, lambda share: tell(share * _READING_SHARE))
    problems = Problems()
    if plan.kind == "catalogue":
        found = catalogue(data, plan, problems)
        facts: dict[str, Any] = {"rows": len(data), "used": len(found)}
    else:
        sales = figures(data, plan, problems)
        tell(0.75)
        arranged = arrange(sales, data, plan, problems)
        tell(0.85)
        odd_rows(sales, arranged.order, plan, problems, len(data))
        case_twins(sales, arranged.order, plan, problems, len(data))
        found, places = _products(data, sales, arranged, plan)
        facts = {
            "rows": len(data),
            "used": len(arranged.order),
            **_save(sales, data, arranged, places, folder),
        }
    tell(0.95)
    facts |= _judge(problems, data, folder)
    _refuse_if_mostly_wrong(facts)
    (folder / PRODUCTS).write_text(json.dumps([entry.as_json() for entry in found]))
    return facts


def _teller(folder: Path) -> Callable[[float], None]:
    """Writes how far reading is, at most five times a second."""
    last = [0.0]

    def tell(share: float) -> None:
        now = time.monotonic()
        if now - last[0] > 0.2:
            last[0] = now
            fresh = folder / f"{PROGRESS}.new"
            fresh.write_text(f"{share:.3f}")
            fresh.replace(folder / PROGRESS)

    return tell


def _judge(problems: Problems, data: Gathered, folder: Path) -> dict[str, Any]:
    rows = len(data)
    return {
        "refused": int(problems.mask("refused", rows).sum()),
        "skipped": int((problems.mask("skipped", rows) & ~problems.mask("refused", rows)).sum()),
        "warnings": int(problems.mask("warning", rows).sum()),
        "findings": problems.summary(data.row_numbers),
        "listed": problems.write(folder / REPORT, data.row_numbers) if problems.found else 0,
    }


def _refuse_if_mostly_wrong(facts: dict[str, Any]) -> None:
    if facts["refused"] * 2 <= facts["rows"] and (facts["used"] or not facts["refused"]):
        return
    worst = max(
        (f for f in facts["findings"] if f["severity"] == "refused"), key=lambda found: found["count"]
    )
    raise MostRowsUnusable(
        _(
            "%(refused)s of %(rows)s rows cannot be used, most of them because of column “%(column)s”. Nothing was "
            "loaded. See the report for each row, or check what the columns mean."
        ),
        refused=facts["refused"],
        rows=facts["rows"],
        column=worst["column"] or "?",
        facts=facts,
    )


def _products(
    data: Gathered, sales: Sales, arranged: Arranged, plan: Plan
) -> tuple[list[ProductFacts], npt.NDArray[np.int32]]:
    """The products that usable rows name, and for each key its place among them."""
    order = arranged.order
    used = np.unique(sales.code[order])
    place = np.full(len(sales.keys), -1, dtype=np.int32)
    place[used] = np.arange(len(used), dtype=np.int32)
    names = _last_text(full_names(data), sales.code, order, len(sales.keys))
    groups = _last_text(data.texts.get(Role.CATEGORY), sales.code, order, len(sales.keys))
    price, price_day = current_prices(sales, order, by_line=plan.grain == Grain.LINE)
    return [
        ProductFacts(
            sku=sales.keys[code],
            name=(names[code] or "")[:NAME_LENGTH] or None,
            category=category_name(groups[code] or "", plan)[:CATEGORY_LENGTH] or None,
            price=int(price[code]) or None,
            price_day=int(price_day[code]) if price[code] else None,
        )
        for code in used.tolist()
    ], place


def _last_text(
    cells: Any, code: npt.NDArray[np.int32], order: npt.NDArray[np.intp], keys: int
) -> list[str | None]:
    """The last text of each product's rows."""
    if cells is None:
        return [None] * keys
    last = np.full(keys, -1, dtype=np.int32)
    told = order[cells.codes[order] >= 0]
    last[code[told]] = cells.codes[told]
    return [cells.words[place] if place >= 0 else None for place in last.tolist()]


def _save(
    sales: Sales, data: Gathered, arranged: Arranged, places: npt.NDArray[np.int32], folder: Path
) -> dict[str, Any]:
    """Write the arrays that loading takes, in its order."""
    order = arranged.order
    if not len(order):
        return {}
    arrays: dict[str, npt.NDArray[Any]] = {
        "code": places[sales.code[order]],
        "day": sales.day[order],
        "line_key": arranged.line_key,
        "units": sales.units[order],
        "unit_price": sales.unit_price[order],
    }
    for name in ("promo", "competitor_price", "stock"):
        values = getattr(sales, name)
        if values is not None:
            arrays[name] = values[order]
    extra = {name: plain(cells.scaled)[order] for name, cells in data.extra.items()}
    if extra:
        arrays["extra"] = np.column_stack(list(extra.values()))
    steps = cost_steps(sales, order)
    if len(steps) and sales.unit_cost is not None:
        arrays["costs"] = np.column_stack(
            (
                places[sales.code[steps]].astype(np.int64),
                sales.day[steps].astype(np.int64),
                sales.unit_cost[steps],
            )
        )
    for name, values in arrays.items():
        np.save(folder / f"{name}.npy", values, allow_pickle=False)
    return {
        "arrays": sorted(arrays),
        "extra_names": list(extra),
        "data_from": date_of(int(sales.day[order].min())).isoformat(),
        "data_until": date_of(int(sales.day[order].max())).isoformat(),
    }
