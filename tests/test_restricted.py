"""Documents restricted to a list of persons (NĐ 30 Phụ lục VI III.3)."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..demo.organisation import PASSWORD
from .common import EdocCommon, EdocSetup

OUTSIDE = "phogiamdoc1 luutru chanhvanphong tp.ktat cv.ktat quantri giamdoc.ttkc"
# named in a document only, without its words; a voided number stays visible
NAMED_ONLY = {"edoc.difficulty", "edoc.register.void", "edoc.register.reserved"}


class RestrictSetup:
    @classmethod
    def restrict(cls, login, document, *seen_by, reason="Đơn tố cáo."):
        wizard = cls.env["edoc.restrict"].with_user(cls.users[login])
        users = [cls.users[name].id for name in seen_by]
        return wizard.create(
            {
                document._step_inverse: document.id,
                "user_ids": [Command.set(users)],
                "reason": reason,
            }
        )

    def rows(self, document):
        """The document and all that belongs to it."""
        yield document
        for name, field in document._fields.items():
            if field.type == "one2many" and field.comodel_name.startswith("edoc."):
                yield document.sudo()[name]
        yield document.sudo().file_ids.version_ids


@tagged("post_install", "-at_install")
class TestRestricted(RestrictSetup, EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.incoming = cls.incoming_at("processing")
        cls.outgoing = cls.outgoing_at("form_review", enclosure=True)
        cls.words = cls.incoming.subject

    def sees(self, login, records):
        return self.as_(login, records).search([("id", "in", records.ids)])

    def test_every_row_has_the_rule(self):
        """Phụ lục VI III.3: whatever belongs to a document goes by its list."""
        for model in self.env.values():
            if (
                model._abstract
                or model._transient
                or not model._name.startswith("edoc")
            ):
                continue
            links = [
                name
                for name in ("incoming_id", "outgoing_id")
                if name in model._fields and model._fields[name].store
            ]
            rules = self.env["ir.rule"].search(
                [("model_id.model", "=", model._name), ("groups", "=", False)]
            )
            closed = " ".join(rules.mapped(lambda rule: rule.domain_force or ""))
            for name in links if model._name not in NAMED_ONLY else ():
                with self.subTest(model=model._name, field=name):
                    self.assertIn(f"{name}.is_restricted", closed)

    def test_who_is_not_listed_sees_nothing(self):
        """Phụ lục VI III.3: no head, leader or archivist; by no way of asking."""
        document = self.incoming
        self.restrict("giamdoc", document, "cv.qlcn", "tp.qlcn").action_restrict()
        tested = 0
        for records in self.rows(document):
            for login in [*OUTSIDE.split(), "vanthu"] if records else ():
                tested += 1
                with self.subTest(login=login, model=records._name):
                    self.assertFalse(self.sees(login, records))
                    self.assertFalse(
                        self.as_(login, records).search_count(
                            [("id", "in", records.ids)]
                        )
                    )
                    model = self.as_(login, self.env[records._name])
                    groups = model.formatted_read_group(
                        [("id", "in", records.ids)], aggregates=["__count"]
                    )
                    self.assertEqual(sum(group["__count"] for group in groups), 0)
                    with self.assertRaises(AccessError):
                        self.as_(login, records).read(["display_name"])
        self.assertGreater(tested, 40)
        for login in ("giamdoc", "cv.qlcn", "tp.qlcn"):
            for records in filter(None, self.rows(document)):
                with self.subTest(login=login, model=records._name):
                    self.assertEqual(self.sees(login, records).ids, records.ids)

    def test_names_messages_tasks_packets(self):
        """Phụ lục VI III.3: nor by its name elsewhere, its messages, its packet."""
        document = self.incoming
        document.with_user(self.users["vanthu"]).message_post(body="Chuyển gấp")
        self.restrict("giamdoc", document, "cv.qlcn").action_restrict()
        messages, tasks = document.sudo().message_ids, document.sudo().activity_ids
        packet = document.exchange_record_id
        self.assertTrue(messages and tasks and packet)
        for login in ("phogiamdoc1", "luutru", "tp.qlcn", "cv.ktat"):
            with self.subTest(login):
                named = self.as_(login, document).sudo().display_name
                self.assertNotIn(self.words, named)
                own = messages.filtered(
                    lambda m, login=login: m.author_id == self.users[login].partner_id
                )
                self.assertFalse(self.sees(login, messages - own))
                self.assertFalse(self.sees(login, tasks))
                found = self.as_(login, document).name_search(self.words)
                self.assertNotIn(document.id, [found_id for found_id, _name in found])
        with self.assertRaises(AccessError):
            self.as_("vanthu", packet).read(["exchange_file"])
        self.assertIn(self.words, self.as_("cv.qlcn", document).display_name)

    def test_a_mention_tells_nobody_outside(self):
        document = self.incoming
        self.restrict("giamdoc", document, "cv.qlcn").action_restrict()
        outside = self.users["tp.ktat"].partner_id
        message = self.as_("cv.qlcn", document).message_post(
            body="Xem giúp", partner_ids=outside.ids, message_type="comment"
        )
        self.assertNotIn(outside, message.sudo().notification_ids.res_partner_id)

    def test_who_restricts_and_opens(self):
        """Phụ lục VI III.3: traced with the reason; others can't."""
        for login in ("tp.ktat", "luutru", "quantri", "chanhvanphong"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.restrict(login, self.incoming, "cv.qlcn").action_restrict()
        with self.assertRaises(UserError):
            self.restrict("giamdoc", self.incoming, reason=" ").action_restrict()
        with self.assertRaisesRegex(UserError, "takes no part"):
            self.restrict("giamdoc", self.incoming, "vanthu.ttkc").action_restrict()
        self.restrict("giamdoc", self.incoming, "cv.qlcn").action_restrict()
        step = self.incoming.step_ids.sorted("id")[-1]
        self.assertEqual(
            (step.action, step.user_id), ("restrict", self.users["giamdoc"])
        )
        self.assertIn("Nguyễn Đình Nam", step.reason)
        with self.assertRaises(AccessError):
            self.restrict("phogiamdoc1", self.incoming).action_unrestrict()
        self.restrict("giamdoc", self.incoming, reason="Đã xong").action_unrestrict()
        self.assertEqual(self.incoming.step_ids.sorted("id")[-1].action, "unrestrict")
        self.assertTrue(self.sees("luutru", self.incoming))

    def test_by_the_clerk_on_registration(self):
        """Điều 10: who registers it restricts it; later it is the leader's matter."""
        document = self.incoming_at("registered")
        self.restrict("vanthu", document, "giamdoc").action_restrict()
        self.assertFalse(self.sees("phogiamdoc1", document))
        self.wizard(
            "edoc.incoming.submit", "vanthu", document, leader_id="giamdoc"
        ).action_submit()
        self.wizard(
            "edoc.incoming.distribute",
            "giamdoc",
            document,
            lead_department_id=self.departments["qlcn"].id,
            instruction="Xác minh",
        ).action_distribute()
        self.assertTrue(self.sees("tp.qlcn", document), "its head has a task")
        self.assertFalse(self.sees("cv.qlcn", document), "the division is not named")
        self.assertFalse(self.sees("luutru", document))

    def test_by_its_author(self):
        """NĐ 30 Điều 10: a draft; who answers for form has to be named."""
        document = self.outgoing
        self.restrict("cv.qlcn", document, "tp.qlcn", "giamdoc").action_restrict()
        for records in filter(None, self.rows(document)):
            for login in ("chanhvanphong", "vanthu", "phogiamdoc1", "luutru"):
                with self.subTest(login=login, model=records._name):
                    self.assertFalse(self.sees(login, records))
        self.restrict(
            "cv.qlcn", document, "tp.qlcn", "giamdoc", "chanhvanphong"
        ).action_restrict()
        self.as_("chanhvanphong", document).action_approve_form()
        self.assertEqual(document.state, "signing")

    def test_the_list_is_written_by_no_other_way(self):
        for vals in (
            {"is_restricted": False},
            {"allowed_user_ids": [Command.link(self.users["cv.ktat"].id)]},
        ):
            for login in ("cv.qlcn", "vanthu", "quantri", "giamdoc"):
                with self.subTest(login=login, vals=vals):
                    with self.assertRaises(UserError):
                        self.as_(login, self.outgoing).write(vals)


@tagged("post_install", "-at_install")
class TestRestrictedBytes(RestrictSetup, EdocSetup, HttpCase):
    def test_bytes(self):
        """Phụ lục VI III.3: the file goes by the list, too."""
        document = self.incoming_at("processing")
        url = document.file_ids.current_id.url
        self.restrict("giamdoc", document, "cv.qlcn").action_restrict()
        for login, status in (("cv.qlcn", 200), ("luutru", 403), ("tp.qlcn", 403)):
            self.authenticate(login, PASSWORD)
            with self.subTest(login):
                self.assertEqual(self.url_open(url).status_code, status)
