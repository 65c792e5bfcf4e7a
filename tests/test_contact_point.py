"""Điều 7: the office for the Sở, each division for what is its own."""

from datetime import timedelta

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..core.edxml.model import Organization, StatusPacket
from .common import EdocCommon

DIVISION = Organization(organ_id="H35.09.05", organ_name="Phòng Quản lý công nghiệp")
FORMER = Organization(organ_id="000.05.09.H35", organ_name="Phòng Quản lý công nghiệp")
US = Organization(organ_id="H35.09", organ_name="Sở Công Thương tỉnh Lai Châu")
VERBS = ("see", "receive", "send")


@tagged("post_install", "-at_install")
class TestContactPoint(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.points = cls.env["edoc.contact.point"]
        cls.office = cls.points._of_entity(cls.company)
        cls.box = cls.box_of("qlcn")
        cls.box.write({"organ_id": DIVISION.organ_id, "organ_id_old": FORMER.organ_id})

    @classmethod
    def box_of(cls, key):
        department = cls.departments[key]
        return cls.points.search([("department_id", "=", department.id)])

    def come(self, *recipients, **changes):
        """What has come by packet to these recipients."""
        record = self.take_in(self.packet(recipients=recipients, **changes))
        return self.env["edoc.incoming"].search(
            [("exchange_record_id", "=", record.id)], order="id"
        )

    def who(self, verb, box):
        return {
            login
            for login in self.users
            if box in self.as_(login, self.points)._of_user(verb)
        }

    def sees(self, login, records):
        found = self.as_(login, records).search([("id", "in", records.ids)])
        return bool(found)

    def act(self, action, login, document, **vals):
        model = f"edoc.incoming.{action.replace('_', '.')}"
        return getattr(
            self.wizard(model, login, document, **vals), f"action_{action}"
        )()

    # -------------------------------------------------------------------- whose box

    def test_office_and_heads_by_default(self):
        """Điều 7.1, 7.2: nobody has to set anything up."""
        self.assertEqual(self.who("receive", self.office), {"vanthu"})
        self.assertEqual(self.who("send", self.office), {"vanthu"})
        self.assertEqual(self.who("see", self.office), {"vanthu", "chanhvanphong"})
        unit = self.points._of_entity(self.unit)
        self.assertEqual(self.who("receive", unit), {"vanthu.ttkc"})
        for key in ("qltm", "qlcn", "qlnl", "ktat", "khtc"):
            with self.subTest(key):
                box = self.box_of(key)
                self.assertEqual(self.who("receive", box), {f"tp.{key}"})
                self.assertEqual(self.who("send", box), {f"tp.{key}"})
                seen = {f"tp.{key}", "vanthu", "chanhvanphong"}
                self.assertEqual(self.who("see", box), seen)
        self.assertFalse(self.box_of("office") | self.box_of("leadership"))

    def test_a_packet_to_the_division_lies_in_its_box(self):
        """Điều 7.2; QĐ 20/2020: by either form of its identifier."""
        for party in (DIVISION, FORMER):
            with self.subTest(party.organ_id):
                document = self.come(
                    party, document_id=f"H35,2026/01/05,{party.organ_id}"
                )
                self.assertEqual(document.box_id, self.box)
                self.assertEqual(document.company_id, self.company)
                self.assertFalse(document.hints)
                tasks = document.activity_ids.user_id
                self.assertEqual(tasks, self.users["tp.qlcn"])

    def test_a_packet_to_both_makes_one_document_in_each_box(self):
        """Điều 7: each contact point answers for itself."""
        documents = self.come(US, DIVISION)
        self.assertEqual(documents.box_id, self.office | self.box)
        senders = {packet.sender.organ_id for packet in self.outbox(StatusPacket)}
        self.assertEqual(senders, {"H35.09", "H35.09.05"})

    def test_only_the_box_sees_it(self):
        """Điều 7: a right per entity and department, on all that belongs to it."""
        document = self.come(DIVISION)
        rows = (
            document,
            document.file_ids,
            document.file_ids.version_ids,
            document.status_ids,
            document.verification_ids,
            document.verification_ids.signature_ids,
        )
        for records in rows:
            self.assertTrue(records)
            for login in ("tp.qlcn", "vanthu", "chanhvanphong", "giamdoc", "luutru"):
                with self.subTest(login=login, model=records._name):
                    self.assertTrue(self.sees(login, records))
                    self.as_(login, records).read()
            for login in ("tp.qltm", "cv.qlcn", "cv.qltm", "quantri", "vanthu.ttkc"):
                with self.subTest(login=login, model=records._name):
                    self.assertFalse(self.sees(login, records))
                    with self.assertRaises(AccessError):
                        self.as_(login, records).read(["display_name"])

    def test_closed_to_the_office(self):
        """Điều 7.2: a setting of the box."""
        document = self.come(DIVISION)
        self.as_("quantri", self.box).office_sees = False
        for records in (document, document.file_ids, document.verification_ids):
            for login in ("vanthu", "chanhvanphong"):
                self.assertFalse(self.sees(login, records), login)
            for login in ("tp.qlcn", "giamdoc"):
                self.assertTrue(self.sees(login, records), login)
        with self.assertRaises(ValidationError):
            self.office.office_sees = False

    def test_the_unit_and_the_department_are_strangers(self):
        """Điều 7.2: a subordinate unit is an entity of its own."""
        ours = self.come(US)
        theirs = self.come(Organization(organ_id="H35.09.03"), code_number="9")
        self.assertEqual(theirs.box_id, self.points._of_entity(self.unit))
        self.assertTrue(self.sees("vanthu", ours) and self.sees("vanthu.ttkc", theirs))
        self.assertFalse(self.sees("vanthu.ttkc", ours))
        self.assertFalse(self.sees("vanthu", theirs) or self.sees("tp.qlcn", theirs))

    # ------------------------------------------------------------------- receiving

    def test_the_head_receives_with_the_number_of_the_entity(self):
        """Điều 7.2, 10.2; NĐ 30 Điều 4, 22: one register for all."""
        first = self.incoming_at("registered")
        uid = "H35,2026/01/05,77/UBND-KT"
        document = self.come(DIVISION, code_number="77", document_id=uid)
        for login in ("vanthu", "giamdoc", "tp.qltm", "cv.qlcn"):
            with self.subTest(login), self.assertRaises(UserError):
                self.act("register", login, document)
        # the packet's number isn't that of the letter in it
        self.act("register", "tp.qlcn", document, reason="Đã đối chiếu bản gốc")
        self.assertEqual(document.register_id, first.register_id)
        self.assertEqual(document.arrival_number, first.arrival_number + 1)
        for login in ("vanthu", "tp.qltm", "giamdoc"):
            with self.subTest(login), self.assertRaises(UserError):
                self.act("take_on", login, document, instruction="Tham mưu")
        self.act("take_on", "tp.qlcn", document, instruction="Tham mưu trả lời")
        self.assertEqual(document.state, "distributed")
        self.assertEqual(document.lead_department_id, self.departments["qlcn"])
        self.assertTrue(self.sees("cv.qlcn", document))
        self.act("assign", "tp.qlcn", document, user_id="cv.qlcn")
        self.line.finish(document, "Đã xử lý")
        names = {p.sender.organ_id for p in self.outbox(StatusPacket)[-3:]}
        self.assertEqual(names, {"H35.09.05"})

    def test_the_office_does_not_take_on(self):
        """Điều 11: what came to the Sở is distributed by a leader."""
        document = self.incoming_at("registered")
        with self.assertRaises(UserError):
            self.act("take_on", "vanthu", document, instruction="x")

    def test_the_head_corrects_what_was_read(self):
        """Điều 10.2: data are corrected by who receives, before registration."""
        document = self.come(DIVISION)
        self.as_("tp.qlcn", document).note = "Đã đối chiếu"
        for login in ("vanthu", "chanhvanphong", "giamdoc", "tp.qltm"):
            with self.subTest(login), self.assertRaises(UserError):
                self.as_(login, document).note = "khác"
        self.assertTrue(self.as_("tp.qlcn", document).can_verify)
        self.assertFalse(self.as_("vanthu", document).can_verify)

    def test_the_head_returns_it(self):
        """QĐ 28 Điều 5.4: in the name that it was addressed to."""
        document = self.come(DIVISION)
        reason = self.env["edoc.return.reason"]._of("wrong_recipient")
        with self.assertRaises(UserError):
            self.act("refuse", "vanthu", document, reason_id=reason.id)
        self.act("refuse", "tp.qlcn", document, reason_id=reason.id)
        refusal = self.outbox(StatusPacket)[-1]
        self.assertEqual(
            (refusal.status_code, refusal.sender.organ_id), ("02", "H35.09.05")
        )

    def test_whom_the_head_names(self):
        """Điều 7.2: others by a line of the box, from when to when."""
        document = self.come(DIVISION)
        today = document._vn_today()
        self.assertFalse(self.sees("cv.qlcn", document))
        line = self.as_("quantri", self.env["edoc.contact.right"]).create(
            {"point_id": self.box.id, "user_id": self.users["cv.qlcn"].id}
        )
        self.assertTrue(self.sees("cv.qlcn", document))
        with self.assertRaises(UserError):
            self.act("register", "cv.qlcn", document)
        day = timedelta(days=1)
        for first, last in ((today + day, False), (False, today - day)):
            line.write({"may_receive": True, "date_from": first, "date_to": last})
            with self.subTest(first=first, last=last):
                self.assertFalse(self.sees("cv.qlcn", document))
                with self.assertRaises(UserError):
                    self.act("register", "cv.qlcn", document)
        line.write({"date_from": today, "date_to": today})
        self.act("register", "cv.qlcn", document)
        self.assertEqual(document.registered_by_id, self.users["cv.qlcn"])

    def test_a_whole_department_is_named(self):
        document = self.come(DIVISION)
        group = self.departments["ktat"].group_id
        self.env["edoc.contact.right"].create(
            {"point_id": self.box.id, "group_id": group.id, "may_receive": True}
        )
        self.assertFalse(self.sees("cv.qltm", document))
        self.act("register", "cv.ktat", document)

    def test_lines_that_make_no_sense(self):
        rights = self.env["edoc.contact.right"]
        user = self.users["cv.qlcn"]
        wrong = (
            {"user_id": self.users["vanthu.ttkc"].id},
            {"group_id": self.env.ref("base.group_user").id},
        )
        for vals in wrong:
            with self.subTest(str(vals)), self.assertRaises(ValidationError):
                rights.create({"point_id": self.box.id, **vals})
        both = {"user_id": user.id, "group_id": self.departments["qlcn"].group_id.id}
        dates = {"user_id": user.id, "date_from": "2026-02-01", "date_to": "2026-01-01"}
        for vals in ({}, both, dates):
            with self.subTest(str(vals)), self.muted():
                with self.assertRaises(CheckViolation):
                    rights.create({"point_id": self.box.id, **vals})
        for login in ("tp.qlcn", "vanthu", "giamdoc"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_(login, rights).create(
                    {"point_id": self.box.id, "user_id": user.id}
                )

    # ------------------------------------------------------------------ wrong boxes

    def test_handed_on_to_another_box(self):
        """Điều 7: the wrong box of the Sở; the history keeps from where and why."""
        document = self.come(US)
        for login in ("tp.qlcn", "giamdoc", "chanhvanphong"):
            with self.subTest(login), self.assertRaises(UserError):
                self.act("forward", login, document, box_id=self.box.id, reason="x")
        unit = self.points._of_entity(self.unit)
        for box, reason in ((unit, "x"), (self.office, "x"), (self.box, " ")):
            with self.subTest(box=box.name), self.assertRaises(UserError):
                self.act("forward", "vanthu", document, box_id=box.id, reason=reason)
        words = "Thuộc thẩm quyền của phòng"
        self.act("forward", "vanthu", document, box_id=self.box.id, reason=words)
        self.assertEqual((document.box_id, document.state), (self.box, "received"))
        self.assertEqual(document.activity_ids.user_id, self.users["tp.qlcn"])
        step = document.step_ids[:1]
        self.assertEqual((step.action, step.user_id), ("forward", self.users["vanthu"]))
        for part in (self.office.name, self.box.name, words):
            self.assertIn(part, step.reason)
        self.act("register", "tp.qlcn", document)
        # the sender addressed the Sở and is answered by it
        names = {packet.sender.organ_id for packet in self.outbox(StatusPacket)}
        self.assertEqual(names, {"H35.09"})

    def test_after_registration_it_is_distributed_not_handed_on(self):
        """Điều 11."""
        document = self.incoming_at("registered")
        with self.assertRaises(UserError):
            self.act("forward", "vanthu", document, box_id=self.box.id, reason="x")

    def test_the_box_is_no_field_to_write(self):
        document = self.come(US)
        for login in ("vanthu", "tp.qlcn", "quantri"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_(login, document).write({"box_id": self.box.id})

    # --------------------------------------------------------------------- sending

    def test_who_sends(self):
        """Điều 7.1: the office; Điều 7.2: a division for its own, where it may."""
        document = self.outgoing_at("sealed")
        for login in ("tp.qlcn", "tp.qltm", "giamdoc", "cv.qlcn", "vanthu.ttkc"):
            with self.subTest(login), self.assertRaises(UserError):
                self.as_(login, document).action_issue()
        self.assertTrue(self.as_("vanthu", document).can_issue)
        lines = self.office.right_ids.filtered("may_send")
        lines.may_send = False
        self.env.invalidate_all()
        self.assertFalse(self.as_("vanthu", document).can_issue)
        with self.assertRaises(UserError):
            self.as_("vanthu", document).action_issue()
        self.box.sends_sealed = True
        self.box_of("qltm").sends_sealed = True
        with self.assertRaises(UserError):
            self.as_("tp.qltm", document).action_issue()
        self.as_("tp.qlcn", document).action_issue()
        self.assertEqual(document.state, "issued")

    def test_who_sends_sees_it_while_he_may(self):
        """Điều 7: on his desk with its files, neither before nor after his right."""
        document = self.outgoing_at("sealed", enclosure=True)
        today, day = document._vn_today(), timedelta(days=1)
        login = "cv.khtc"
        queue = self.as_(login, self.env.ref("l10n_vn_edoc.queue_outgoing_sealed"))
        line = self.env["edoc.contact.right"].create(
            {
                "point_id": self.office.id,
                "user_id": self.users[login].id,
                "may_receive": True,
            }
        )
        rows = (document, document.file_ids, document.delivery_ids, document.step_ids)
        for vals, open_ in (
            ({}, False),
            ({"may_send": True, "date_from": today + day}, False),
            ({"date_from": False, "date_to": today - day}, False),
            ({"date_to": today}, True),
        ):
            line.write(vals)
            self.env.invalidate_all()
            with self.subTest(vals=vals):
                for records in rows:
                    self.assertEqual(self.sees(login, records), open_, records)
                self.assertEqual(queue in queue._mine(), open_)
        self.assertEqual(queue._counters()[queue.id]["count"], 1)
        self.as_(login, document).action_issue()
        line.unlink()
        self.assertTrue(self.sees(login, document), "he has issued it")

    def test_warnings_go_to_the_box(self):
        """Điều 7, 10.3; QĐ 28 Điều 6.2: to who acts there; with nobody, the clerks."""
        document = self.come(DIVISION)
        head, clerk = self.users["tp.qlcn"], self.users["vanthu"]
        self.assertEqual(document._watchers(), head)
        self.departments["qlcn"].head_ids = [Command.clear()]
        self.assertEqual(document._watchers(), clerk)
        self.departments["qlcn"].head_ids = [Command.link(head.id)]
        own = self.outgoing_at("sealed")
        self.assertEqual(own._watchers(), clerk)
        self.box.sends_sealed = True
        self.assertEqual(own._watchers(), head)
        self.assertEqual(own._senders(), head)
        own._through_door().write({"due_date": own._vn_today()})
        self.env.flush_all()
        work = self.env["edoc.due.work"].search([("outgoing_id", "=", own.id)])
        self.assertEqual(work._holders(), head, "who is urged to send it")

    # ----------------------------------------------------------------------- set-up

    def test_boxes_come_with_entities_and_divisions(self):
        """Điều 7: also for what was there before, and once only."""
        entity = self.env["res.company"].create({"name": "Ban Quản lý"})
        self.assertTrue(
            self.points.search([("company_id", "=", entity.id)]).right_ids.group_id
        )
        division = self.env["edoc.department"].create({"name": "Phòng mới"})
        made = self.points.search([("department_id", "=", division.id)])
        made.unlink()
        before = self.points.search([])
        self.points._set_up()
        self.assertEqual((self.points.search([]) - before).department_id, division)

    def test_one_identifier_one_box(self):
        with self.muted(), self.assertRaises(UniqueViolation):
            self.box_of("qltm").organ_id = DIVISION.organ_id
            self.env.flush_all()
        with self.assertRaises(ValidationError):
            self.office.organ_id = "H35.09.99"

    def test_an_archived_box_gets_nothing_new(self):
        """Its documents stay with those who could see them."""
        old = self.come(DIVISION)
        self.box.active = False
        new = self.come(US, DIVISION, code_number="78")
        self.assertEqual(new.box_id, self.office)
        self.assertTrue(self.sees("tp.qlcn", old))
        self.assertEqual(self.come(DIVISION, code_number="79").box_id, self.office)
