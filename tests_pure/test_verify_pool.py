"""Warm children: shared, replaced, never hanging, and the same verdict as without."""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from test_verify_chain import make

from core.pdfsign import confined
from core.pdfsign.confined import CheckerFailed, Refused, verify_warm
from core.pdfsign.limited import Child, Limits, Outcome
from core.pdfsign.messages import status_data_in
from core.pdfsign.sign import Level
from core.pdfsign.verdict import Severity
from core.pdfsign.verify import verdict_as_dict, verify_document
from core.pdfsign.warm import Pool

ROOT = Path(__file__).resolve().parents[1]
MIB = 1024 * 1024
TASK = "tests_pure.limited_tasks:one_bad"
# Starts a child and tells its process, then waits to be killed.
PARENT = """
import sys, time
sys.path.insert(0, sys.argv[1])
from core.pdfsign.limited import Limits
from core.pdfsign.warm import Pool
pool = Pool("tests_pure.limited_tasks:who", Limits(20))
print(pool.run({}, {}).answer["pid"], flush=True)
time.sleep(60)
"""


@pytest.fixture
def pool():
    made = Pool(TASK, Limits(5, 256 * MIB), size=2, turns=4)
    yield made
    made.close()


def pid(pool, **options):
    outcome = pool.run(options, {})
    assert outcome.state == "answered", outcome
    return outcome.answer["pid"]


def gone(number):
    for _attempt in range(100):
        state = Path(f"/proc/{number}/stat")
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_a_child_stays_and_is_replaced_after_its_turns(pool):
    first = [pid(pool) for _turn in range(4)]
    assert len(set(first)) == 1
    assert pid(pool) != first[0]
    assert gone(first[0])


@pytest.mark.parametrize(
    ("does", "options", "state"),
    [
        ("sleep", {}, "time"),
        ("spin", {}, "time"),
        ("swell", {}, "memory"),
        ("kill", {"signal": "SIGKILL"}, "died"),
        ("leave", {}, "died"),
        ("babble", {"said": "nonsense and more of it"}, "died"),
        ("say_twice", {}, "died"),
        ("no_json", {}, "died"),
        ("fail", {}, "failed"),
    ],
)
def test_a_bad_file_costs_one_child(does, options, state):
    pool = Pool(TASK, Limits(1.5, 256 * MIB), size=1)
    before = pid(pool)
    started = time.monotonic()
    assert pool.run({"does": does, **options}, {}).state == state
    assert time.monotonic() - started < 15
    assert gone(before)
    after = pid(pool)
    assert after not in (before, 0)
    pool.close()
    assert gone(after)


def test_a_child_that_died_in_between_is_replaced(pool):
    first = pid(pool)
    os.kill(first, signal.SIGKILL)
    assert gone(first)
    assert pid(pool) != first


def test_threads_share_the_children(pool):
    """Each gets its own answer, and no more than two children work at a time."""
    pool = Pool(TASK, Limits(10, 256 * MIB), size=2)
    with ThreadPoolExecutor(8) as threads:
        ask = [
            threads.submit(pool.run, {"asked": n, "pause": 0.05}, {}) for n in range(16)
        ]
    answers = [item.result().answer for item in ask]
    assert [answer["asked"] for answer in answers] == list(range(16))
    assert len({answer["pid"] for answer in answers}) <= 2
    pool.close()


def test_busy_children_are_not_waited_for_for_ever():
    pool = Pool(TASK, Limits(1, 256 * MIB), size=1)
    with ThreadPoolExecutor(3) as threads:
        slow = [threads.submit(pool.run, {"does": "sleep"}, {}) for _n in range(3)]
    found = [item.result() for item in slow]
    assert {item.state for item in found} == {"time"}
    assert Outcome("time", reason="busy") in found


def test_a_forked_process_has_children_of_its_own(pool):
    """Odoo's workers are forked: two of them on one pipe would mix their answers."""
    mine = pid(pool)
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        code = 1
        try:
            theirs = pool.run({}, {}).answer["pid"]
            os.write(writer, b"%d" % theirs)
            pool.close()
            code = 0
        finally:
            os._exit(code)
    os.close(writer)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    with open(reader, "rb") as stream:
        theirs = int(stream.read())
    assert theirs != mine and gone(theirs)
    assert pid(pool) == mine


def test_children_end_with_a_killed_parent():
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(ROOT)], stdout=subprocess.PIPE
    )
    number = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert gone(number)


def test_a_child_that_nobody_asks_ends_by_itself():
    child = Child("tests_pure.limited_tasks:who", Limits(5, idle=0.2))
    answer = child.ask({}, {}, time.monotonic() + 5)
    assert gone(answer.answer["pid"])
    child.end()
    pool = Pool(TASK, Limits(5, idle=5.3), size=1)
    first = pid(pool)
    time.sleep(0.5)
    assert pid(pool) != first, "one that may end any moment isn't asked"
    pool.close()


# -- the verification ----------------------------------------------------------


@pytest.fixture(scope="module")
def checkers():
    made = Pool(confined.TASK, Limits(20))
    yield made
    made.close()


def both(pdf, policy, at, pool):
    """The verdicts of a warm child and of this process."""
    here = json.loads(json.dumps(verdict_as_dict(verify_document(pdf, policy, at))))
    warm = verify_warm(pdf, policy, at, pool)
    for kept in (*status_data_in(here), *status_data_in(warm)):
        # each was asked on its own, and was answered at its own second
        kept |= {"sha256": "", "size": 0, "content": ""}
    return warm, here


def test_the_same_verdict_as_in_this_process(chain, pki, draft, now, checkers):
    plain = make(pki, draft, now, Level.B)
    noted = (("seal.other_agency", Severity.NOTE),)
    excluded = tuple((sha, ("person", "tsa")) for sha in fingerprints(pki))
    for pdf, policy in (
        (chain.sealed, pki.policy()),
        (chain.signed, pki.policy(kind="attachment")),
        (chain.sealed, pki.policy(number="126", issued_on=date(2026, 11, 6))),
        (chain.sealed, pki.policy(agency="A", severities=noted)),
        (chain.sealed, pki.policy(agency="A", seal_names=("Sở Công Thương",))),
        (chain.sealed, pki.policy(purposes=excluded)),
        (plain, pki.policy(crls=pki.crls(now), time_stamp_required=True)),
        (plain, pki.policy(online=True, timeout_s=5)),
        (plain, pki.policy()),
        (chain.sealed[:-10], pki.policy()),
        (b"no PDF", pki.policy(roots=())),
    ):
        warm, here = both(pdf, policy, now, checkers)
        assert warm == here


def fingerprints(pki):
    from core.token.certificate import describe_certificate

    return [
        describe_certificate(der).sha256 for der in (*pki.roots, *pki.intermediates)
    ]


def test_a_network_that_takes_too_long(pki, draft, now):
    """Proxies that swallow everything: the file is judged by what is at hand."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        proxy = f"http://127.0.0.1:{silent.getsockname()[1]}"
        pool = Pool(confined.TASK, Limits(6), size=1)
        policy = pki.policy(online=True, timeout_s=30, proxies=(("http", proxy),))
        verdict = verify_warm(make(pki, draft, now, Level.B), policy, now, pool)
        pool.close()
    assert verdict["verdict"] == "undecided"
    assert "certificate.status_unknown" in {rule["code"] for rule in verdict["rules"]}
    assert len(verdict["signatures"]) == 2


def test_wrong_inputs_and_a_check_that_does_not_work(chain, pki, now, checkers):
    with pytest.raises(Refused) as caught:
        policy = pki.policy(crls=(*pki.crls(now), b"none"))
        verify_warm(chain.sealed, policy, now, checkers)
    assert (caught.value.kind, caught.value.index) == ("crls", 2)
    broken = Pool("no.such:thing", Limits(5))
    with pytest.raises(CheckerFailed):
        verify_warm(chain.sealed, pki.policy(), now, broken)
    large = replace(pki.policy(), max_bytes=10)
    assert verify_warm(chain.sealed, large, now, checkers)["verdict"] == "valid"
    huge = bytes(confined.MOST_BYTES + 1)
    assert verify_warm(huge, pki.policy(), now, checkers)["verdict"] == "unreadable"
