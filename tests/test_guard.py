"""What only a document's own steps may write, and what nobody writes at all."""

import base64
from contextlib import suppress

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..core.pdfsign import fields as pdf_fields
from .common import EdocCommon, letter
from .revocation import revocation_list

# what must never slip out of the guard, whatever else is guarded
CROWN = {
    "edoc.incoming": "state register_id arrival_number verdict document_uid step_ids "
    "status_ids assignment_ids verification_ids exchange_record_id reader_user_ids "
    "reader_group_ids registered_at source paper_follows paper_arrived_on "
    "is_restricted allowed_user_ids",
    "edoc.outgoing": "state register_id number code_number date_issued document_uid "
    "step_ids signed_at sealed_at issued_at reader_user_ids reader_group_ids author_id "
    "paper_archive_state paper_place paper_filed_by_id is_restricted allowed_user_ids",
    "edoc.delivery": "state exchange_record_id sent_at last_code last_text last_at "
    "paper paper_choice paper_reason paper_dispatch_id",
    "edoc.file": "current_id incoming_id dossier_id",
    "edoc.dossier": "state organ_id code document_ids closed_at end_date step_ids "
    "file_ids doc_total page_total archive_by archived_at kept_back_until "
    "keep_back_consent transfer_ids",
    "edoc.dossier.list": "state approved_by_id approved_at step_ids",
    "edoc.register": "last_number last_day first_number state plan_id closed_at",
    "edoc.token": "holder_id certificate_ids handover_ids",
    "edoc.trust.certificate": "name sha256 serial not_before not_after issuer",
}
ROWS = {
    "edoc.alarm",
    "edoc.archive.transfer",
    "edoc.assignment",
    "edoc.audit",
    "edoc.audit.anchor",
    "edoc.audit.examination",
    "edoc.audit.finding",
    "edoc.batch",
    "edoc.batch.line",
    "edoc.certificate",
    "edoc.change",
    "edoc.change.line",
    "edoc.change.request",
    "edoc.change.value",
    "edoc.consultation",
    "edoc.crl",
    "edoc.delegation",
    "edoc.direct.key",
    "edoc.dossier.document",
    "edoc.dossier.export",
    "edoc.draft.comment",
    "edoc.extension",
    "edoc.file.placement",
    "edoc.file.version",
    "edoc.form.result",
    "edoc.hold",
    "edoc.internal.receipt",
    "edoc.paper.dispatch",
    "edoc.postal.entry",
    "edoc.register.number",
    "edoc.register.reserved",
    "edoc.register.void",
    "edoc.rights.change",
    "edoc.scan",
    "edoc.status.message",
    "edoc.step",
    "edoc.token.handover",
    "edoc.urging",
    "edoc.verification",
    "edoc.verification.check",
    "edoc.verification.rule",
    "edoc.verification.signature",
    "edoc.work.handover",
    "edoc.work.handover.line",
}
LOGINS = ["cv.qlcn", "tp.qlcn", "vanthu", "giamdoc", "luutru", "quantri"]


class GuardSetup:
    """One incoming document that is handled, one of our own that is sealed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.incoming = cls.incoming_at("processing")
        cls.outgoing = cls.outgoing_at("sealed", enclosure=True)
        cls.refused = cls.arrive(pdf=letter())
        cls.env["edoc.crl"]._keep(revocation_list())
        cls.main = cls.outgoing.file_ids.filtered(lambda file: file.role == "main")
        cls.make_rows()

    @classmethod
    def make_rows(cls):
        """Rows of which the document's own road leaves none."""
        cls.make(
            "edoc.paper.dispatch", delivery_id=cls.outgoing.delivery_ids.id, copies=1
        )
        cls.make(
            "edoc.extension",
            assignment_id=cls.incoming.assignment_ids[:1].id,
            asked_by_id=cls.users["cv.qlcn"].id,
            due_asked="2030-01-01",
            reason="Chờ số liệu",
        )
        cls.make(
            "edoc.postal.entry",
            company_id=cls.company.id,
            moved_on=cls.outgoing.date_issued,
            codes="01/SCT",
            recipient=cls.province.name,
            envelopes=1,
            user_id=cls.users["vanthu"].id,
        )
        cls.make(
            "edoc.scan",
            name="quet.pdf",
            company_id=cls.company.id,
            box_id=cls.refused.box_id.id,
            content=base64.b64encode(b"%PDF-"),
            sha256="0" * 64,
            state="done",
        )
        document, clerk = cls.outgoing, cls.users["vanthu"]
        batch = cls.make(
            "edoc.batch",
            kind="seal",
            user_id=clerk.id,
            company_id=cls.company.id,
            token_id=cls.env["edoc.token"].search([("kind", "=", "seal")], limit=1).id,
        )
        cls.make(
            "edoc.batch.line", batch_id=batch.id, sequence=1, outgoing_id=document.id
        )
        cls.make(
            "edoc.file.placement",
            version_id=cls.main.current_id.id,
            name=pdf_fields.NUMBER,
            page=0,
        )
        cls.make(
            "edoc.register.void",
            register_id=document.register_id.id,
            number=99,
            code="99/SCT",
            date_issued=document.date_issued,
            outgoing_id=document.id,
            numbered_by_id=clerk.id,
            reason="Ghi nhầm",
            user_id=clerk.id,
        )
        cls.make(
            "edoc.register.reserved",
            register_id=document.register_id.id,
            number=98,
            day=document.date_issued,
            reason="Giữ số",
            user_id=clerk.id,
        )
        cls.env["edoc.direct.key"]._make(cls.channel)
        cls.make_changes()
        cls.make_drafting()
        cls.make_rights()
        cls.make("edoc.audit.anchor", day="2026-01-01", place=1, hash="0")
        asked = cls.make("edoc.audit.examination", user_id=clerk.id)
        cls.make(
            "edoc.audit.finding",
            examination_id=asked.id,
            kind="row_altered",
            answer="yes",
        )
        cls.make_dossiers()
        cls.as_("vanthu", cls.env["edoc.verification.check"])._check_file(
            "phu-luc.pdf", letter(annex=True), "attachment"
        )

    @classmethod
    def make_drafting(cls):
        """What was said and asked while it was a draft."""
        version, user = cls.main.current_id, cls.users["tp.qlcn"]
        cls.make(
            "edoc.draft.comment",
            outgoing_id=cls.outgoing.id,
            version_id=version.id,
            user_id=user.id,
            body="Đã đọc",
        )
        cls.make(
            "edoc.consultation",
            outgoing_id=cls.outgoing.id,
            department_id=cls.departments["ktat"].id,
            asked_by_id=user.id,
            due_date=cls.outgoing.date_issued,
        )
        cls.make(
            "edoc.urging",
            incoming_id=cls.incoming.id,
            work_key=cls.incoming._work_key(),
            company_id=cls.company.id,
            level="1",
            number=1,
        )
        cls.make("edoc.internal.receipt", outgoing_id=cls.outgoing.id, user_id=user.id)

    @classmethod
    def make_changes(cls):
        """What was asked of recipients, and what a sender asks of us."""
        change = cls.make(
            "edoc.change",
            outgoing_id=cls.outgoing.id,
            kind="update",
            reason="Nhầm trích yếu",
            proposed_by_id=cls.users["vanthu"].id,
        )
        cls.make(
            "edoc.change.line",
            change_id=change.id,
            delivery_id=cls.outgoing.delivery_ids.id,
            role="update",
        )
        cls.make("edoc.change.value", change_id=change.id, name="subject", new="x")
        cls.make(
            "edoc.change.request",
            company_id=cls.company.id,
            box_id=cls.incoming.box_id.id,
            kind="recall",
            way="packet",
            state="waiting",
            incoming_id=cls.incoming.id,
            sender_name="UBND tỉnh",
            exchange_record_id=cls.incoming.exchange_record_id.id,
        )

    @classmethod
    def make_dossiers(cls):
        """A list of the year, and what lies in a dossier."""
        cls.make("edoc.dossier.list", company_id=cls.company.id)
        dossier = cls.make(
            "edoc.dossier",
            company_id=cls.company.id,
            notation="99.VP",
            title="Hồ sơ",
            retention_id=cls.env.ref("l10n_vn_edoc.retention_10").id,
            user_id=cls.users["vanthu"].id,
            department_id=cls.departments["office"].id,
        )
        cls.make(
            "edoc.archive.transfer",
            company_id=cls.company.id,
            user_id=dossier.user_id.id,
            archivist_id=cls.users["luutru"].id,
            due_on="2030-01-01",
            told="x",
        )
        cls.make(
            "edoc.hold",
            company_id=cls.company.id,
            name="Thanh tra",
            basis="20/QĐ-TTr",
            reason="Theo yêu cầu",
            placed_by_id=cls.users["giamdoc"].id,
            active_hold=False,
        )
        cls.make(
            "edoc.dossier.document",
            dossier_id=dossier.id,
            ordinal=1,
            outgoing_id=cls.outgoing.id,
            kept_code="x",
            added_by_id=cls.users["vanthu"].id,
        )
        cls.make(
            "edoc.dossier.export",
            dossier_id=dossier.id,
            kind="pdf",
            user_id=cls.users["vanthu"].id,
        )

    @classmethod
    def make_rights(cls):
        """Who acts for whom."""
        cls.make(
            "edoc.delegation",
            company_id=cls.company.id,
            principal_id=cls.users["giamdoc"].id,
            delegate_id=cls.users["chanhvanphong"].id,
            duty="distribute",
            date_from="2020-01-01",
            date_to="2020-01-02",
            basis="12/GUQ-SCT",
            reason="Đi công tác",
        )
        cls.make(
            "edoc.rights.change",
            company_id=cls.company.id,
            user_id=cls.users["cv.qlcn"].id,
            kind="duty",
            right="Seal keeper",
            change="given",
            changed_by_id=cls.users["quantri"].id,
        )
        handover = cls.make(
            "edoc.work.handover",
            company_id=cls.company.id,
            giver_id=cls.users["cv.qlcn"].id,
            done_by_id=cls.users["cv.qlcn"].id,
            reason="Điều động",
        )
        cls.make(
            "edoc.work.handover.line",
            handover_id=handover.id,
            kind="draft",
            what="Dự thảo",
            to_id=cls.users["tp.qlcn"].id,
            result="Đã nhận",
        )

    @classmethod
    def make(cls, model, **vals):
        return cls.env[model]._through_door().create(vals)

    def sample(self, record, name):
        """A value of the field's type that is not there yet."""
        field = record._fields[name]
        if field.type == "selection":
            options = field.get_values(self.env)
            return next(value for value in options if value != record[name])
        if field.type in ("many2many", "one2many"):
            return [Command.clear()]
        return {
            "boolean": not record[name],
            "integer": 4711,
            "char": "4711",
            "text": "4711",
            "date": "2020-01-01",
            "datetime": "2020-01-01 00:00:00",
            "many2one": 1,
        }[field.type]

    def row(self, model):
        """A record of the model that belongs to our documents."""
        record = self.env[model].search([], limit=1, order="id desc")
        self.assertTrue(record, model)
        return record


@tagged("post_install", "-at_install")
class TestGuard(GuardSetup, EdocCommon):
    def guarded(self):
        mixin = self.registry["edoc.guarded.mixin"]
        for name, model in self.env.items():
            if isinstance(model, mixin) and not model._abstract:
                yield name, model

    def users_and_superuser(self):
        users = [self.users[login] for login in LOGINS]
        return [*users, self.env.ref("base.user_admin"), self.env.ref("base.user_root")]

    def assertUnchanged(self, record, names, act):
        """The act is refused, and nothing of the record has changed."""
        before = record.read(names)
        with self.assertRaises(UserError):
            act()
        record.invalidate_recordset()
        self.assertEqual(record.read(names), before)

    def test_nothing_has_slipped_out_of_the_guard(self):
        models = dict(self.guarded())
        for name, fields in CROWN.items():
            missing = set(fields.split()) - models[name]._guarded_fields
            readonly = {
                field
                for field in missing
                if field in getattr(models[name], "_draft_fields", ())
            }
            self.assertFalse(missing - readonly, name)
        self.assertEqual({n for n, m in models.items() if m._guarded_rows}, ROWS)

    def test_write(self):
        """NĐ 30 Phụ lục VI III.5: by no role, and by no code that runs as superuser."""
        for model, names in CROWN.items():
            record = self.row(model)
            for user in self.users_and_superuser():
                for name in names.split():
                    with self.subTest(model=model, field=name, user=user.login):
                        vals = {name: self.sample(record, name)}
                        act = record.with_user(user).write
                        self.assertUnchanged(record, [name], lambda: act(vals))  # noqa: B023

    def test_create(self):
        """A new record never begins with what only steps may give it."""
        usual = {"subject": "x", "sender_name": "y"}
        for model in ("edoc.incoming", "edoc.outgoing"):
            record = self.row(model)
            for user in self.users_and_superuser():
                for name in CROWN[model].split():
                    with self.subTest(model=model, field=name, user=user.login):
                        vals = {**usual, name: self.sample(record, name)}
                        with self.assertRaises(AccessError):
                            self.env[model].with_user(user).create(vals)

    def test_rows(self):
        """Evidence: written by the system only, kept for good."""
        for model in ROWS:
            record = self.row(model)
            copied = record.copy_data()[0]
            name = (
                next(n for n in copied if record._fields[n].type == "char")
                if any(record._fields[n].type == "char" for n in copied)
                else next(iter(copied))
            )
            for user in self.users_and_superuser():
                acting = record.with_user(user)
                with self.subTest(model=model, user=user.login):
                    with self.assertRaises(AccessError):
                        acting.create(dict(copied))
                    with self.assertRaises(AccessError):
                        acting.write({name: copied[name]})
                    with self.assertRaises(AccessError):
                        acting.unlink()

    # --------------------------------------------------------------------- tricks

    def test_context_opens_no_door(self):
        """The door opens to one object in our memory, which no request can name."""
        for key in (True, 1, "edoc_door", object(), [None], {"a": 1}):
            tricked = self.outgoing.sudo().with_context(edoc_door=key)
            for name in ("state", "number"):
                with self.subTest(key=str(key), field=name):
                    vals = {name: self.sample(self.outgoing, name)}
                    self.assertUnchanged(
                        self.outgoing,
                        [name],
                        lambda: tricked.write(vals),  # noqa: B023
                    )

    def test_defaults_fill_nothing(self):
        """Neither the context's nor the database's defaults."""
        values = {"state": "issued", "number": 9, "code_number": "09"}
        for name, value in values.items():
            self.env["ir.default"].set("edoc.outgoing", name, value)
            self.env["ir.default"].set(
                "edoc.outgoing", name, value, user_id=self.users["cv.qlcn"].id
            )
        self.env["ir.default"].set("edoc.incoming", "arrival_number", 9)
        self.env["ir.default"].set("edoc.incoming", "state", "done")
        context = {f"default_{name}": value for name, value in values.items()}
        model = self.env["edoc.outgoing"].with_user(self.users["cv.qlcn"])
        draft = model.with_context(**context).create({"subject": "x"})
        self.assertEqual((draft.state, draft.number), ("draft", 0))
        self.assertFalse(draft.code_number)
        arrived = self.as_("vanthu", self.env["edoc.incoming"]).with_context(
            default_state="done", default_arrival_number=3, default_verdict="valid"
        )
        document = arrived.create({"subject": "x", "sender_name": "y"})
        self.assertEqual((document.state, document.arrival_number), ("received", 0))
        self.assertFalse(document.verdict)

    def test_import_fills_nothing(self):
        model = self.env["edoc.outgoing"].with_user(self.users["cv.qlcn"])
        found = model.load(["subject", "state"], [["x", "Issued"]])
        self.assertFalse(found["ids"])
        self.assertTrue(found["messages"])

    def test_copy_begins_anew(self):
        copied = self.as_("tp.qlcn", self.outgoing).copy()
        self.assertEqual((copied.state, copied.number), ("draft", 0))
        self.assertEqual(copied.author_id, self.users["tp.qlcn"])
        self.assertFalse(copied.file_ids or copied.step_ids or copied.document_uid)

    def test_commands_of_a_parent(self):
        """A one2many command meets the guard of the rows it reaches."""
        step = {"action": "issue", "user_id": 1, "state_to": "issued"}
        delivery, version = self.outgoing.delivery_ids, self.main.current_id
        received = self.incoming.file_ids
        assignment = self.incoming.assignment_ids[:1]
        attempts = [
            (self.outgoing, "step_ids", Command.create(step)),
            (self.outgoing, "step_ids", Command.delete(self.outgoing.step_ids[0].id)),
            (
                self.outgoing,
                "delivery_ids",
                Command.update(delivery.id, {"state": "sent"}),
            ),
            (
                self.outgoing,
                "file_ids",
                Command.update(self.main.id, {"current_id": False}),
            ),
            (self.outgoing, "file_ids", Command.delete(self.main.id)),
            (self.main, "version_ids", Command.update(version.id, {"sha256": "0"})),
            (self.main, "version_ids", Command.delete(version.id)),
            (self.incoming, "file_ids", Command.update(received.id, {"name": "x.pdf"})),
            (self.incoming, "file_ids", Command.delete(received.id)),
            (self.incoming, "file_ids", Command.create({"name": "x", "role": "main"})),
            (self.incoming, "assignment_ids", Command.delete(assignment.id)),
            (
                self.incoming,
                "assignment_ids",
                Command.update(assignment.id, {"role": "inform"}),
            ),
            (self.incoming, "status_ids", Command.clear()),
            (self.incoming, "verification_ids", Command.clear()),
        ]
        for record, name, command in attempts:
            for login in ("cv.qlcn", "vanthu", "quantri"):
                with self.subTest(field=name, command=command[0], login=login):
                    with self.assertRaises(UserError):
                        self.as_(login, record).write({name: [command]})

    def test_nothing_moves_into_another_document(self):
        """Điều 12: no file and no recipient slips into what others have signed."""
        draft = self.draft("cv.qltm", enclosure=True)
        with self.assertRaises(UserError):
            draft.file_ids[-1].outgoing_id = self.outgoing
        with self.assertRaises(UserError):
            draft.delivery_ids.outgoing_id = self.outgoing
        with self.assertRaises(UserError):
            self.env["edoc.delivery"].with_user(self.users["cv.qltm"]).create(
                {"outgoing_id": self.outgoing.id, "partner_id": self.unit.partner_id.id}
            )

    def test_related_fields_write_nothing_through(self):
        version = self.main.current_id
        for name, value in (("stage", "draft"), ("sha256", "0"), ("size", 1)):
            with self.subTest(name):
                with suppress(UserError), self.env.cr.savepoint():
                    self.as_("cv.qlcn", self.main).write({name: value})
                version.invalidate_recordset()
                self.assertNotEqual(version[name], value)

    def test_trusted_certificates_are_not_exchanged(self):
        """Trust is in the certificate itself: another one is another record."""
        trust = self.row("edoc.trust.certificate")
        content = base64.b64encode(b"x")
        for user in (self.users["quantri"], self.env.ref("base.user_root")):
            with self.assertRaises(UserError):
                trust.with_user(user).write({"certificate": content})
        with self.assertRaises(UserError):
            self.as_("quantri", trust).create({"certificate": content, "reason": "x"})
        with self.assertRaises(AccessError):
            self.as_("vanthu", trust).write({"active": False})

    def test_uploads_only_add_versions(self):
        """Every version stays: an upload is a new one, the old bytes are kept."""
        draft = self.draft()
        first = draft.file_ids.current_id
        content = first._bytes()
        draft.file_ids.upload = base64.b64encode(letter(subject="khác"))
        self.assertNotEqual(draft.file_ids.current_id, first)
        self.assertEqual(first._bytes(), content)
