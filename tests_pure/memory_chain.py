"""A whole chain on one large file in a process of its own, told its memory's peaks.

Run by ``test_sign_robust``: a process that did other things has had its peak before.
"""

import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from core.pdfsign.fill import fill_number
from core.pdfsign.prepare import prepare_document
from core.pdfsign.sign import (
    Level,
    SealPicture,
    TrustServices,
    apply_seal,
    sign_personal,
)
from core.token.key import key_from_memory


def key(folder: Path, label: str):
    private = (folder / "keys" / f"{label}.pem").read_bytes()
    return key_from_memory(private, (folder / "certs" / f"{label}.der").read_bytes())


def peak() -> int:
    """Bytes of memory that this process has had at most."""
    # Not getrusage: it begins with the peak of the process that started this one.
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024


def main(source: str, target: str, folder: str, name: str) -> None:
    now, pki = datetime.now(UTC), Path(folder)
    services, peaks = TrustServices(Level.B, online=False), {}
    seal = SealPicture((pki / "pictures/seal_sct.png").read_bytes(), 36, 36)
    director, agency = key(pki, "director"), key(pki, "seal_sct")
    pdf = Path(source).read_bytes()
    peaks["start"] = peak()
    pdf = prepare_document(pdf, signer_name=name).pdf
    peaks["prepare"] = peak()
    pdf = sign_personal(pdf, director, None, now, services)
    peaks["sign"] = peak()
    pdf = fill_number(pdf, "125", "05", "11")
    peaks["number"] = peak()
    pdf = apply_seal(pdf, agency, seal, now, services)
    peaks["seal"] = peak()
    Path(target).write_bytes(pdf)
    json.dump(peaks, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
