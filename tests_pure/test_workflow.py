"""Transition tables: every step has a way in, a duty, a reason where needed."""

import doctest

import pytest

from core import dossier, secrecy
from core.errors import WorkflowError
from core.numbering import writing
from core.workflow import (
    ASSIGNMENT,
    DOSSIER,
    DOSSIER_LIST,
    INCOMING,
    OUTGOING,
    TRANSFER,
)

WORKFLOWS = [ASSIGNMENT, DOSSIER, DOSSIER_LIST, INCOMING, OUTGOING, TRANSFER]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda w: w.name)
def test_every_state_is_reached_from_the_first(workflow):
    reached = {workflow.initial}
    while True:
        step = {
            item.target
            for item in workflow.transitions.values()
            if item.sources & reached
        }
        if step <= reached:
            break
        reached |= step
    assert reached == workflow.states


def test_sealing_needs_the_number_first():
    """Điều 12.1: signature, then number, then seal."""
    for state in OUTGOING.states - {"numbered"}:
        with pytest.raises(WorkflowError) as caught:
            OUTGOING.check("seal", state, {"seal_keeper"})
        assert caught.value.code == "workflow.wrong_state"


def test_only_the_duty_opens_the_step():
    with pytest.raises(WorkflowError) as caught:
        OUTGOING.check("sign", "signing", {"clerk", "author"})
    assert caught.value.code == "workflow.not_your_duty"
    assert OUTGOING.check("sign", "signing", {"signer"}).target == "signed"


def test_refusal_needs_words():
    with pytest.raises(WorkflowError) as caught:
        INCOMING.check("refuse", "received", {"clerk"}, reason="  ")
    assert caught.value.code == "workflow.reason_missing"
    assert INCOMING.allows("refuse", "received", {"clerk"})


@pytest.mark.parametrize("module", [dossier, secrecy, writing])
def test_examples_in_docstrings(module):
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed
