"""Which rules of urging apply to a piece of work today (Điều 17 of the regulation)."""

from collections.abc import Iterable
from dataclasses import dataclass

URGENT = ("1", "2", "3", "4")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, as far as time and urgency decide on it.

    :param offset: working days after the deadline; negative before it
    :param urgency: ``all``, ``normal``, ``urgent`` or one class of urgency
    :param kind: the kind of work, or ``all``
    """

    number: int
    offset: int
    urgency: str = "all"
    kind: str = "all"

    def fits(self, kind: str, urgency: str) -> bool:
        """Tell whether the rule is for such work.

        >>> Rule(1, 0, "urgent").fits("assignment", "3")
        True
        >>> Rule(1, 0, "normal").fits("assignment", "3")
        False
        """
        group = "urgent" if urgency in URGENT else "normal"
        return self.kind in ("all", kind) and self.urgency in ("all", group, urgency)


def rules_now(
    rules: Iterable[Rule], kind: str, urgency: str, position: int
) -> tuple[int, ...]:
    """Return the numbers of the rules that apply now.

    Only the latest moment that has come: whoever gets work that is late already is not
    urged three times in one day, nor is what a stopped server missed made up for. What
    is meant for before the deadline is not said after it.

    :param position: working days after the deadline; negative before it
    >>> rules = (Rule(1, -3), Rule(2, -1), Rule(3, 1), Rule(4, 1), Rule(5, 5))
    >>> rules_now(rules, "draft", "0", -2)
    (1,)
    >>> rules_now(rules, "draft", "0", 4)
    (3, 4)
    >>> rules_now(rules, "draft", "0", -5)
    ()
    """
    come = [
        rule
        for rule in rules
        if rule.fits(kind, urgency)
        and rule.offset <= position
        and (rule.offset > 0) == (position > 0)
    ]
    latest = max((rule.offset for rule in come), default=None)
    return tuple(rule.number for rule in come if rule.offset == latest)


def warned_days(rules: Iterable[Rule], usual: int) -> int:
    """Return how many working days before the deadline work is called near.

    :param usual: the answer where no rule says anything before a deadline
    >>> warned_days((Rule(1, -2), Rule(2, -1), Rule(3, 4)), 3)
    2
    >>> warned_days((), 3)
    3
    """
    return max((-rule.offset for rule in rules if rule.offset < 0), default=usual)
