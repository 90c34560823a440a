"""The short form of a vector: what PostgreSQL makes of it, by the means and the step of the migration."""

import numpy as np
import pytest
from django.db import connection

from synthai.core.migrations._sketch import BITS, MEANS, STEP
from synthai.core.models.search_fields import vector_text

pytestmark = pytest.mark.django_db


def _made(numbers: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT synthai_sketch(%s::halfvec)::text", [vector_text(numbers)])
        bits: str = cursor.fetchone()[0]
    return bits


def test_four_bits_of_each_number_say_how_far_from_the_mean_it_is() -> None:
    numbers = np.array(MEANS)
    numbers[0] -= 2 * STEP
    numbers[1] += STEP
    numbers[2] += 2 * STEP
    bits = _made(numbers)
    assert len(bits) == BITS
    assert ["".join(bits[place :: len(MEANS)]) for place in range(4)] == ["0000", "1110", "1111", "1100"]


def test_their_distance_is_how_many_steps_the_numbers_lie_apart() -> None:
    chance = np.random.default_rng(7)
    one, other = (np.array(MEANS) + chance.normal(0, STEP, len(MEANS)) for _ in range(2))
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::bit(1536) <~> %s::bit(1536)", [_made(one), _made(other)])
        apart = cursor.fetchone()[0]
    levels = [
        sum((numbers.astype(np.float16) - np.array(MEANS)) / STEP > step for step in (-1.5, -0.5, 0.5, 1.5))
        for numbers in (one, other)
    ]
    assert abs(apart - np.abs(levels[0] - levels[1]).sum()) <= 2  # half precision rounds at a threshold


def test_of_the_same_vector_it_is_nought() -> None:
    bits = _made(np.array(MEANS) + STEP)
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::bit(1536) <~> %s::bit(1536)", [bits, bits])
        assert cursor.fetchone()[0] == 0
