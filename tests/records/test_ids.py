"""Ids: version 7, ordered by time, never the same twice."""

import time
import uuid
from datetime import UTC, datetime

import time_machine

from crm.records.ids import uuid7


def test_an_id_is_a_uuid_of_version_7():
    made = uuid7()
    assert isinstance(made, uuid.UUID)
    assert made.version == 7
    assert made.variant == uuid.RFC_4122


def test_every_bit_but_version_and_variant_is_used():
    ones = zeros = uuid7().int
    for _ in range(500):
        value = uuid7().int
        ones, zeros = ones | value, zeros & value
    random = (1 << 80) - 1
    fixed = 0xF << 76 | 0x3 << 62
    assert ones & random == random & ~(0x8 << 76) & ~(0x1 << 62)
    assert zeros & random == fixed & (0x7 << 76 | 0x2 << 62)


def test_an_id_begins_with_the_milliseconds_since_1970():
    with time_machine.travel(datetime(2026, 11, 22, 5, 0, tzinfo=UTC), tick=False):
        assert uuid7().int >> 80 == int(datetime(2026, 11, 22, 5, 0, tzinfo=UTC).timestamp() * 1000)
    before = time.time_ns() // 1_000_000
    assert before <= uuid7().int >> 80 <= time.time_ns() // 1_000_000


def test_ids_of_later_moments_are_greater_as_numbers_and_as_text():
    with time_machine.travel(datetime(2026, 1, 1, tzinfo=UTC), tick=False) as clock:
        made = []
        for _ in range(50):
            made.append(uuid7())
            clock.shift(0.001)
    assert made == sorted(made)
    assert [m.hex for m in made] == sorted(m.hex for m in made)


def test_no_id_is_made_twice_in_the_same_millisecond():
    with time_machine.travel(datetime(2026, 1, 1, tzinfo=UTC), tick=False):
        assert len({uuid7() for _ in range(10_000)}) == 10_000
