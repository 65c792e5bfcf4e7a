"""Which recipients get a paper copy, too (Điều 9 of the regulation; QĐ 28 Điều 5.3).

Once a document was sent electronically, no paper is sent. The exceptions are rules,
each with conditions that all must hold; the first rule that fits gives the reason.
"""

from collections.abc import Iterable
from dataclasses import dataclass

KINDS = ("superior", "committee", "government", "outside", "checker")


@dataclass(frozen=True, slots=True)
class PaperRule:
    """When a recipient gets paper; an empty condition holds always.

    :param key: what the caller knows the rule by
    :param recipients: kinds of bodies, of :data:`KINDS`; one of them is enough
    :param partners: recipients by name, beside those kinds
    :param family: ``legal``, ``administrative`` or ``specialised``
    :param types: document types, one of them is enough
    :param submission: only what is submitted for decision
    :param original: only what must be kept in the file as an original
    """

    key: int
    recipients: frozenset[str] = frozenset()
    partners: frozenset[int] = frozenset()
    family: str = ""
    types: frozenset[int] = frozenset()
    submission: bool = False
    original: bool = False

    @property
    def is_unconditional(self) -> bool:
        """Whether paper would go with everything to everybody."""
        conditions = (self.recipients, self.partners, self.family, self.types)
        return not (any(conditions) or self.submission or self.original)


@dataclass(frozen=True, slots=True)
class Sending:
    """One document to one recipient.

    :param kinds: what the recipient is to us, of :data:`KINDS`
    """

    partner: int
    kinds: frozenset[str] = frozenset()
    family: str = ""
    type: int = 0
    submission: bool = False
    original: bool = False


def applies(rule: PaperRule, sending: Sending) -> bool:
    """Tell whether all conditions of the rule hold.

    >>> rule = PaperRule(1, recipients=frozenset({"superior"}), family="legal")
    >>> applies(rule, Sending(7, frozenset({"superior"}), "legal"))
    True
    >>> applies(rule, Sending(7, frozenset({"superior"}), "administrative"))
    False
    """
    named = rule.recipients or rule.partners
    meant = rule.recipients & sending.kinds or sending.partner in rule.partners
    return (
        bool(meant or not named)
        and rule.family in ("", sending.family)
        and (not rule.types or sending.type in rule.types)
        and (sending.submission or not rule.submission)
        and (sending.original or not rule.original)
    )


def first_rule(sending: Sending, rules: Iterable[PaperRule]) -> PaperRule | None:
    """Return the first rule that sends paper, too, or nothing."""
    return next((rule for rule in rules if applies(rule, sending)), None)
