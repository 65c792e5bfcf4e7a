"""A batch signs in processes of its own, which hold the token's sessions (issue 3)."""

import io
import logging
import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from core.batch import pool as pool_module
from core.batch.pool import SignerPool
from core.batch.worker import Worker
from core.errors import PdfError, SigningError, TokenError
from core.pdfsign.fill import fill_number
from core.pdfsign.jobs import PersonalJob, SealJob
from core.pdfsign.prepare import prepare_document
from core.pdfsign.reading import open_pdf
from core.pdfsign.sign import Level
from core.pdfsign.verify import Grade, verify_document
from core.token.pkcs11 import open_token

PIN, WRONG = "246813", "987654"


@pytest.fixture(scope="module")
def prepared(draft):
    return prepare_document(draft(), signer_name="Trần Quang Vinh").pdf


@pytest.fixture
def job(pki, prepared, now):
    return PersonalJob(prepared, now, pki.services(Level.B), pki.picture("director"))


@pytest.fixture(scope="module")
def pool(pki):
    with SignerPool(pki.ref("director"), PIN, chain=(pki.certificate("ca"),)) as opened:
        yield opened


@pytest.fixture
def opening(monkeypatch):
    """Every try to log in, so that tests can count them."""
    tried, real = [], Worker.open

    def counted(self, *values):
        tried.append(self)
        return real(self, *values)

    monkeypatch.setattr(Worker, "open", counted)
    return tried


@contextmanager
def deaf_authority():
    """A time-stamp authority that takes questions and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(30)
        yield listener, f"http://127.0.0.1:{listener.getsockname()[1]}/tsa"


def waiting_job(job, pki, url, **changes):
    services = pki.services(Level.T, tsa_url=url, timeout_s=60)
    return replace(job, services=services, **changes)


def weighty(pdf, size):
    """The same file with ``size`` bytes more that nobody looks at."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.add_object(generic.StreamObject(encoded_data=bytes(size)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def kill_all(pool):
    for pid in pool.pids:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not any(worker.is_open for worker in pool._workers))


def wait_until(true):
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


# -- work -----------------------------------------------------------------------


def test_a_batch_signs_seals_and_is_valid(pki, draft, now):
    """A leader's batch, then a clerk's with enclosures, by several threads at once."""
    services = pki.services()
    drafts = [prepare_document(draft(pages=n % 2 + 1)).pdf for n in range(3)]
    jobs = [PersonalJob(pdf, now, services, pki.picture("director")) for pdf in drafts]
    with SignerPool(pki.ref("director"), PIN) as pool, ThreadPoolExecutor(4) as run:
        assert pool.size == 2
        signed = [files[0] for files in run.map(pool.run, jobs)]
    assert all(new.pdf.startswith(old) for new, old in zip(signed, drafts, strict=True))
    assert all(abs(file.stamped_at - now) < timedelta(minutes=5) for file in signed)
    seals = [
        SealJob(
            fill_number(file.pdf, str(number), "05", "11"),
            now,
            services,
            pki.seal_picture(),
            code_text=f"{number}/SCT-VP",
            enclosures=(draft(name=f"{number}"),),
        )
        for number, file in enumerate(signed, 10)
    ]
    with SignerPool(pki.ref("seal_sct"), PIN) as pool, ThreadPoolExecutor(4) as run:
        sealed = list(run.map(pool.run, seals))
    for seal, files in zip(seals, sealed, strict=True):
        before = (seal.pdf, *seal.enclosures)
        for file, old in zip(files, before, strict=True):
            assert file.pdf.startswith(old) and file.stamped_at
        verdict = verify_document(files[0].pdf, pki.policy(crls=pki.crls(now)), now)
        assert verdict.grade is Grade.VALID


def test_a_refused_file_stops_nothing(pool, job, now):
    """The same error as in this process, with its code and what it names."""
    before = pool.pids
    with pytest.raises(PdfError) as caught:
        pool.run(replace(job, pdf=b"%PDF-1.7 cut off"))
    assert caught.value.code == "pdf.unreadable"
    assert caught.value.params == {"reason": "cut off"}
    with pytest.raises(SigningError) as caught:
        pool.run(replace(job, when=now + timedelta(days=20_000)))
    assert caught.value.code == "signing.certificate_expired"
    assert caught.value.params["not_after"].tzinfo
    assert pool.run(job) and pool.run(job)
    assert pool.pids == before


def test_a_time_stamp_authority_out_of_reach(pool, pki, job):
    with pytest.raises(SigningError) as caught:
        pool.run(waiting_job(job, pki, "http://127.0.0.1:9/none"))
    assert caught.value.code == "signing.tsa_unreachable"
    assert pool.run(job)


def test_a_file_of_50_mb(pool, prepared, job):
    big = weighty(prepared, 50_000_000)
    [signed] = pool.run(replace(job, pdf=big))
    assert len(big) > 50_000_000 and signed.pdf.startswith(big)
    assert len(signed.pdf) - len(big) < 200_000


def test_a_process_without_the_memory_says_so(pki, prepared, job):
    big = weighty(prepared, 60_000_000)
    with SignerPool(pki.ref("director"), PIN, memory=300 * 2**20) as pool:
        with pytest.raises(SigningError) as caught:
            pool.run(replace(job, pdf=big))
        assert caught.value.code == "signing.process_died"
        assert caught.value.params == {"reason": "MemoryError"}
        assert pool.run(job)


# -- PINs and sessions ----------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "pin", "sha256", "code"),
    [
        ("director", WRONG, "", "token.pin_wrong"),
        ("director", "", "", "token.pin_required"),
        ("nobody", PIN, "", "token.absent"),
        ("director", PIN, "00" * 32, "token.certificate_missing"),
    ],
)
def test_a_pool_that_cannot_begin(pki, opening, label, pin, sha256, code):
    """A wrong PIN costs one try, however many processes there are."""
    pool = SignerPool(pki.ref(label), pin, sha256, workers=3)
    with pytest.raises(TokenError) as caught, pool:
        pass
    assert caught.value.code == code
    assert len(opening) == 1
    assert pool.pids == ()


def test_a_device_that_lets_one_process_in(pki, job, monkeypatch):
    """No driver at hand refuses a second process: the second login is made to fail."""
    inside, real = [], Worker.open

    def exclusive(self, *values):
        if inside:
            raise TokenError("token.busy", label="director")
        inside.append(self)
        return real(self, *values)

    monkeypatch.setattr(Worker, "open", exclusive)
    with SignerPool(pki.ref("director"), PIN) as pool, ThreadPoolExecutor(3) as run:
        assert pool.size == 1
        assert all(run.map(pool.run, [job, job, job]))


def test_the_pin_is_nowhere_else(pki, job, caplog):
    caplog.set_level(logging.DEBUG)
    with SignerPool(pki.ref("director"), PIN) as pool:
        assert pool.run(job)
        for pid in pool.pids:
            for name in ("cmdline", "environ"):
                assert PIN.encode() not in Path(f"/proc/{pid}/{name}").read_bytes()
        with pytest.raises(TypeError):
            pickle.dumps(pool)
        shown = repr(pool) + repr(pool._workers) + repr(job)
        assert PIN not in shown and "director" in shown
    assert not pool._pin and PIN not in caplog.text
    with pytest.raises(RuntimeError):
        pool.run(job)


def test_this_process_never_logs_in(pool, pki, job):
    """Beside a batch, nobody gets in with a wrong PIN, and its owner with his own."""
    with ThreadPoolExecutor(2) as run:
        batch = run.map(pool.run, [job] * 8)
        for _try in range(4):
            with pytest.raises(TokenError) as caught:
                with open_token(pki.ref("director"), WRONG) as session:
                    session.signing_key()
            assert caught.value.code == "token.pin_wrong"
            with open_token(pki.ref("director"), PIN) as session:
                assert job.run(session.signing_key())
        assert len(list(batch)) == 8


def test_two_clerks_with_a_batch_each_at_one_token(pki, job, now):
    """Four processes, two keys; every file bears the key it was meant for."""
    certificates = []
    with (
        SignerPool(pki.ref("director"), PIN) as first,
        SignerPool(pki.ref("director"), PIN) as second,
        SignerPool(pki.ref("deputy1"), PIN, workers=1) as other,
        ThreadPoolExecutor(5) as run,
    ):
        pools = [first, second, other] * 3
        for [file] in run.map(lambda pool: pool.run(job), pools):
            [signature] = open_pdf(file.pdf).embedded_regular_signatures
            certificates.append(signature.signer_cert.dump())
    wanted = [pki.certificate(label) for label in ("director", "director", "deputy1")]
    assert certificates == wanted * 3


def test_a_token_pulled_out_in_the_middle(pki, drawer, job):
    with SignerPool(pki.ref("director"), PIN) as pool:
        assert pool.run(job)
        before = pool.pids
        with drawer.pulled_out("director"):
            for _worker in range(pool.size * 2):
                with pytest.raises(TokenError) as caught:
                    pool.run(job)
                assert caught.value.code == "token.absent"
        with ThreadPoolExecutor(2) as run:
            assert all(run.map(pool.run, [job, job, job, job]))
        # Pulled out and in between two files: nobody notices.
        with drawer.pulled_out("director"):
            pass
        assert all(pool.run(job) for _file in range(3))
        assert pool.pids == before


def test_another_token_in_its_place_gets_no_try(pki, drawer, job, opening):
    with SignerPool(pki.ref("director"), PIN, workers=1) as pool:
        with drawer.pulled_out("director"):
            drawer.add("director", "13579135")
            with pytest.raises(TokenError) as caught:
                pool.run(job)
        assert caught.value.code == "token.absent"
        assert pool.run(job)


def test_a_pin_changed_in_the_middle_costs_one_try(pki, drawer, job, opening):
    with SignerPool(pki.ref("director"), PIN) as pool:
        drawer.change_pin("director", PIN, "1357913579")
        kill_all(pool)
        del opening[:]
        for _file in range(3):
            with pytest.raises(TokenError) as caught:
                pool.run(job)
            assert caught.value.code == "token.pin_wrong"
        assert len(opening) == 1


# -- processes ------------------------------------------------------------------


def test_an_idle_process_that_was_killed_is_missed_by_nobody(pool, job):
    before = pool.pids
    kill_all(pool)
    with ThreadPoolExecutor(2) as run:
        assert all(run.map(pool.run, [job, job, job, job]))
    assert not set(pool.pids) & set(before)


def test_a_process_killed_at_work_fails_its_file_only(pool, pki, job):
    with deaf_authority() as (listener, url), ThreadPoolExecutor(1) as run:
        failing = run.submit(pool.run, waiting_job(job, pki, url))
        _connection = listener.accept()
        assert pool.run(job)
        [busy] = set(pool.pids) - {worker.pid for worker in free(pool)}
        os.kill(busy, signal.SIGKILL)
        with pytest.raises(SigningError) as caught:
            failing.result(30)
    assert caught.value.code == "signing.process_died"
    assert caught.value.params == {"reason": "SIGKILL"}
    with ThreadPoolExecutor(2) as run:
        assert all(run.map(pool.run, [job, job, job, job]))


def free(pool):
    """Take the free workers out and put them back."""
    found = [pool._free.get() for _ in range(pool._free.qsize())]
    for worker in found:
        pool._free.put(worker)
    return found


def test_a_file_that_takes_too_long(pool, pki, job, monkeypatch):
    monkeypatch.setattr(pool_module, "_limit", lambda _job: 1.5)
    with deaf_authority() as (_listener, url):
        with pytest.raises(SigningError) as caught:
            pool.run(waiting_job(job, pki, url))
    assert caught.value.code == "signing.process_timeout"
    monkeypatch.undo()
    assert pool.run(job) and pool.run(job)


def test_the_slowest_services_have_their_time(pki, job):
    """The Government's authority may take 131 s for every file (signing facts)."""
    slow = replace(job, services=pki.services(timeout_s=150))
    assert pool_module._limit(slow) > 4 * 150
    seal = SealJob(b"", slow.when, slow.services, pki.seal_picture())
    more = replace(seal, enclosures=(b"", b""))
    assert pool_module._limit(more) > 2 * pool_module._limit(seal)


ORPHAN = """
import sys
from datetime import UTC, datetime
from core.batch.pool import SignerPool
from core.pdfsign.jobs import PersonalJob
from core.pdfsign.sign import Level, TrustServices
from core.token.pkcs11 import TokenRef

driver, pin, url = sys.stdin.buffer.readline().decode().split()
services = TrustServices(Level.T, tsa_url=url, timeout_s=60)
with SignerPool(TokenRef(driver, "director"), pin) as pool:
    print(*pool.pids, flush=True)
    pool.run(PersonalJob(sys.stdin.buffer.read(), datetime.now(UTC), services))
"""


def test_processes_end_with_a_server_that_is_killed(pki, prepared):
    """One is idle, the other waits for its authority; neither keeps the session."""
    with deaf_authority() as (listener, url):
        server = subprocess.Popen(
            [sys.executable, "-c", ORPHAN],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        )
        server.stdin.write(f"{pki.driver} {PIN} {url}\n".encode() + prepared)
        server.stdin.close()
        children = [int(pid) for pid in server.stdout.readline().split()]
        _connection = listener.accept()
        assert len(children) == 2 and all(map(alive, children))
        server.kill()
        server.wait()
        server.stdout.close()
        wait_until(lambda: not any(map(alive, children)))


def test_a_closed_pool_leaves_no_process(pki, job):
    with SignerPool(pki.ref("director"), PIN) as pool:
        assert pool.run(job)
        before = pool.pids
    assert not any(map(alive, before)) and pool.pids == ()


def test_a_pool_closed_under_its_work(pki, job):
    """The file at work fails at once, those that wait are told, nothing stays."""
    pool = SignerPool(pki.ref("director"), PIN, workers=1)
    with deaf_authority() as (listener, url), ThreadPoolExecutor(2) as run, pool:
        before = pool.pids
        working = run.submit(pool.run, waiting_job(job, pki, url))
        _connection = listener.accept()
        waiting = run.submit(pool.run, job)
        pool.close()
        with pytest.raises(SigningError) as caught:
            working.result(30)
        assert caught.value.code == "signing.process_died"
        with pytest.raises(RuntimeError):
            waiting.result(30)
    assert not any(map(alive, before)) and not pool._pin
