"""A certificate that its authority revokes while a document is on its way."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pki_settings
import yaml
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..core.token.pkcs11 import list_tokens
from ..models._server_settings import server_settings
from .common import ADDRESS, PIN, PKI, EdocCommon
from .server import until

SERVER = Path(pki_settings.__file__).with_name("pki.py")
SO_PIN = "13572468"
LABEL, KEY = "seal_late", "seal_sct"


class Authority:
    """The test authority at an address of its own, so that it can change its mind."""

    def __init__(self, folder):
        host = ADDRESS.split(":")[0]
        with closing(socket.create_server((host, 0))) as free:
            self.address = f"{host}:{free.getsockname()[1]}"
        self.folder, self.process = folder, None
        shutil.copytree(PKI / "keys", folder / "keys")
        today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        self.settings = pki_settings.settings(self.address, today)

    def certificate(self, label):
        """Write a certificate whose status this authority answers for."""
        self._write()
        config = CertomancerConfig.from_file(str(self._file), str(self.folder))
        arch = config.get_pki_arch(ArchLabel(pki_settings.ARCH))
        path = self.folder / f"{label}.der"
        path.write_bytes(arch.get_cert(CertLabel(label)).dump())
        return path

    def revoke(self, label, since):
        architecture = self.settings["pki-architectures"][pki_settings.ARCH]
        architecture["certs"][label]["revocation"] = {
            "revoked-since": since.isoformat(),
            "reason": "key_compromise",
        }
        self.start()

    def start(self):
        """Answer by the settings of this moment."""
        self.stop()
        self._write()
        command = [sys.executable, SERVER, "serve", self.folder]
        self.process = subprocess.Popen(
            [*command, "--address", self.address], stderr=subprocess.DEVNULL
        )
        until(self._answers, 30)

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(10)

    @property
    def _file(self):
        return self.folder / "pki.yml"

    def _write(self):
        self._file.write_text(yaml.safe_dump(self.settings, allow_unicode=True))

    def _answers(self):
        host, port = self.address.split(":")
        try:
            socket.create_connection((host, int(port)), 1).close()
        except OSError:
            return False
        return True


@tagged("post_install", "-at_install")
class TestTokenRevoked(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = Path(tempfile.mkdtemp(prefix="edoc-late-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.driver = server_settings()["pkcs11_softhsm"]
        cls._use_copied_tokens()
        cls.authority = Authority(cls.folder)
        cls.addClassCleanup(cls.authority.stop)
        cls._plug_in(cls.authority.certificate(KEY))
        cls.authority.start()

    @classmethod
    def _use_copied_tokens(cls):
        """Let the driver see copies, beside which a new token may be plugged in."""
        given = os.environ["SOFTHSM2_CONF"]
        tokens = cls.folder / "tokens"
        shutil.copytree(PKI / "tokens", tokens)
        config = cls.folder / "softhsm2.conf"
        usual = Path(given).read_text()
        config.write_text(usual.replace(str((PKI / "tokens").resolve()), str(tokens)))
        os.environ["SOFTHSM2_CONF"] = str(config)
        cls.addClassCleanup(list_tokens, cls.driver)
        cls.addClassCleanup(os.environ.__setitem__, "SOFTHSM2_CONF", given)

    @classmethod
    def _plug_in(cls, certificate):
        """Put the agency's key with another certificate onto a new token."""
        key = str(PKI / "keys" / f"{KEY}.pem")
        init = ["--init-token", "--free", "--label", LABEL, "--so-pin", SO_PIN]
        keep = ["--import", key, "--token", LABEL, "--label", LABEL, "--id", "01"]
        for command in (
            ["softhsm2-util", *init, "--pin", PIN],
            ["softhsm2-util", *keep, "--pin", PIN],
            [
                *("pkcs11-tool", "--module", cls.driver, "--token-label", LABEL),
                *("--login", "--pin", PIN, "--write-object", str(certificate)),
                *("--type", "cert", "--id", "01", "--label", LABEL),
            ],
        ):
            subprocess.run(command, check=True, capture_output=True)

    def test_revoked_between_signature_and_seal(self):
        """NĐ 23/2025 Điều 15: good this morning, revoked now; nothing is sealed."""
        self.env["edoc.token"].search([("label", "=", KEY)]).active = False
        token = self.env["edoc.token"].create(
            {
                "name": "Con dấu, cấp lại",
                "kind": "seal",
                "driver": "softhsm",
                "label": LABEL,
                "company_id": self.company.id,
                "first_holder_id": self.users["vanthu"].id,
            }
        )
        token.action_read_device()
        first, second = (self.outgoing_at("numbered") for _document in range(2))
        self.line.seal(first)
        self.assertEqual(first.state, "sealed")
        self.authority.revoke(KEY, datetime.now(UTC) - timedelta(seconds=1))
        versions = second.file_ids.version_ids
        with self.assertRaisesRegex(UserError, "has been revoked"):
            self.line.seal(second)
        second.invalidate_recordset()
        self.assertEqual((second.state, second.sealed_at), ("numbered", False))
        self.assertEqual(second.file_ids.version_ids, versions)
        self.assertEqual(second.number, 2, "a number that is taken stays taken")
