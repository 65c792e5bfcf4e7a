"""Documents by e-mail wait for the clerk as such; none lost, none twice (Điều 10)."""

import hashlib
import io
import zipfile
from email.message import EmailMessage
from xmlrpc.client import Binary, Fault

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..demo.organisation import PASSWORD
from .common import PLAIN, EdocSetup, letter, signed_letter, tampered

ADDRESS = "van-thu@sct.example"


@tagged("post_install", "-at_install")
class TestIncomingMail(EdocSetup, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].create({"name": "sct.example"})
        (cls.company | cls.unit).alias_domain_id = domain
        points = cls.env["edoc.contact.point"]
        cls.box = points._of_entity(cls.company)
        manager = cls.as_("quantri", cls.box)
        manager.alias_name = "van-thu"
        cls.unit_box = points._of_entity(cls.unit)
        cls.unit_box.alias_name = "tt-khuyen-cong"
        cls.province.email = "vanthu@ubnd.laichau.example"

    # ------------------------------------------------------------------- helpers

    def mail(self, *files, to=ADDRESS, sender="vanthu@ubnd.laichau.example", **headers):
        message = EmailMessage()
        message["From"] = f"Văn thư UBND tỉnh <{sender}>"
        message["To"] = to
        message["Subject"] = headers.pop("subject", "CV 1521/UBND-KT v/v kiểm tra chợ")
        message["Message-ID"] = headers.pop("message_id", "<77@ubnd.laichau.example>")
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content("Kính gửi Sở Công Thương.\n\nXin gửi công văn kèm theo.")
        for name, content in files:
            kind = "pdf" if name.endswith("pdf") else "octet-stream"
            message.add_attachment(
                content, maintype="application", subtype=kind, filename=name
            )
        return message.as_bytes()

    def receive(self, raw):
        """The gateway's own entry, with the very bytes; return what has come of it."""
        before = self.documents()
        self.env["mail.thread"].message_process(False, Binary(raw))
        return self.documents() - before

    def documents(self):
        return self.env["edoc.incoming"].search([("source", "=", "mail")])

    def sent(self):
        return self.env["mail.mail"].search([])

    # --------------------------------------------------------------------- tests

    def test_a_message_waits_for_the_clerk(self):
        """Điều 10: its files are kept as they came and checked, its data proposed."""
        pdf = signed_letter(PLAIN)
        raw = self.mail(("du-toan.xlsx.exe", b"MZ" * 9), ("cong-van.pdf", pdf))
        mails = self.sent()
        document = self.as_("vanthu", self.receive(raw))
        self.assertEqual((document.state, document.source), ("received", "mail"))
        self.assertEqual(
            (document.company_id, document.box_id), (self.company, self.box)
        )
        self.assertEqual(document.sender_id, self.province)
        self.assertEqual(
            (document.code, document.subject), ("1521/UBND-KT", "kiểm tra chợ")
        )
        self.assertEqual(document.type_id.name, "Công văn")
        self.assertEqual(document.file_ids._content(), pdf)
        self.assertEqual(document.verdict, "valid")
        self.assertEqual(document.mail_sha256, hashlib.sha256(raw).hexdigest())
        self.assertEqual(document._mail_bytes(), raw)
        self.assertIn("vanthu@ubnd.laichau.example", document.hint_lines)
        self.assertIn("du-toan.xlsx.exe", document.hint_lines)
        self.assertIn("kèm theo", " ".join(document.message_ids.mapped("body")))
        self.assertFalse(document.message_ids.attachment_ids)
        self.assertEqual(self.sent(), mails, "nobody is answered by a machine")
        self.assertFalse(self.statuses_sent())
        self.line.register(document, leader=None)
        self.assertEqual(document.arrival_number, 1)

    def test_the_same_message_twice(self):
        """Whichever way it comes again, there is one document."""
        raw = self.mail(("cong-van.pdf", letter()))
        self.assertEqual(len(self.receive(raw)), 1)
        self.assertFalse(self.receive(raw))
        again = raw.replace(b"Xin g", b"xin g")
        self.env["mail.message"].search([]).message_id = False
        self.assertFalse(self.receive(again))

    def test_each_entity_gets_its_own(self):
        """One message to two entities: a document for each, seen by its own clerk."""
        to = f"{ADDRESS}, tt-khuyen-cong@sct.example"
        documents = self.receive(self.mail(("cong-van.pdf", letter()), to=to))
        self.assertEqual(documents.box_id, self.box | self.unit_box)
        self.assertEqual(documents.company_id, self.company | self.unit)
        self.assertEqual([len(document.file_ids) for document in documents], [1, 1])
        other = documents.filtered(lambda d: d.company_id == self.unit)
        with self.assertRaises(AccessError):
            self.as_("vanthu", other).read(["subject"])

    def test_nothing_is_lost(self):
        """An unknown sender, no file, no subject: kept, and told to the clerk."""
        message = self.mail(sender="ai-do@gmail.com", subject="", message_id="<1@x>")
        document = self.receive(message)
        self.assertFalse(document.sender_id or document.file_ids)
        self.assertEqual(document.sender_name, "Văn thư UBND tỉnh")
        for code in ("hint.mail_unknown", "hint.mail_no_file"):
            self.assertIn(code, [hint["code"] for hint in document.hints])
        self.assertEqual(document.proposed_reason_id.code, "incomplete")
        self.assertTrue(document._mail_bytes())

    def test_an_agency_is_known_by_its_domain(self):
        document = self.receive(self.mail(sender="phongkt@ubnd.laichau.example"))
        self.assertEqual(document.sender_id, self.province)

    def test_hostile_files(self):
        """Bombs, programs and files under false names stay in the message, told of."""
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
            for number in range(6):
                packed.writestr(f"{number}", b"\0" * (100 << 20))
        files = (
            ("bom.zip", bomb.getvalue()),
            ("gia.pdf", b"MZ\x90\0"),
            ("chay.exe", b"MZ"),
            ("rong.pdf", b""),
            ("that.pdf", letter()),
        )
        document = self.receive(self.mail(*files))
        self.assertEqual(document.file_ids.mapped("name"), ["that.pdf"])
        self.assertEqual(document.file_ids.role, "main")
        for name in ("bom.zip", "gia.pdf", "chay.exe", "rong.pdf"):
            self.assertIn(name, document.hint_lines)

    def test_a_secret_stays_out(self):
        """Điều 1.2: what is marked secret is told of, and its content is not kept."""
        secret = letter(mark="MẬT")
        document = self.receive(self.mail(("mat.pdf", secret), subject="12/UBND-M"))
        self.assertFalse(document.file_ids or document.mail_raw or document.code_number)
        self.assertNotIn("12/UBND-M", document.subject)
        self.assertIn("Điều 1.2", document.hint_lines)
        self.assertTrue(document.mail_sha256)
        talk = document.message_ids
        said = " ".join(filter(None, [*talk.mapped("body"), *talk.mapped("subject")]))
        self.assertNotIn("kèm theo", said)
        self.assertNotIn("12/UBND-M", said)

    def test_a_secret_answer_stays_out(self):
        """Điều 1.2: nor does it enter beside a document that is there already."""
        first = self.receive(self.mail())
        reply = self.mail(
            ("mat.pdf", letter(mark="MẬT")),
            subject="Trả lời 12/UBND-M",
            message_id="<79@ubnd.laichau.example>",
            References="<77@ubnd.laichau.example>",
        )
        second = self.receive(reply)
        self.assertFalse(second.file_ids or second.mail_raw)
        subjects = (first | second).message_ids.mapped("subject")
        self.assertNotIn("12/UBND-M", " ".join(filter(None, subjects)))

    def test_a_broken_signature_is_not_registered(self):
        """Điều 10.2 holds for e-mail, too; nothing goes back by itself."""
        mails = self.sent()
        document = self.receive(self.mail(("sua.pdf", tampered(signed_letter(PLAIN)))))
        self.assertEqual((document.state, document.verdict), ("received", "invalid"))
        with self.assertRaisesRegex(UserError, "can't be registered"):
            self.line.register(document, leader=None, reason="Vẫn nhận")
        self.assertEqual(self.sent(), mails)

    def test_a_scan_by_mail_needs_the_clerks_reason(self):
        """E-mail is no channel of the exchange: the clerk decides, with a reason."""
        document = self.receive(self.mail(("quet.pdf", letter())))
        with self.assertRaisesRegex(UserError, "Write why"):
            self.line.register(document, leader=None)
        self.line.register(document, leader=None, reason="Bản giấy gửi sau")
        self.assertEqual(document.state, "registered")

    def test_returning_answers_the_sender_but_no_machine(self):
        """By hand, once, marked as automatic; an automatic message gets no answer."""
        reason = self.env.ref("l10n_vn_edoc.return_reason_other")
        for number, headers in enumerate(({}, {"Auto_Submitted": "auto-replied"})):
            raw = self.mail(message_id=f"<{number}@x>", **headers)
            document, before = self.receive(raw), self.sent()
            self.wizard(
                "edoc.incoming.refuse",
                "vanthu",
                document,
                reason_id=reason.id,
                details="Không có tệp kèm theo",
            ).action_refuse()
            answer = self.sent() - before
            self.assertEqual(document.state, "refused")
            self.assertEqual(len(answer), 0 if headers else 1)
            for mail in answer:
                self.assertIn("auto-replied", mail.headers)
                # so that Odoo's administrators don't read of it, see mail_rules.xml
                self.assertEqual(mail.model, "edoc.incoming")
                self.assertEqual(mail.res_id, document.id)

    def test_an_answer_with_files_is_a_document_of_its_own(self):
        """A reply never disappears in the talk beside a document that is done."""
        first = self.receive(self.mail())
        reply = self.mail(
            ("bo-sung.pdf", letter()),
            message_id="<78@ubnd.laichau.example>",
            In_Reply_To="<77@ubnd.laichau.example>",
            References="<77@ubnd.laichau.example>",
        )
        second = self.receive(reply)
        self.assertEqual(len(second), 1)
        self.assertEqual(second.file_ids.mapped("name"), ["bo-sung.pdf"])
        self.assertFalse((first | second).message_ids.attachment_ids)

    def test_by_the_gateways_call(self):
        """The mail server's script hands the bytes over by RPC."""
        raw, user = self.mail(("cong-van.pdf", letter())), self.users["quantri"]
        before = self.documents()
        call = (self.env.cr.dbname, user.id, PASSWORD, "mail.thread", "message_process")
        self.xmlrpc_object.execute(*call, False, Binary(raw))
        document = self.documents() - before
        self.assertEqual(document.mail_sha256, hashlib.sha256(raw).hexdigest())

    def test_only_the_gateway_makes_them(self):
        """Staff can't call it past the gateway, nor write what the message said."""
        user = self.users["vanthu"]
        call = (self.env.cr.dbname, user.id, PASSWORD, "edoc.incoming")
        with self.assertRaises(Exception) as caught:
            self.xmlrpc_object.execute(*call, "message_new", {"subject": "x"})
        self.assertIn("rivate", str(caught.exception))
        document = self.as_("vanthu", self.receive(self.mail()))
        raw, call = Binary(self.mail(message_id="<2@x>")), list(call)
        call[1], call[3] = self.users["cv.ktat"].id, "mail.thread"
        talk = document.message_ids
        with self.assertRaises(Fault):
            gateway = {"thread_id": document.id}
            self.xmlrpc_object.execute_kw(
                *call, "message_process", ["edoc.incoming", raw], gateway
            )
        self.assertEqual(document.message_ids, talk)
        with self.assertRaises(AccessError):
            document.mail_from = "khac@x"
        with self.assertRaises(AccessError):
            document.read(["mail_raw"])

    def test_the_message_is_saved_as_it_came(self):
        raw = self.mail(("cong-van.pdf", letter()))
        document = self.receive(raw)
        self.authenticate("vanthu", PASSWORD)
        answer = self.url_open(f"/edoc/incoming/{document.id}/mail")
        self.assertEqual(answer.content, raw)
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.authenticate("cv.qlcn", PASSWORD)
        answer = self.url_open(f"/edoc/incoming/{document.id}/mail")
        self.assertEqual(answer.status_code, 403)
