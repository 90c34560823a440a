"""Goods of imaginary South African shops, for sample data.

`simulate_goods.csv` lists them: category, name, usual shelf price (R, incl. VAT), weekly units. Names are generic
on purpose: no brand, no real shop. Prices are round figures of the right size, not research.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

GOODS: Final = Path(__file__).with_suffix(".csv")


@dataclass(frozen=True, slots=True)
class Aisle:
    """A category and what moves its demand. `peak` is the month of highest demand; effects are in log units."""

    category: str
    elasticity: float
    december: float
    payday: float
    season: float
    peak: int


@dataclass(frozen=True, slots=True)
class Good:
    """One product on a shelf."""

    aisle: Aisle
    name: str
    price: float
    weekly_units: float


AISLES: Final = (
    Aisle("Bakery", -1.9, december=0.05, payday=0.03, season=0.05, peak=7),
    Aisle("Dairy and eggs", -2.2, december=0.12, payday=0.06, season=0.08, peak=12),
    Aisle("Meat and chicken", -2.6, december=0.3, payday=0.18, season=0.1, peak=12),
    Aisle("Maize, rice and flour", -2.4, december=0.1, payday=0.22, season=0.06, peak=6),
    Aisle("Tins and jars", -2.7, december=0.12, payday=0.1, season=0.07, peak=7),
    Aisle("Sugar, oil and spices", -2.5, december=0.12, payday=0.2, season=0.04, peak=12),
    Aisle("Cold drinks", -2.8, december=0.35, payday=0.1, season=0.3, peak=1),
    Aisle("Tea and coffee", -2.1, december=0.05, payday=0.06, season=0.22, peak=7),
    Aisle("Snacks and sweets", -2.3, december=0.3, payday=0.06, season=0.08, peak=12),
    Aisle("Baby", -1.6, december=0.0, payday=0.2, season=0.03, peak=6),
    Aisle("Cleaning", -2.2, december=0.08, payday=0.18, season=0.04, peak=12),
    Aisle("Bathroom", -2.0, december=0.1, payday=0.14, season=0.05, peak=12),
    Aisle("Fruit and vegetables", -2.1, december=0.08, payday=0.1, season=0.15, peak=1),
    Aisle("At the counter", -1.7, december=0.1, payday=0.08, season=0.05, peak=12),
    Aisle("Paint", -1.9, december=0.15, payday=0.06, season=0.2, peak=11),
    Aisle("Building", -2.3, december=-0.25, payday=0.1, season=0.15, peak=9),
    Aisle("Plumbing", -1.5, december=-0.05, payday=0.05, season=0.06, peak=7),
    Aisle("Electrical", -1.8, december=0.1, payday=0.06, season=0.12, peak=6),
    Aisle("Tools and fixings", -1.8, december=0.2, payday=0.08, season=0.05, peak=12),
)  # fmt: skip
SHOPS: Final[dict[str, tuple[str, ...]]] = {
    "grocer": (
        "Bakery",
        "Dairy and eggs",
        "Meat and chicken",
        "Maize, rice and flour",
        "Tins and jars",
        "Sugar, oil and spices",
        "Cold drinks",
        "Tea and coffee",
        "Snacks and sweets",
        "Baby",
        "Cleaning",
        "Bathroom",
        "Fruit and vegetables",
    ),
    "spaza": (
        "Bakery",
        "Maize, rice and flour",
        "Tins and jars",
        "Sugar, oil and spices",
        "Cold drinks",
        "Snacks and sweets",
        "At the counter",
    ),
    "hardware": ("Paint", "Building", "Plumbing", "Electrical", "Tools and fixings"),
}


@cache
def goods_of(kind: str) -> tuple[Good, ...]:
    """Everything a kind of shop may sell, aisle by aisle. Raises KeyError for an unknown kind."""
    aisles = {aisle.category: aisle for aisle in AISLES}
    with GOODS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return tuple(
        Good(aisles[category], row["name"], float(row["price"]), float(row["weekly_units"]))
        for category in SHOPS[kind]
        for row in rows
        if row["category"] == category
    )
