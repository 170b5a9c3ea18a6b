"""Which fixes can be made together: those whose stretches do not meet, however many there are."""

import itertools
import random

from fastlint.fixes.planning import Claims, Plan


def _plan(*claims: tuple[int, int]) -> Plan:
    return Plan("main.py", (), claims)


def test_stretches_that_touch_meet() -> None:
    claims = Claims()
    claims.add(_plan((10, 20)))

    assert claims.meet(_plan((20, 25)))
    assert claims.meet(_plan((5, 10)))
    assert claims.meet(_plan((12, 13)))
    assert claims.meet(_plan((1, 2), (0, 99)))
    assert not claims.meet(_plan((5, 9), (21, 30)))


def test_many_are_told_as_one_by_one() -> None:
    numbers = random.Random(1)
    for _ in range(200):
        plans = [
            _plan(*((start, start + numbers.randrange(4)) for start in numbers.sample(range(60), 2))) for _ in range(8)
        ]
        claims = Claims()
        kept: list[Plan] = []
        for plan in plans:
            meets = any(
                a <= d and c <= b for each in kept for (a, b), (c, d) in itertools.product(plan.claims, each.claims)
            )
            assert claims.meet(plan) is meets
            if not meets:
                kept.append(plan)
                claims.add(plan)
