"""A batch in processes of its own against bare pyHanko, on the same token.

Prints one line per figure, tab-separated: what, value, unit. Both do the same
documents; bare pyHanko one after the other, and nothing that comes back is checked.
"""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import psutil
import signing
from signing import NAME, PIN, bare_sign, fill_number, line, make_draft

from core.batch.pool import SignerPool
from core.pdfsign.jobs import PersonalJob, SealJob
from core.pdfsign.prepare import prepare_document
from core.pdfsign.sign import SealPicture, TrustServices
from core.token.pkcs11 import TokenRef, open_token

ROUNDS = 5
FILES = {"30 KB": 16, "1 MB": 16, "10 MB": 8}


def measure(folder: Path) -> None:
    """Measure with the tokens in ``folder``."""
    driver = signing.use_tokens(folder)
    now, services = datetime.now(UTC), TrustServices()
    picture = (folder / "pictures/director.png").read_bytes()
    seal = SealPicture((folder / "pictures/seal_sct.png").read_bytes(), 36, 36)
    leader, clerk = TokenRef(driver, "director"), TokenRef(driver, "seal_sct")
    start = time.perf_counter()
    with SignerPool(leader, PIN) as signers, SignerPool(clerk, PIN) as sealers:
        line("two batches begin", (time.perf_counter() - start) * 1000, "ms")
        for size, padding in signing.SIZES:
            prepared = prepare_document(make_draft(padding), signer_name=NAME).pdf
            job = PersonalJob(prepared, now, services, picture)
            if not padding:
                warm_up(signers, job)
            [signed] = signers.run(job)
            compare(f"{size}: sign, batch", signers, job, leader, "edoc_signature")
            numbered = fill_number(signed.pdf, "125", "05", "11")
            job = SealJob(numbered, now, services, seal)
            if not padding:
                warm_up(sealers, job)
            compare(f"{size}: seal, batch", sealers, job, clerk, "edoc_seal")
        for what, pool in (("sign", signers), ("seal", sealers)):
            line(f"10 MB: {what}, memory beyond the files", beyond[pool], "MB")


beyond: dict[SignerPool, float] = {}
_warm: dict[SignerPool, int] = {}


def warm_up(pool: SignerPool, job: PersonalJob | SealJob) -> None:
    """Load all there is to load, and note how much memory that takes."""
    with ThreadPoolExecutor(pool.size) as threads:
        list(threads.map(pool.run, [job] * 4 * pool.size))
    _warm[pool] = peak(pool)


def peak(pool: SignerPool) -> int:
    """Most bytes of memory that a process of the pool has ever held."""
    most = 0
    for pid in pool.pids:
        status = Path(f"/proc/{pid}/status").read_text()
        [told] = [row for row in status.splitlines() if row.startswith("VmHWM:")]
        most = max(most, int(told.split()[1]) * 1024)
    return most


def compare(
    what: str,
    pool: SignerPool,
    job: PersonalJob | SealJob,
    ref: TokenRef,
    field: str,
) -> None:
    """Print the medians per signature and the share of the cores that was used."""
    count = FILES[what.partition(":")[0]]
    ours, bare, used, its_used = [], [], [], []
    certify = isinstance(job, PersonalJob)
    with ThreadPoolExecutor(pool.size) as threads:
        for _round in range(ROUNDS):
            busy, start = processor(pool), time.perf_counter()
            done = list(threads.map(pool.run, [job] * count))
            ours.append(time.perf_counter() - start)
            used.append(processor(pool) - busy)
            with open_token(ref, PIN) as session:
                key = session.signing_key()
                busy, start = processor(pool), time.perf_counter()
                for _file in range(count):
                    bare_sign(job.pdf, key, field, certify)
                bare.append(time.perf_counter() - start)
                its_used.append(processor(pool) - busy)
    mine, its = statistics.median(ours), statistics.median(bare)
    line(f"{what} of {count}, for each", mine / count * 1000, "ms")
    line(f"{what}, bare pyHanko in one process", its / count * 1000, "ms")
    line(f"{what}, ratio", mine / its, "x")
    # Tells the same on a machine that has other work.
    work, its_work = statistics.median(used), statistics.median(its_used)
    line(f"{what}, processor time, ratio", work / its_work, "x")
    shares = (spent / whole for spent, whole in zip(used, ours, strict=True))
    line(f"{what}, cores busy", statistics.median(shares), f"of {psutil.cpu_count()}")
    files = len(job.pdf) + len(done[-1][0].pdf)
    beyond[pool] = (peak(pool) - _warm[pool] - files) / 1_000_000


def processor(pool: SignerPool) -> float:
    """Seconds of processor time that the batch has taken, this process included."""
    processes = [psutil.Process(), *map(psutil.Process, pool.pids)]
    times = [process.cpu_times() for process in processes]
    return sum(found.user + found.system for found in times)


if __name__ == "__main__":
    signing.main(measure)
