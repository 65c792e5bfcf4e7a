"""Who may do what to which model, and who sees which document."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..demo.organisation import PASSWORD
from .common import EdocCommon, EdocSetup, letter

# c create, r read, w write, u unlink; the rules of rows are tested below
MATRIX = """
                            employee staff head clerk leader form archive manager
edoc.act                    -        -     -    r     r      -    r       -
edoc.audit                  -        -     -    -     -      -    -       r
edoc.audit.anchor           -        -     -    -     -      -    r       r
edoc.audit.examination      -        -     -    -     -      -    r       r
edoc.audit.finding          -        -     -    -     -      -    r       r
edoc.alarm                  -        r     r    r     r      r    r       r
edoc.archive.transfer       - r     r    r     r      r    r       r
edoc.assignment             -        r     r    r     r      r    r       r
edoc.assignment.back        - crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.assignment.forward     - crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.assignment.opinion     - crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.batch                  -        -     -    r     r      r    -       r
edoc.batch.line             -        -     -    r     r      r    -       -
edoc.batch.start            -        -     -    crwu  crwu   crwu -       -
edoc.batch.start.line       -        -     -    crwu  crwu   crwu -       -
edoc.certificate            -        r     r    r     r      r    r       r
edoc.channel.secret         -        -     -    -     -      -    -       -
edoc.change                 -        r     r    r     r      r    r       r
edoc.change.line            -        r     r    r     r      r    r       r
edoc.change.order           -        crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.change.refuse          -        -     crwu crwu  crwu   crwu -       -
edoc.change.request         -        r     r    r     r      r    r       r
edoc.change.value           -        r     r    r     r      r    r       r
edoc.contact.point          -        r     r    r     r      r    r       crwu
edoc.contact.right          -        r     r    r     r      r    r       crwu
edoc.copy                   -        crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.copy.answer            -        crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.copy.attach            -        crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.copy.seal              -        -     -    crwu  -      -    -       -
edoc.crl                    -        r     r    r     r      r    r       r
edoc.crl.load               -        -     -    -     -      -    -       crwu
edoc.crl.source             -        -     -    -     -      -    -       crw
edoc.delegation             -        r     r    r     r      r    r       r
edoc.delegation.give        -        crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.deadline.rule          - r     r    r     r      r    r       crwu
edoc.delivery               -        crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.delivery.followup      -        -     -    crwu  -      -    -       -
edoc.consultation           -        r     r    r     r      r    r       r
edoc.consultation.answer    -        crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.department             -        r     r    r     r      r    r       crwu
edoc.direct.key             -        -     -    -     -      -    -       r
edoc.direct.pin             -        -     -    -     -      -    -       crwu
edoc.difficulty             -        crw  crw  crw    crw    crw  crw     crw
edoc.difficulty.answer      -        -    -    -      -      crwu -       -
edoc.due.work               -        r     r    r     r      r    r       r
edoc.document.type          -        r     r    r     r      r    r       crwu
edoc.dossier                - crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.dossier.close          - crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.dossier.close.line     - crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.dossier.document       - r     r    r     r      r    r       r
edoc.dossier.keep.back      - -     -    -     -      -    crwu    -
edoc.dossier.export         - r     r    r     r      r    r       r
edoc.dossier.export.choose  - crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.dossier.keep           - crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.dossier.list           - r     r    crwu  r      crwu crwu    r
edoc.dossier.list.add       - -     -    crwu  -      crwu crwu    -
edoc.dossier.list.line      - r     r    crwu  r      crwu crwu    r
edoc.dossier.put            - crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.dossier.reason         - crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.dossier.rule           - r     r    r     r      crwu crwu    crwu
edoc.draft.comment          -        r     r    r     r      r    r       r
edoc.exchange.report        -        -     -    -     crwu   crwu -       -
edoc.exchange.report.line   -        -     -    -     r      r    -       -
edoc.extension              - r     r    r     r      r    r       r
edoc.extension.ask          - crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.extension.decide       - crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.file                   -        crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.file.placement         -        r     r    r     r      r    r       r
edoc.file.format            -        r     r    r     r      r    r       crwu
edoc.file.version           -        r     r    r     r      r    r       r
edoc.form.check             -        r     r    r     r      r    r       crwu
edoc.form.not.right         -        -     -    -     -      crwu -       -
edoc.form.result            -        r     r    r     r      r    r       r
edoc.hold                   - -     -    -     r      -    r       -
edoc.hold.lift              - -     -    -     crwu   -    -       -
edoc.hold.place             - -     -    -     crwu   -    crwu    -
edoc.holiday                -        r     r    r     r      r    r       crwu
edoc.information.rule       -        r     r    r     r      r    r       rw
edoc.hand.over              -        crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.hand.over.line         -        crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.work.handover          -        r     r    r     r      r    r       r
edoc.work.handover.line     -        r     r    r     r      r    r       r
edoc.incoming               -        r     rw   crw   r      rw   r       r
edoc.entry.template         -        -     crwu crwu  -      crwu -       crwu
edoc.incoming.arrival.print -        crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.incoming.assign        -        -     crwu -     -      crwu -       -
edoc.incoming.distribute    -        -     -    -     crwu   -    -       -
edoc.incoming.distribute.line - -     -    -     crwu   -    -       -
edoc.incoming.finish        -        crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.incoming.forward       -        -     crwu crwu  -      crwu -       -
edoc.incoming.link          -        -     crwu crwu  -      crwu -       -
edoc.incoming.pass.on       - -     -    -     crwu   -    -       -
edoc.incoming.refuse        -        -     crwu crwu  -      crwu -       -
edoc.incoming.register      -        -     crwu crwu  -      crwu -       -
edoc.incoming.submit        -        -     crwu crwu  -      crwu -       -
edoc.incoming.take.on       -        -     crwu crwu  -      crwu -       -
edoc.incoming.upload        -        -     -    crwu  -      -    -       -
edoc.internal.receipt       -        r     r    r     r      r    r       r
edoc.instruction.template   - crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.layout                 -        r     r    r     r      r    r       crwu
edoc.numbering.plan         -        r     r    r     r      r    r       crwu
edoc.outgoing               -        crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.outgoing.comment       -        crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.outgoing.consult       -        crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.outgoing.number.reserved - -   -    crwu  -      -    -       -
edoc.outgoing.return        -        crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.outgoing.seal          -        -     -    crwu  -      -    -       -
edoc.outgoing.sign          -        -     -    -     crwu   crwu -       -
edoc.outgoing.signer        -        crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.outgoing.submit        -        crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.outgoing.void          -        -     -    crwu  -      -    -       -
edoc.paper.arrive           -        -     -    crwu  -      -    -       -
edoc.paper.decide           -        crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.paper.dispatch         -        r     r    r     r      r    r       r
edoc.paper.file             -        -     -    crwu  -      -    -       -
edoc.paper.post             -        -     -    crwu  -      -    -       -
edoc.paper.receipt          -        -     -    crwu  -      -    -       -
edoc.paper.rule             -        r     r    r     r      r    r       crwu
edoc.paper.take.back        -        -     -    crwu  -      -    -       -
edoc.postal.book            -        -     -    crwu  -      crwu crwu    -
edoc.postal.entry           -        -     -    r     -      r    r       -
edoc.queue                  -        r     r    r     r      r    r       crw
edoc.register               -        r     r    r     r      r    r       cr
edoc.register.give.up       -        -     -    crwu  -      -    -       -
edoc.register.number        -        r     r    r     r      r    r       r
edoc.register.open          -        -     -    crwu  -      -    -       -
edoc.register.reserve       -        -     -    crwu  -      -    -       -
edoc.register.reserved      -        r     r    r     r      r    r       r
edoc.register.void          -        r     r    r     r      r    r       r
edoc.restrict               -        crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.rights.change          -        r     r    r     r      r    r       r
edoc.retention              - r     r    r     r      r    r       crwu
edoc.return.reason          -        r     r    r     r      r    r       crwu
edoc.scan                   -        -     -    r     -      -    -       -
edoc.signing.authority      -        r     r    r     r      r    r       crw
edoc.signing.route          -        r     r    r     r      r    r       crwu
edoc.status.message         -        r     r    r     r      r    r       r
edoc.signing.services.test  -        -     -    -     -      -    -       crwu
edoc.step                   -        r     r    r     r      r    r       r
edoc.token                  -        r     r    r     r      r    r       crw
edoc.token.hand.over        -        -     -    crwu  -      crwu -       crwu
edoc.token.handover         -        r     r    r     r      r    r       r
edoc.trust.certificate      -        r     r    r     r      r    r       crw
edoc.trust.import           -        -     -    -     -      -    -       crwu
edoc.urge                   -        crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.urging                 -        r     r    r     r      r    r       r
edoc.urging.answer          -        crwu  crwu crwu  crwu   crwu crwu    crwu
edoc.urging.rule            -        r     r    r     r      r    r       crwu
edoc.urging.text            -        r     r    r     r      crwu r       crwu
edoc.verification           -        r     r    r     r      r    r       r
edoc.verification.check     -        r     r    r     r      r    r       r
edoc.verification.rule      -        r     r    r     r      r    r       r
edoc.verification.signature -        r     r    r     r      r    r       r
edoc.verify.file            -        crwu  crwu crwu  crwu   crwu crwu    crwu
edi.backend                 r        r     r    r     r      r    r       crw
edi.exchange.type           r        r     r    r     r      r    r       r
"""
ROLES = {
    "staff": "cv.qlcn",
    "head": "tp.qlcn",
    "clerk": "vanthu",
    "leader": "giamdoc",
    "form": "chanhvanphong",
    "archive": "luutru",
    "manager": "quantri",
}
VERBS = {"c": "create", "r": "read", "w": "write", "u": "unlink"}


def matrix():
    """Yield model, role and the verbs that are allowed."""
    header, *lines = MATRIX.strip("\n").splitlines()
    for line in lines:
        name, *cells = line.split()
        for role, cell in zip(header.split(), cells, strict=True):
            yield name, role, cell


# who takes part in the document of division QLCN, with KTAT beside it
INSIDE = (
    "vanthu giamdoc phogiamdoc2 chanhvanphong luutru tp.qlcn cv.qlcn tp.ktat cv.ktat"
)
OUTSIDE = "tp.qltm cv.qltm cv.khtc quantri vanthu.ttkc giamdoc.ttkc"


@tagged("post_install", "-at_install")
class TestAccess(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee = cls.env["res.users"].create(
            {
                "name": "Người ngoài",
                "login": "nguoi.ngoai",
                "group_ids": [Command.set(cls.env.ref("base.group_user").ids)],
            }
        )
        cls.refused = cls.arrive(pdf=letter())
        cls.incoming = cls.incoming_at("processing")
        cls.outgoing = cls.outgoing_at("content_review", enclosure=True)
        cls.issued = cls.outgoing_at("issued")

    def test_matrix(self):
        ours = {
            name
            for name, model in self.env.items()
            if name.startswith("edoc.") and not model._abstract
        }
        named = {name for name, _role, _cell in matrix()}
        self.assertFalse(ours - named, "models that the matrix doesn't name")
        for name, role, cell in matrix():
            user = self.users[ROLES[role]] if role in ROLES else self.employee
            model = self.env[name].with_user(user)
            for letter_, verb in VERBS.items():
                with self.subTest(model=name, role=role, verb=verb):
                    self.assertEqual(model.has_access(verb), letter_ in cell)

    # ------------------------------------------------------------------------ rows

    def rows(self):
        """Everything that belongs to the incoming document."""
        document = self.incoming
        yield document
        yield document.file_ids
        yield document.file_ids.version_ids
        yield document.step_ids
        yield document.assignment_ids
        yield document.status_ids
        yield document.verification_ids
        yield document.verification_ids.signature_ids

    def sees(self, login, records):
        found = self.as_(login, records).search([("id", "in", records.ids)])
        self.assertEqual(bool(found), found == records.with_env(found.env))
        return bool(found)

    def test_who_takes_part_sees_it_all(self):
        """Điều 10, 11: clerk, leaders, office, archive, the departments named."""
        for login in INSIDE.split():
            for records in self.rows():
                with self.subTest(login=login, model=records._name):
                    self.assertTrue(records)
                    self.assertTrue(self.sees(login, records))
                    self.as_(login, records).read()

    def test_others_see_nothing(self):
        for login in OUTSIDE.split():
            for records in self.rows():
                with self.subTest(login=login, model=records._name):
                    self.assertFalse(self.sees(login, records))
                    with self.assertRaises(AccessError):
                        self.as_(login, records).read(["display_name"])
                    model = self.env[records._name].with_user(self.users[login])
                    groups = model.formatted_read_group(
                        [("id", "in", records.ids)], aggregates=["__count"]
                    )
                    self.assertEqual(sum(group["__count"] for group in groups), 0)

    def test_before_distribution_the_departments_see_nothing(self):
        """Điều 10.3, 11: to the leaders, and on by the leader's hand."""
        document = self.arrive()
        for login in ("vanthu", "giamdoc", "phogiamdoc1", "chanhvanphong", "luutru"):
            self.assertTrue(self.sees(login, document), login)
        for login in ("tp.qlcn", "cv.qlcn", "cv.ktat", *OUTSIDE.split()):
            self.assertFalse(self.sees(login, document), login)

    def test_drafts_are_seen_by_author_and_approvers(self):
        """NĐ 30 Điều 10 to 12: the draft goes to those who check and sign it."""
        draft = self.draft(enclosure=True)
        document = self.outgoing
        for records in (draft, draft.file_ids, draft.delivery_ids):
            for login in ("cv.qlcn", "tp.qlcn", "vanthu", "luutru"):
                self.assertTrue(self.sees(login, records), (login, records))
            for login in OUTSIDE.split():
                self.assertFalse(self.sees(login, records), (login, records))
        for records in (document, document.file_ids.version_ids, document.step_ids):
            for login in ("cv.qlcn", "tp.qlcn", "giamdoc"):
                self.assertTrue(self.sees(login, records), (login, records))
            for login in OUTSIDE.split():
                self.assertFalse(self.sees(login, records), (login, records))

    def test_unit_keeps_its_own(self):
        """A subordinate unit with a seal of its own: two entities, two desks."""
        unit = self.env["edoc.outgoing"].with_user(self.users["giamdoc.ttkc"])
        own = unit.create({"subject": "x", "company_id": self.unit.id})
        self.assertEqual(own.department_id, self.departments["unit"])
        for login in ("vanthu", "giamdoc", "luutru", "cv.qlcn", "quantri"):
            self.assertFalse(self.sees(login, own), login)
        for model in ("edoc.register", "edoc.department", "edoc.token"):
            for login in ("vanthu", "vanthu.ttkc"):
                with self.subTest(model=model, login=login):
                    company = self.users[login].company_id
                    found = self.as_(login, self.env[model]).search([])
                    self.assertLessEqual(found.company_id, company)

    # ----------------------------------------------------------------- beside them

    def test_messages_and_tasks_follow_the_document(self):
        document = self.incoming
        document.with_user(self.users["vanthu"]).message_post(body="Chuyển gấp")
        at = [("res_id", "=", document.id)]
        messages = self.env["mail.message"].search(
            [("model", "=", document._name), *at]
        )
        tasks = self.env["mail.activity"].search(
            [("res_model", "=", document._name), *at]
        )
        self.assertTrue(messages and tasks)
        for login in OUTSIDE.split():
            with self.subTest(login):
                self.assertFalse(self.sees(login, messages))
                self.assertFalse(self.sees(login, tasks))

    def test_readers_change_nothing(self):
        """To see a document is not to change it."""
        vals = {"note": "x", "due_date": "2030-01-01", "to_places": "x", "copies": 9}
        for document in (self.outgoing, self.issued):
            for login in ("giamdoc", "luutru", "chanhvanphong", "tp.qlcn"):
                for name, value in vals.items():
                    with self.subTest(login=login, field=name, state=document.state):
                        with self.assertRaises(UserError):
                            self.as_(login, document).write({name: value})
        for login in ("giamdoc", "luutru", "cv.qlcn", "quantri"):
            with self.subTest(login), self.assertRaises(UserError):
                self.as_(login, self.incoming).write({"subject": "khác"})

    # --------------------------------------------------------------------- packets

    def test_packets(self):
        """The packet holds the whole document: who may not read one, reads no other."""
        packet = self.incoming.exchange_record_id
        status = self.incoming.status_ids.exchange_record_id
        sent = self.issued.delivery_ids.exchange_record_id
        broken = self.take_in(b"hong")
        for records in (packet, status, sent, broken):
            self.assertTrue(self.sees("vanthu", records))
            self.as_("vanthu", records).read(["exchange_file"])
            self.assertTrue(self.files(records, "vanthu"))
            for login in ("cv.qlcn", "giamdoc", "luutru", "vanthu.ttkc", "cv.qltm"):
                with self.subTest(login=login, record=records):
                    self.assertFalse(self.sees(login, records))
                    self.assertFalse(self.files(records, login))
                    with self.assertRaises(AccessError):
                        self.as_(login, records).read(["exchange_file"])
        for records in (packet, sent):
            with self.subTest(administrator=records):
                self.assertFalse(self.sees("quantri", records))
                self.assertFalse(self.files(records, "quantri"))
                with self.assertRaises(AccessError):
                    self.as_("quantri", records).read(["exchange_file"])
        self.assertTrue(self.sees("quantri", broken))

    def files(self, records, login):
        """The bytes behind packets that the user can reach as attachments."""
        found = self.env["ir.attachment"].search(
            [
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
                ("res_field", "=", "exchange_file"),
            ]
        )
        self.assertEqual(len(found), len(records))
        return self.as_(login, found)._filtered_access("read")

    def test_links_of_packets_are_written_by_the_system_only(self):
        """The link decides who may read the packet, so nobody changes it."""
        record = self.incoming.exchange_record_id
        link = record.related_record_ids
        self.assertTrue(link)
        for login in ("cv.qltm", "vanthu", "quantri"):
            acting = self.as_(login, link)
            with self.subTest(login):
                with self.assertRaises(AccessError):
                    acting.unlink()
                with self.assertRaises(AccessError):
                    acting.write({"exchange_record_id": record.id})
                with self.assertRaises(AccessError):
                    acting.create(
                        {
                            "exchange_record_id": record.id,
                            "model": "res.users",
                            "res_id": 1,
                        }
                    )


@tagged("post_install", "-at_install")
class TestFileController(EdocSetup, HttpCase):
    def test_bytes_to_those_who_may_read(self):
        """Điều 10, 11: the file itself goes by the same rules as the document."""
        document = self.incoming_at("processing")
        version = document.file_ids.current_id
        for login in ("vanthu", "cv.qlcn", "giamdoc", "luutru", "cv.ktat"):
            self.authenticate(login, PASSWORD)
            with self.subTest(login):
                answer = self.url_open(version.url)
                self.assertEqual(answer.status_code, 200)
                self.assertEqual(answer.content, version._bytes())
                self.assertEqual(answer.headers["Content-Type"], "application/pdf")
                self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        answer = self.url_open(f"{version.url}?download=1")
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        for login in ("cv.qltm", "quantri", "vanthu.ttkc"):
            self.authenticate(login, PASSWORD)
            with self.subTest(login):
                answer = self.url_open(version.url)
                self.assertEqual(answer.status_code, 403)
                self.assertNotIn(b"%PDF", answer.content)
                self.assertEqual(
                    self.url_open("/edoc/version/2000000000").status_code, 404
                )
        self.authenticate(None, None)
        answer = self.url_open(version.url)
        self.assertIn("/web/login", answer.url)
        self.assertNotIn(b"%PDF", answer.content)

    def test_other_ways_to_the_bytes(self):
        """Odoo's own addresses for binary fields give nothing more."""
        document = self.incoming_at("processing")
        version, record = document.file_ids.current_id, document.exchange_record_id
        for login in ("cv.qltm", "quantri", "cv.qlcn", "vanthu.ttkc"):
            self.authenticate(login, PASSWORD)
            for path in (
                f"/web/content/edoc.file.version/{version.id}/content",
                f"/web/content/edi.exchange.record/{record.id}/exchange_file",
            ):
                with self.subTest(login=login, path=path):
                    answer = self.url_open(path)
                    self.assertNotEqual(answer.status_code, 200)
                    self.assertNotIn(b"%PDF", answer.content)
