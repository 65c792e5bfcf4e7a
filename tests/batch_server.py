"""A server of its own with documents on the desks of leader and clerk, for batches."""

from datetime import UTC, datetime

from odoo import Command
from odoo.tests import HOST

from ..core.pdfsign.policy import VerifyPolicy
from ..core.pdfsign.verify import Grade, verify_document
from ..core.token.pem import certificates_in
from ..demo.line import PIN, Line
from ..demo.organisation import Organisation
from .common import PKI, letter
from .server import Client, Copy, Server, until

TO_SIGN, TO_NUMBER = 42, 8
BUTTONS = {
    "sign": "action_open_sign",
    "seal": "action_open_seal",
    "number_and_seal": "action_open_number_and_seal",
}


def prepare(env):
    """Fill the copy: documents on the leader's desk, and on the clerk's."""
    organisation = Organisation(env, PKI).build()
    line = Line(env, commit=False)
    first = _draft(line)
    line.upload(first, "cong-van.pdf", letter())
    line.approve(first)
    prepared = first.file_ids._content()
    line.sign(first)
    signed = first.file_ids._content()
    # one page for all, prepared and signed once
    for _number in range(TO_NUMBER - 1):
        _put(_draft(line), signed, "signed", "signed")
    for _number in range(TO_SIGN):
        _put(_draft(line), prepared, "prepared", "signing")
    # from here on without time stamps, for speed; one test turns them on
    organisation.company.edoc_signature_level = "B"
    env.flush_all()
    env.cr.commit()


def _draft(line):
    author = line.user("cv.qlcn")
    recipient = line.env["res.partner"].search([("edoc_organ_id", "=", "H35")])
    vals = {
        "subject": "báo cáo tình hình sản xuất công nghiệp",
        "type_id": line.env.ref("l10n_vn_edoc.document_type_cong_van").id,
        "signer_id": line.user("giamdoc").id,
        "delivery_ids": [Command.create({"partner_id": recipient.id})],
    }
    return line.env["edoc.outgoing"].with_user(author).create(vals)


def _put(draft, content, stage, state):
    draft.write({"file_ids": [Command.create({"name": "cong-van.pdf"})]})
    draft.file_ids._add_version(content, stage)
    draft._through_door().write({"state": state})


class BatchServer:
    """A server with documents to be signed and to be numbered; mixed into tests."""

    @classmethod
    def setUpClass(cls):
        cls.copy = Copy()
        cls.addClassCleanup(cls.copy.remove)
        cls.tokens = cls.copy.use_own_tokens(PKI)
        cls.copy.run(f"{__name__}:prepare")
        cls.server = None
        cls.addClassCleanup(cls.stop)
        cls.start()
        super().setUpClass()

    @classmethod
    def base_url(cls):
        return cls.server.url

    def authenticate(self, user, password, *, browser=None, session_extra=None):
        """Let the browser of a tour in at the server of its own."""
        session = Client(self.server, user).session.cookies["session_id"]
        browser.set_cookie("session_id", session, "/", HOST)

    @classmethod
    def stop(cls):
        if cls.server:
            cls.server.kill()

    @classmethod
    def start(cls):
        cls.stop()
        cls.server = Server(cls.copy, talkative=True)

    def documents(self, state, count):
        """Documents in hand of nobody yet."""
        rows = self.copy.rows(
            "SELECT id FROM edoc_outgoing WHERE state = %s AND id NOT IN "
            "(SELECT outgoing_id FROM edoc_batch_line) ORDER BY id DESC LIMIT %s",
            state,
            count,
        )
        self.assertEqual(len(rows), count)
        return [document for (document,) in rows]

    def ask(self, client, kind, documents):
        """Press the button of the list; return the question that opens."""
        action, error = client.call("edoc.outgoing", BUTTONS[kind], documents)
        self.assertIsNone(error, client.said)
        self.assertEqual(action["res_model"], "edoc.batch.start")
        return action["res_id"]

    def answer(self, client, question, pin=PIN):
        """Begin; return the batch."""
        action, error = client.call(
            "edoc.batch.start", "action_start", [question], context={"pin": pin}
        )
        self.assertIsNone(error, client.said)
        # the web client adds to it the context of the button, and keeps both
        self.assertEqual(action["context"], {"pin": False})
        return action["res_id"]

    def begin(self, client, kind, documents):
        return self.answer(client, self.ask(client, kind, documents))

    def go_on(self, client, batch):
        action, error = client.call("edoc.batch", "action_continue", [batch])
        self.assertIsNone(error, client.said)
        self.assertEqual(self.answer(client, action["res_id"]), batch)

    def ended(self, client, batch, seconds=60):
        """Wait for the end of a run as the bar does; return the last answer."""
        found = {}

        def over():
            found.update(client.call("edoc.batch", "progress", [batch])[0])
            return found["state"] != "running"

        until(over, seconds, self.server.log)
        return found

    def lines(self, batch):
        """``(document, verdict, its words)`` in the chosen order."""
        return self.copy.rows(
            "SELECT outgoing_id, state, message FROM edoc_batch_line "
            "WHERE batch_id = %s ORDER BY sequence",
            batch,
        )

    def verdicts(self, batch):
        return [state for _document, state, _message in self.lines(batch)]

    def stages(self, document):
        """``(state, steps, stages of its file)`` of a document."""
        [row] = self.copy.rows(
            "SELECT o.state, "
            "  (SELECT string_agg(s.action, ' ' ORDER BY s.id) "
            "     FROM edoc_step s WHERE s.outgoing_id = o.id AND s.action IN "
            "     ('sign', 'number', 'seal')), "
            "  (SELECT string_agg(v.stage, ' ' ORDER BY v.number) "
            "     FROM edoc_file f JOIN edoc_file_version v ON v.file_id = f.id "
            "    WHERE f.outgoing_id = o.id AND v.stage NOT IN ('draft', 'prepared')) "
            "FROM edoc_outgoing o WHERE o.id = %s",
            document,
        )
        return row

    def assertSigned(self, documents):
        for document in documents:
            self.assertEqual(self.stages(document), ("signed", "sign", "signed"))

    def assertUntouched(self, documents):
        for document in documents:
            self.assertEqual(self.stages(document), ("signing", None, None))

    def spoil(self, document):
        """Change a byte of the stored file of a document."""
        [(name,)] = self.copy.rows(
            "SELECT a.store_fname FROM edoc_file f JOIN ir_attachment a "
            "ON a.res_model = 'edoc.file.version' AND a.res_id = f.current_id "
            "WHERE f.outgoing_id = %s AND a.res_field = 'content'",
            document,
        )
        path = self.copy.folder / "data" / "filestore" / self.copy.name / name
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        # the documents' prepared pages are the same, and so is their file
        own = path.with_name(f"{path.name}{document}")
        own.write_bytes(content)
        self.copy.rows(
            "UPDATE ir_attachment SET store_fname = store_fname || %s FROM edoc_file f "
            "WHERE res_model = 'edoc.file.version' AND res_id = f.current_id "
            "AND f.outgoing_id = %s AND res_field = 'content'",
            str(document),
            document,
        )

    def check_pdf(self, client, document):
        """The file that came of it is what any reader expects."""
        [(version,)] = self.copy.rows(
            "SELECT current_id FROM edoc_file WHERE outgoing_id = %s", document
        )
        answer = client.session.get(f"{self.server.url}/edoc/version/{version}")
        policy = VerifyPolicy(
            certificates_in((PKI / "root.pem").read_bytes()),
            certificates_in((PKI / "intermediates.pem").read_bytes()),
        )
        verdict = verify_document(answer.content, policy, datetime.now(UTC))
        self.assertEqual(verdict.grade, Grade.VALID, [r.code for r in verdict.rules])
        return [signature.role for signature in verdict.signatures]
