#!/usr/bin/env python3
"""A small public-key infrastructure for the demo and the tests; never for real use.

Styled like the one of the Government (root, CA for state agencies, time stamps,
certificate status), every name marked as a trial. Two commands::

    dev/pki.py build DIR --address HOST:PORT
    dev/pki.py serve DIR --address HOST:PORT

``build`` leaves in DIR: keys/, certs/, pictures/, tokens/ (SoftHSM),
softhsm2.conf, root.pem, intermediates.pem, pki.yml and tokens.json. Called again
with the same address it changes nothing; with another address it issues the
certificates again from the same keys, for they carry the addresses of the services.
"""

import argparse
import json
import logging
import os
import shutil
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import yaml
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

sys.path.insert(0, str(Path(__file__).resolve().parent))
import pictures
import pki_settings
from pki_settings import ARCH, HOLDERS, NATION, SERVICES

FORMAT = 4
PIN = "246813"
SO_PIN = "13572468"
DRIVERS = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
)


def driver_path() -> str:
    """Return the path of SoftHSM's driver on this machine."""
    for path in DRIVERS:
        if os.path.exists(path):
            return path
    raise SystemExit("SoftHSM is missing: apt-get install softhsm2 opensc")


def build(folder: Path, address: str) -> None:
    """Make or complete everything in ``folder``; see the module's docstring."""
    state = folder / "built.json"
    wanted = {"format": FORMAT, "address": address}
    if state.exists() and json.loads(state.read_text()) == wanted:
        return
    for name in ("keys", "certs", "pictures"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    _make_keys(folder / "keys")
    settings = folder / "pki.yml"
    settings.write_text(
        yaml.safe_dump(pki_settings.settings(address, _today()), allow_unicode=True)
    )
    _issue(folder)
    _make_tokens(folder)
    _draw(folder / "pictures")
    _describe(folder)
    state.write_text(json.dumps(wanted))


def serve(folder: Path, address: str) -> None:
    """Answer status, revocation list and time-stamp requests until stopped."""
    from certomancer.integrations.animator import Animator, AnimatorArchStore
    from werkzeug.serving import run_simple

    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    config = CertomancerConfig.from_file(str(folder / "pki.yml"), str(folder))
    app = Animator(
        AnimatorArchStore(config.pki_archs),
        with_web_ui=False,
        allow_time_override=False,
    )
    host, port = address.rsplit(":", 1)
    run_simple(host, int(port), app, threaded=True)


def _today() -> datetime:
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _make_keys(folder: Path) -> None:
    for label in (*SERVICES, *(holder.label for holder in HOLDERS)):
        path = folder / f"{label}.pem"
        if path.exists():
            continue
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        text = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        path.touch(mode=0o600)
        path.write_bytes(text)


# -- files and tokens ----------------------------------------------------------


def _issue(folder: Path) -> None:
    config = CertomancerConfig.from_file(str(folder / "pki.yml"), str(folder))
    arch = config.get_pki_arch(ArchLabel(ARCH))
    for label in (*SERVICES, *(holder.label for holder in HOLDERS)):
        der = arch.get_cert(CertLabel(label)).dump()
        (folder / "certs" / f"{label}.der").write_bytes(der)
        (folder / "certs" / f"{label}.pem").write_bytes(_armor(der))
    for name, label in (("root", "root"), ("intermediates", "ca")):
        shutil.copy(folder / "certs" / f"{label}.pem", folder / f"{name}.pem")


def _armor(der: bytes) -> bytes:
    from asn1crypto import pem

    return pem.armor("CERTIFICATE", der)


def _make_tokens(folder: Path) -> None:
    store = folder / "tokens"
    shutil.rmtree(store, ignore_errors=True)
    store.mkdir(mode=0o700)
    settings = folder / "softhsm2.conf"
    settings.write_text(
        f"directories.tokendir = {store.resolve()}\n"
        "objectstore.backend = file\nlog.level = ERROR\nslots.removable = false\n"
    )
    # One after the other: SoftHSM reads all tokens, also those half-written.
    for holder in (holder for holder in HOLDERS if holder.token):
        command = ["softhsm2-util", "--init-token", "--free", "--pin", PIN]
        _run(settings, *command, "--label", holder.label, "--so-pin", SO_PIN)
        _fill_token(folder, holder.label)


def _fill_token(folder: Path, label: str) -> None:
    settings = folder / "softhsm2.conf"
    key = folder / "keys" / f"{label}.pem"
    command = ["softhsm2-util", "--import", str(key), "--token", label]
    _run(settings, *command, "--label", label, "--id", "01", "--pin", PIN)
    cert = folder / "certs" / f"{label}.der"
    command = ["pkcs11-tool", "--module", driver_path(), "--token-label", label]
    command += ["--login", "--pin", PIN, "--write-object", str(cert)]
    _run(settings, *command, "--type", "cert", "--id", "01", "--label", label)


def _run(settings: Path, *command: str) -> None:
    env = {**os.environ, "SOFTHSM2_CONF": str(settings)}
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed: {done.stderr or done.stdout}")


def _draw(folder: Path) -> None:
    for holder in HOLDERS:
        if not holder.token:
            continue
        if holder.seal:
            same = holder.organization == holder.common_name
            ring = NATION if same else holder.organization
            picture = pictures.seal(ring, holder.common_name)
        else:
            picture = pictures.signature(holder.common_name)
        (folder / f"{holder.label}.png").write_bytes(picture)


def _describe(folder: Path) -> None:
    tokens = {
        holder.label: {
            **asdict(holder),
            "cn": holder.common_name,
            "certificate": f"certs/{holder.label}.pem",
            "picture": f"pictures/{holder.label}.png",
            "pin": PIN,
        }
        for holder in HOLDERS
        if holder.token
    }
    text = json.dumps(tokens, ensure_ascii=False, indent=2)
    (folder / "tokens.json").write_text(text + "\n")


def main() -> None:
    """Read the command line and run one of the two commands."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=("build", "serve"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--address", default="127.0.0.1:9080", help="HOST:PORT")
    options = parser.parse_args()
    command = build if options.command == "build" else serve
    command(options.folder, options.address)


if __name__ == "__main__":
    main()
