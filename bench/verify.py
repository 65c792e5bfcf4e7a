"""Verdicts against bare pyHanko validation in the same run, offline, and inside Odoo.

Prints one line per figure, tab-separated: what, value, unit. By size and number of
signatures: time of a verdict in this process, of bare pyHanko (integrity, difference
analysis, chain and revocation lists of each signature, and nothing else), in a warm
child, and p50 and p95 of a whole verification inside Odoo, its rows kept.
"""

import base64
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.signing import NAME, SIZES, bare_verify, make_draft, trust  # noqa: E402
from core.pdfsign import confined  # noqa: E402
from core.pdfsign.limited import Limits  # noqa: E402
from core.pdfsign.policy import VerifyPolicy  # noqa: E402
from core.pdfsign.prepare import prepare_document  # noqa: E402
from core.pdfsign.sign import (  # noqa: E402
    SealPicture,
    TrustServices,
    apply_seal,
    fill_number,
    seal_enclosure,
    sign_personal,
)
from core.pdfsign.verify import Grade, verify_document  # noqa: E402
from core.pdfsign.warm import Pool  # noqa: E402
from core.token.key import SigningKey, key_from_memory  # noqa: E402

RUNS = 15
IN_ODOO = 40
OTHERS = ("deputy1", "deputy2")


def main() -> None:
    """Measure; see the module's docstring."""
    logging.disable(logging.WARNING)
    given = os.environ.get("EDOC_TEST_PKI")
    if given:
        measure(Path(given))
        return
    with tempfile.TemporaryDirectory() as name:
        command = [sys.executable, str(ROOT / "dev/pki.py"), "build", name]
        subprocess.run([*command, "--address", "127.0.0.1:9"], check=True)
        measure(Path(name))


def measure(folder: Path) -> None:
    """Measure with the keys in ``folder``."""
    now = datetime.now(UTC).replace(microsecond=0)
    policy = trust(folder, now)
    pool = Pool(confined.TASK, Limits())
    inside = []
    for size, padding in SIZES:
        for count in (1, 2, 4):
            pdf = make(folder, padding, count, now)
            kind = "attachment" if count == 1 else "document"
            own = VerifyPolicy(
                policy.roots, policy.intermediates, policy.crls, kind=kind
            )
            assert verify_document(pdf, own, now).grade is Grade.VALID
            what = f"{size}, {count} signed"
            compare(
                what,
                lambda p=pdf, o=own: verify_document(p, o, now),
                lambda p=pdf: bare_verify(p, policy, now),
                lambda p=pdf, o=own: confined.verify_warm(p, o, now, pool),
            )
            inside.append((what, kind, pdf))
    pool.close()
    if os.environ.get("EDOC_BENCH_CONFIG"):
        measure_in_odoo(inside, policy)


def make(folder: Path, padding: int, count: int, now: datetime) -> bytes:
    """A document with one, two or four signatures, without time stamps."""
    draft, services = make_draft(padding), TrustServices()
    seal = SealPicture((folder / "pictures/seal_sct.png").read_bytes(), 36, 36)
    key = key_of(folder, "seal_sct")
    if count == 1:
        return seal_enclosure(draft, key, "125/SCT-VP", now, services)
    pdf = prepare_document(draft, signer_name=NAME).pdf
    pdf = sign_personal(pdf, key_of(folder, "director"), None, now, services)
    for label in OTHERS[: count - 2]:
        meta = PdfSignatureMetadata(field_name=label, subfilter=SigSeedSubFilter.PADES)
        signer = PdfSigner(meta, key_of(folder, label).signer)
        with tempfile.SpooledTemporaryFile() as stream:
            stream.write(pdf)
            pdf = signer.sign_pdf(IncrementalPdfFileWriter(stream)).getvalue()
    return apply_seal(fill_number(pdf, "125", "05", "11"), key, seal, now, services)


def key_of(folder: Path, label: str) -> SigningKey:
    """The key of a token, in memory: tokens aren't what is measured here."""
    return key_from_memory(
        (folder / f"keys/{label}.pem").read_bytes(),
        (folder / f"certs/{label}.der").read_bytes(),
        ((folder / "certs/ca.der").read_bytes(),),
    )


def compare(what: str, ours: Callable, bare: Callable, warm: Callable) -> None:
    """Print the medians and their ratio; the runs take turns."""
    times: list[list[float]] = [[], [], []]
    warm()
    for _run in range(RUNS):
        for found, work in zip(times, (ours, bare, warm), strict=True):
            found.append(seconds(work))
    mine, its, child = (statistics.median(found) for found in times)
    line(what, mine * 1000, "ms")
    line(f"{what}, bare pyHanko", its * 1000, "ms")
    line(f"{what}, ratio", mine / its, "x")
    line(f"{what}, verdicts per second", 1 / mine, "1/s")
    line(f"{what}, in a warm child", child * 1000, "ms")


def measure_in_odoo(inside: list[tuple[str, str, bytes]], policy: VerifyPolicy) -> None:
    """Verify kept versions as the clerk's button does; nothing stays of it."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    options = ["-c", os.environ["EDOC_BENCH_CONFIG"], "--log-level=error"]
    config.parse_config(options, setup_logging=True)
    with Registry(os.environ["EDOC_BENCH_DATABASE"]).cursor() as cursor:
        env = api.Environment(cursor, SUPERUSER_ID, {})
        believe(env, policy)
        document = env["edoc.incoming"].create(
            {"subject": "Đo tốc độ kiểm tra ký số", "sender_name": "Cơ quan gửi"}
        )
        for what, kind, pdf in inside:
            document._attach("main", "van-ban.pdf", pdf)
            version = document.file_ids.sorted("id")[-1].current_id
            work = verification(env, version, kind)
            work()
            times = sorted(seconds(work) for _run in range(IN_ODOO))
            line(f"{what}, in Odoo p50", statistics.median(times) * 1000, "ms")
            line(f"{what}, in Odoo p95", times[IN_ODOO * 95 // 100] * 1000, "ms")
        cursor.rollback()


def believe(env, policy: VerifyPolicy) -> None:
    """Trust the bench's authorities and keep its lists, offline."""
    store = env["edoc.trust.certificate"]
    for kind, ders in (
        ("root", policy.roots),
        ("intermediate", policy.intermediates),
    ):
        for der in ders:
            content = base64.b64encode(der)
            store.create(
                {
                    "kind": kind,
                    "certificate": content,
                    "published_sha256": store._describe(content)["sha256"],
                    "reason": "Đo tốc độ",
                }
            )
    for content in policy.crls:
        env["edoc.crl"]._keep(content)
    env.company.edoc_check_online = False


def verification(env, version, kind: str) -> Callable:
    """The whole of it: bytes from the store, verdict, rows."""

    def work() -> None:
        env.invalidate_all()
        record = env["edoc.verification"]._verify_version(version, kind, env.company)
        env.flush_all()
        assert record.grade == "valid", record.sentence

    return work


def seconds(work: Callable) -> float:
    """Time of one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def line(what: str, value: float, unit: str) -> None:
    """Print one figure."""
    print(f"{what}\t{value:.2f}\t{unit}", flush=True)


if __name__ == "__main__":
    main()
