"""Transition tables and the one check that answers "may I, and if not why"."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..errors import WorkflowError


@dataclass(frozen=True, slots=True)
class Transition:
    """One step: ``action`` leads from any of ``sources`` to ``target``.

    :param duties: who may take it; holding one of them is enough
    :param needs_reason: the step is refused without a reason in words
    """

    action: str
    sources: frozenset[str]
    target: str
    duties: frozenset[str]
    needs_reason: bool = False


def step(
    action: str,
    sources: str,
    target: str,
    duties: str,
    needs_reason: bool = False,
) -> Transition:
    """Write a transition with space-separated sources and duties."""
    return Transition(
        action,
        frozenset(sources.split()),
        target,
        frozenset(duties.split()),
        needs_reason,
    )


class Workflow:
    """A named table of transitions; ``initial`` is where every document begins."""

    def __init__(self, name: str, initial: str, *transitions: Transition) -> None:
        self.name = name
        self.initial = initial
        self.transitions = {item.action: item for item in transitions}

    @property
    def states(self) -> frozenset[str]:
        """All states that the table names."""
        found = {self.initial}
        for item in self.transitions.values():
            found |= item.sources | {item.target}
        return frozenset(found)

    def check(
        self,
        action: str,
        state: str,
        duties: Iterable[str],
        reason: str | None = None,
    ) -> Transition:
        """Return the transition, or raise the reason why it is not allowed.

        :param state: where the document stands
        :param duties: what the acting person is to this document
        :param reason: the words given; ``None`` when it is not known yet, as for a
            button that asks for them afterwards
        :raises WorkflowError: ``workflow.wrong_state``, ``workflow.not_your_duty`` or
            ``workflow.reason_missing``
        """
        item = self.transitions[action]
        if state not in item.sources:
            raise WorkflowError("workflow.wrong_state", action=action, state=state)
        if not item.duties & frozenset(duties):
            raise WorkflowError(
                "workflow.not_your_duty", action=action, duties=sorted(item.duties)
            )
        if item.needs_reason and reason is not None and not reason.strip():
            raise WorkflowError("workflow.reason_missing", action=action)
        return item

    def allows(self, action: str, state: str, duties: Iterable[str]) -> bool:
        """Tell whether :meth:`check` would let the step pass."""
        try:
            self.check(action, state, duties)
        except WorkflowError:
            return False
        return True
