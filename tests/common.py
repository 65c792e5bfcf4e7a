"""What the Odoo tests share: the demo organisation, its people, documents at any stage.

Nothing is mocked: tokens are those of SoftHSM, time stamps and certificate status come
from the authority that ``make test`` runs, packets pass through folders.
"""

import base64
import hashlib
import json
import shutil
import tempfile
from configparser import ConfigParser
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import count
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit

from requests import Session

from odoo import Command
from odoo.tests import TransactionCase, tagged
from odoo.tools import config, mute_logger

from ..core.edxml import build_packet, read_packet
from ..core.edxml.model import DocumentPacket, StatusPacket
from ..core.pdfsign.sign import Level
from ..core.token.pem import certificates_in
from ..demo.letter import Letter, draw
from ..demo.line import PIN, Line
from ..demo.messages import MESSAGES
from ..demo.organisation import PASSWORD, Organisation
from ..demo.other_agency import OtherAgency, utc_now
from ..models._server_settings import SECTION, server_settings
from .ground import PKI, lay_ground
from .other_readers import faults

ADDRESS = json.loads((PKI / "built.json").read_text())["address"]
WITH_ENCLOSURE, PLAIN = MESSAGES[:2]

STARTED = utc_now()
_seconds = count(1)
_send = Session.send  # before Odoo's tests put their guard in its place


@cache
def signed_letter(message, level=Level.LT):
    """The other agency's letter, signed and sealed once for the whole run.

    :param level: at ``Level.B`` it brings neither time stamps nor certificate status
    """
    agency = OtherAgency(PKI, server_settings()["pkcs11_softhsm"], PKI)
    agency.services = replace(agency.services, level=level)
    return agency.signed_letter(message, utc_now())


def tampered(pdf):
    """Change one byte of the page that is covered by both signatures."""
    changed = bytearray(pdf)
    changed[pdf.find(b"stream") + 40] ^= 1
    return bytes(changed)


def letter(**changes):
    """A draft on paper that leaves number and date open."""
    usual = Letter(
        superior="UBND tỉnh Lai Châu",
        agency="Sở Công Thương",
        place="Lai Châu",
        notation="SCT-QLCN",
        subject="báo cáo tình hình sản xuất công nghiệp",
        body=("Sở Công Thương báo cáo Ủy ban nhân dân tỉnh xem xét, chỉ đạo./.",),
        position="Giám đốc",
        signer="Trần Quang Vinh",
        year=utc_now().year,
        to="Ủy ban nhân dân tỉnh Lai Châu",
    )
    return draw(replace(usual, **changes))


class EdocSetup:
    """The demo organisation in the environment of the class; see ``EdocCommon``."""

    @classmethod
    def setUpClass(cls):
        lay_ground()
        super().setUpClass()
        cls._checked = set()
        cls._trusted = [
            certificates_in((PKI / name).read_bytes())
            for name in ("root.pem", "intermediates.pem")
        ]
        cls._use_own_exchange_root()
        # jobs run at once: there is no job runner beside the tests
        cls.env = cls.env(context={**cls.env.context, "queue_job__no_delay": True})
        cls.organisation = Organisation(cls.env, PKI).build()
        cls._make_passwords_quick()
        cls.company, cls.unit = cls.organisation.company, cls.organisation.unit
        cls.channel = cls.organisation.channel
        cls.users = cls.organisation.users
        cls.departments = cls.organisation.departments
        cls.line = Line(cls.env, commit=False)
        cls.province = cls.env["res.partner"].search([("edoc_organ_id", "=", "H35")])

    def setUp(self):
        super().setUp()
        before = self._files()
        self.addCleanup(self._remove_files_but, before)
        self.addCleanup(self._check_outputs)

    def _check_outputs(self):
        """Whatever a test has sealed is valid for readers that we did not write."""
        versions = self.env["edoc.file.version"].sudo().with_context(bin_size=False)
        sealed = versions.search(
            [
                ("stage", "in", ("sealed", "archived")),
                ("destroyed_at", "=", False),
                ("id", "not in", self._checked),
            ]
        )
        for version in sealed:
            content = base64.b64decode(version.content)
            # tests of what is done to the store change bytes behind Odoo's back
            if hashlib.sha256(content).hexdigest() == version.sha256:
                found = faults(content, *self._trusted)
                self.assertFalse(found, version.display_name)
        self._checked.update(sealed.ids)

    def _remove_files_but(self, kept):
        """Folders don't roll back by themselves."""
        for path in self._files() - kept:
            path.unlink()

    def _files(self):
        found = self.exchange_root.rglob("*.edxml")
        return {path for path in found if path.is_file()}

    @classmethod
    def _request_handler(cls, session, request, /, **kwargs):
        """Let requests to the test authority pass; Odoo lets 127.0.0.1 only."""
        if urlsplit(request.url).hostname == ADDRESS.split(":")[0]:
            return _send(session, request, **kwargs)
        return super()._request_handler(session, request, **kwargs)

    @classmethod
    def _use_own_exchange_root(cls):
        """Serve the class by a configuration file of its own, with its own folder."""
        cls.exchange_root = Path(tempfile.mkdtemp(prefix="edoc-test-"))
        cls.addClassCleanup(shutil.rmtree, cls.exchange_root)
        parser = ConfigParser(interpolation=None)
        parser[SECTION] = {
            **server_settings(),
            "exchange_root": str(cls.exchange_root),
            "scan_root": str(cls.exchange_root / "scans"),
        }
        path = cls.exchange_root / "server.conf"
        with path.open("w") as stream:
            parser.write(stream)
        cls.addClassCleanup(config.__setitem__, "config", config["config"])
        config["config"] = str(path)

    @classmethod
    def _make_passwords_quick(cls):
        """As Odoo does in tests: a hash that many logins don't wait for."""
        users = cls.env["res.users"]
        cls.env.cr.execute(
            "UPDATE res_users SET password = %s WHERE id = ANY(%s)",
            [
                users._crypt_context().hash(PASSWORD),
                [user.id for user in cls.organisation.users.values()],
            ],
        )

    @contextmanager
    def assertRaisesRegex(self, exception, regex):
        """As Odoo's ``assertRaises``, undo what was done up to the error."""
        with self.assertRaises(exception) as caught:
            yield caught
        self.assertRegex(str(caught.exception), regex)

    def muted(self):
        """Without the log of a query that is meant to fail."""
        return mute_logger("odoo.sql_db")

    @contextmanager
    def printed(self):
        """Render reports as PDF, which Odoo leaves out in tests, and keep them."""
        printed = []
        reports = self.registry["ir.actions.report"]
        render = reports._render_qweb_pdf

        def keep(report, *args, **kwargs):
            report = report.with_context(force_report_rendering=True)
            found = render(report, *args, **kwargs)
            printed.append(found[0])
            return found

        with patch.object(reports, "_render_qweb_pdf", keep):
            yield printed

    # --------------------------------------------------------------------- folders

    def inbox(self):
        return self.channel._edoc_path("inbox")

    def outbox(self, kind=(DocumentPacket, StatusPacket)):
        """What the other agency finds in our outbox, oldest first."""
        found = self.line.agency.received()
        return [packet for _path, packet in found if isinstance(packet, kind)]

    def statuses_sent(self):
        return [packet.status_code for packet in self.outbox(StatusPacket)]

    @classmethod
    def take_in(cls, content, name="goi-tin"):
        """Drop bytes into the inbox; return the exchange record that keeps them."""
        cls.line.agency.send(name, content)
        cls.channel._edoc_receive()
        digest = hashlib.sha256(content).hexdigest()
        return cls.env["edi.exchange.record"].search(
            [("external_identifier", "=", digest)]
        )

    @classmethod
    def packet(cls, message=PLAIN, pdf=None, **changes):
        """The other agency's packet as bytes, with some of its data changed."""
        content = cls.line.agency.packet(
            message, utc_now(), signed_letter(message) if pdf is None else pdf
        )
        return build_packet(replace(read_packet(content), **changes))

    # ------------------------------------------------------------------- documents

    @classmethod
    def as_(cls, login, records):
        return records.with_user(cls.users[login])

    @classmethod
    def arrive(cls, message=PLAIN, pdf=None):
        """An incoming document in *Chờ lưu trữ*, verified."""
        # packets of one second with the same letter would be one packet
        sent = STARTED - timedelta(seconds=next(_seconds))
        return cls.line.arrive(message, pdf or signed_letter(message), sent)

    @classmethod
    def incoming_at(cls, state):
        """An incoming document that has come to ``state`` by its proper steps."""
        document = cls.arrive()
        steps = {
            "registered": lambda: cls.line.register(document, leader=None),
            "submitted": lambda: cls.wizard(
                "edoc.incoming.submit", "vanthu", document, leader_id="giamdoc"
            ).action_submit(),
            "distributed": lambda: cls.line.distribute(document, "QLCN", ("KTAT",)),
            "processing": lambda: cls.line.assign(document, "cv.qlcn"),
            "done": lambda: cls.line.finish(document, "Đã báo cáo trực tiếp."),
        }
        for reached, step in steps.items():
            if document.state == state:
                break
            step()
            assert document.state == reached, document.state
        assert document.state == state, document.state
        return document

    @classmethod
    def draft(cls, login="cv.qlcn", signer="giamdoc", enclosure=False, **vals):
        """A draft with everything that handing in asks for."""
        author = cls.users[login]
        draft = (
            cls.env["edoc.outgoing"]
            .with_user(author)
            .create(
                {
                    "subject": "báo cáo tình hình sản xuất công nghiệp",
                    "type_id": cls.env.ref("l10n_vn_edoc.document_type_cong_van").id,
                    "signer_id": cls.users[signer].id,
                    "delivery_ids": [Command.create({"partner_id": cls.province.id})],
                    **vals,
                }
            )
        )
        cls.line.upload(draft, "cong-van.pdf", cls.letter_of(draft))
        if enclosure:
            cls.line.upload(draft, "phu-luc.pdf", letter(annex=True), "enclosure")
        return draft

    @classmethod
    def letter_of(cls, draft, **changes):
        """The draft on paper, with the lines of its signer's authority."""
        lines = "\n".join(draft.authority_id._value().lines)
        usual = {"signer": draft.signer_name, "position": lines}
        return letter(**{**usual, **changes})

    @classmethod
    def outgoing_at(cls, state, **kwargs):
        """An outgoing document that has come to ``state`` by its proper steps."""
        draft = cls.draft(**kwargs)
        steps = {
            "content_review": lambda: draft.action_submit(),
            "form_review": lambda: cls.as_("tp.qlcn", draft).action_approve_content(),
            "signing": lambda: cls.approve_form(cls.as_("chanhvanphong", draft)),
            "signed": lambda: cls.line.sign(draft),
            "numbered": lambda: cls.line.number(draft),
            "sealed": lambda: cls.line.seal(draft),
            "issued": lambda: cls.line.issue(draft),
        }
        if state == "returned":
            cls.outgoing_back(draft)
        elif state == "cancelled":
            cls.wizard(
                "edoc.outgoing.return",
                "cv.qlcn",
                draft,
                cancel=True,
                reason="Không cần",
            ).action_return()
        else:
            for reached, step in steps.items():
                if draft.state == state:
                    break
                step()
                assert draft.state == reached, draft.state
        assert draft.state == state, draft.state
        return draft

    @classmethod
    def outgoing_back(cls, draft, reason="Sửa lại căn cứ"):
        """Hand in and return to the author."""
        draft.action_submit()
        cls.wizard(
            "edoc.outgoing.return", "tp.qlcn", draft, reason=reason
        ).action_return()

    @classmethod
    def approve_form(cls, document):
        """The office finds right what seems wrong to the software, and approves."""
        rows = document.form_row_ids
        rows.filtered(lambda r: not r.result and r.proposed == "not_ok").action_right()
        return document.action_approve_form()

    @classmethod
    def book(cls, kind, document=None):
        """This year's book of the entity, or the one of an outgoing document."""
        books = cls.env["edoc.register"]
        year = cls.env["edoc.outgoing"]._vn_today().year
        if kind != "outgoing":
            return books._book_of(cls.company, kind, year)
        return books._book_for(document or cls.draft(), year)[1]

    @classmethod
    def wizard(cls, model, login, documents, **vals):
        """A step's question, answered by the user; other users are named by login."""
        for name, value in vals.items():
            if isinstance(value, str) and name.endswith("_id"):
                vals[name] = cls.users[value].id
        if model.startswith("edoc.incoming"):
            vals["incoming_id"] = documents.id
        else:
            vals["outgoing_ids"] = [Command.set(documents.ids)]
        return cls.env[model].with_user(cls.users[login]).create(vals)


@tagged("post_install", "-at_install")
class EdocCommon(EdocSetup, TransactionCase):
    """One organisation for the class; whatever a test does is undone after it."""


__all__ = [
    "ADDRESS",
    "PIN",
    "PKI",
    "PLAIN",
    "WITH_ENCLOSURE",
    "EdocCommon",
    "EdocSetup",
]
__all__ += ["letter", "signed_letter", "tampered"]
