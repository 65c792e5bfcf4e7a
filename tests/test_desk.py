"""The desks: each queue counts what its list shows to whoever looks (Điều 10 to 17)."""

import time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tests import tagged

from ..models.queue import MODELS
from .desks import DeskCommon

EVERYBODY = (
    "vanthu giamdoc phogiamdoc1 chanhvanphong luutru tp.qlcn cv.qlcn tp.ktat cv.ktat "
    "tp.qltm cv.qltm cv.khtc quantri vanthu.ttkc giamdoc.ttkc"
)
MANY = 1000  # in each of the states: more than 5,000 rows on the desks of some


class DeskSetup(DeskCommon):
    def desk(self, login):
        """Return the tiles of a user by key."""
        sections = self.as_(login, self.env["edoc.queue"]).desk()["sections"]
        return {tile["key"]: tile for part in sections for tile in part["queues"]}

    def listed(self, login, tile, more=Domain.TRUE):
        """Return what the list of a tile finds, as the web client asks for it."""
        queue = self.as_(login, self.env["edoc.queue"]).browse(tile["id"])
        action = queue.sudo().action_id
        domain = queue._evaluated(action.domain)
        return self.as_(login, self.env[action.res_model]).search(domain & more)

    def queries(self, login):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.as_(login, self.env["edoc.queue"]).desk()
        return self.env.cr.sql_log_count - before

    def queue(self, login="quantri", **vals):
        usual = {
            "name": "Văn bản khẩn",
            "res_model": "edoc.incoming",
            "domain": "[('urgency', '!=', '0')]",
            "group_ids": [self.env.ref("l10n_vn_edoc.group_user").id],
        }
        queues = self.as_(login, self.env["edoc.queue"])
        return queues.create({**usual, **vals})


@tagged("post_install", "-at_install")
class TestCounters(DeskSetup):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fill(2)

    def test_counters_are_those_of_the_lists(self):
        """For every role and every queue: number, late and urgent ones."""
        counted = set()
        for login in EVERYBODY.split():
            for key, tile in self.desk(login).items():
                with self.subTest(login=login, queue=key):
                    found = self.listed(login, tile)
                    self.assertEqual(tile["count"], len(found))
                    queue = self.env["edoc.queue"].browse(tile["id"])
                    if queue.late_domain:
                        late = queue._evaluated(queue.late_domain)
                        late = self.listed(login, tile, late)
                        self.assertEqual(tile["late"], len(late))
                    if "urgency" in found._fields:
                        urgent = found.filtered(lambda row: row.urgency != "0")
                        self.assertEqual(tile["urgent"], len(urgent))
                if tile["count"]:
                    counted.add(key)
        every = self.env["edoc.queue"].search([]).action_id.mapped("path")
        self.assertEqual(counted, set(every), "every queue has been counted once")

    def test_words_and_duties(self):
        """Each role finds its own queues, by the words of the regulation."""
        expected = {
            "vanthu": "documents-to-register documents-to-present recalls-to-answer "
            "documents-to-number documents-to-seal documents-to-issue deliveries-late "
            "deliveries-failed paper-to-send copies-to-seal",
            "giamdoc": "documents-to-distribute documents-to-sign copies-to-decide "
            "changes-to-decide entity-overdue rights-to-confirm",
            "tp.qlcn": "documents-to-assign content-to-approve division-handles "
            "extensions-to-decide",
            "cv.qlcn": "documents-to-handle documents-due-soon documents-overdue "
            "drafts-returned internal-documents",
            "chanhvanphong": "form-to-check",
            "cv.ktat": "documents-to-cooperate",
            "cv.khtc": "documents-to-know",
            "luutru": "paper-copies-missing",
        }
        for login, keys in expected.items():
            tiles = self.desk(login)
            for key in keys.split():
                with self.subTest(login=login, queue=key):
                    self.assertTrue(tiles[key]["count"])
        self.assertNotIn("documents-to-sign", self.desk("cv.qlcn"))
        self.assertNotIn("documents-to-number", self.desk("giamdoc"))

    def test_numbers(self):
        """Two of each: three deadlines, and the one that came by its own steps."""
        tiles = self.desk("cv.qlcn")
        mine = {key: tile["count"] for key, tile in tiles.items()}
        self.assertEqual(mine["documents-to-handle"], 3 * 2 + 1 + 2)
        self.assertEqual(mine["documents-overdue"], 2)
        self.assertEqual(mine["documents-due-soon"], 2)
        self.assertEqual(tiles["documents-to-handle"]["late"], 2)
        urgent = 2 + (self.incoming.urgency != "0")
        self.assertEqual(tiles["documents-to-handle"]["urgent"], urgent)

    def test_nothing_of_others(self):
        """A queue of everything counts what its reader may read, nobody more."""
        self.queue(name="Tất cả", domain="[]")
        everything = self.env["edoc.incoming"].search_count([])
        counts = {}
        for login in EVERYBODY.split():
            tile = next(t for t in self.desk(login).values() if t["name"] == "Tất cả")
            counts[login] = tile["count"]
            self.assertEqual(tile["count"], len(self.listed(login, tile)), login)
        self.assertEqual(counts["giamdoc"], everything)
        for login in ("quantri", "cv.qltm", "tp.qltm", "vanthu.ttkc"):
            self.assertEqual(counts[login], 0, login)

    def test_no_desk_without_duties(self):
        employee = self.env["res.users"].create(
            {"name": "Người ngoài", "login": "nguoi.ngoai.ban"}
        )
        employee.group_ids = self.env.ref("base.group_user")
        with self.assertRaises(AccessError):
            self.env["edoc.queue"].with_user(employee).desk()

    def test_one_place(self):
        """What the menus list by a domain, the desks count by the same."""
        menus = self.env["ir.ui.menu"].search(
            [
                ("id", "child_of", self.env.ref("l10n_vn_edoc.edoc_menu_root").id),
                ("action", "like", "ir.actions.act_window,%"),
            ]
        )
        config = self.env.ref("l10n_vn_edoc.edoc_config_menu")
        lists = {
            menu.action
            for menu in menus
            if menu.parent_id != config
            and menu.action.res_model in MODELS
            and menu.action.domain
        }
        every = self.env.ref("l10n_vn_edoc.edoc_delivery_action")
        queues = self.env["edoc.queue"].search([]).action_id
        self.assertFalse({a.name for a in lists - set(queues) if a != every})

    def test_the_app_opens_on_the_desk(self):
        """Whoever opens the app has his desk before him."""
        for login in EVERYBODY.split():
            menus = self.as_(login, self.env["ir.ui.menu"]).load_web_menus(False)
            app = menus[self.env.ref("l10n_vn_edoc.edoc_menu_root").id]
            desk = self.env.ref("l10n_vn_edoc.edoc_desk_action")
            self.assertEqual(app["actionID"], desk.id, login)


@tagged("post_install", "-at_install")
class TestManyRows(DeskSetup):
    def test_as_quick_with_thousands(self):
        """The same queries with 5,000 own items as with 5, and no wait."""
        self.fill(1)
        people = ("vanthu", "giamdoc", "tp.qlcn", "cv.qlcn")
        for login in people:
            self.desk(login)  # what is kept for good is read now
        few = {login: self.queries(login) for login in people}
        self.fill_incoming(MANY)
        self.fill_outgoing(MANY)
        self.env.cr.execute("ANALYZE edoc_incoming, edoc_outgoing, edoc_assignment")
        for login in people:
            with self.subTest(login=login):
                self.assertEqual(self.queries(login), few[login])
                self.assertLess(few[login], 60)
                started = time.monotonic()
                tiles = self.desk(login)
                self.assertLess(time.monotonic() - started, 2)
                waiting = sum(tile["count"] for tile in tiles.values())
                self.assertGreater(waiting, 5 * MANY)


@tagged("post_install", "-at_install")
class TestSetUp(DeskSetup):
    def test_everybody_hides_for_himself(self):
        queues = self.env["edoc.queue"]
        queue = self.env.ref("l10n_vn_edoc.queue_incoming_processing")
        self.as_("cv.qlcn", queue).hide(True)
        self.assertTrue(self.desk("cv.qlcn")["documents-to-handle"]["hidden"])
        self.assertNotIn("count", self.desk("cv.qlcn")["documents-to-handle"])
        self.assertFalse(self.desk("tp.qlcn")["documents-to-handle"]["hidden"])
        self.as_("cv.qlcn", queue).hide(False)
        self.assertEqual(self.desk("cv.qlcn")["documents-to-handle"]["count"], 1)
        for vals in ({"hidden_user_ids": [self.users["tp.qlcn"].id]}, {"sequence": 1}):
            with self.assertRaises(AccessError):
                self.as_("cv.qlcn", queue).write(vals)
        with self.assertRaises(AccessError):
            self.queue("cv.qlcn")
        self.assertTrue(queues.search_count([("id", "=", queue.id)]))

    def test_administrators_add_hide_and_order(self):
        queue = self.queue(section="mine", sequence=1, late_domain="[('id', '=', 0)]")
        self.incoming._through_door().write({"urgency": "1"})
        desk = self.as_("cv.qlcn", self.env["edoc.queue"]).desk()["sections"]
        mine = next(section for section in desk if section["key"] == "mine")
        first = mine["queues"][0]
        self.assertEqual((first["name"], first["count"]), ("Văn bản khẩn", 1))
        self.assertEqual(first["action"], queue.action_id.id)
        queue.domain = "[('handler_id', '=', uid), ('urgency', '=', '3')]"
        queue.name = "Hỏa tốc"
        self.assertEqual(queue.sudo().action_id.domain, queue.domain)
        tile = self.desk("cv.qlcn")[f"queue-{queue.id}"]
        self.assertEqual((tile["name"], tile["count"]), ("Hỏa tốc", 0))
        queue.active = False
        self.assertNotIn(f"queue-{queue.id}", self.desk("cv.qlcn"))

    def test_only_documents_and_only_filters_that_work(self):
        for domain in ("[('no_field', '=', 1)]", "[('state', '=', nobody)]", "[1", "1"):
            with self.subTest(domain=domain), self.muted():
                with self.assertRaises(ValidationError):
                    self.queue(domain=domain)
                with self.assertRaises(ValidationError):
                    self.queue(late_domain=domain)
        with self.assertRaises(UserError):
            self.queue(res_model="res.users")
        foreign = self.env.ref("base.action_res_users")
        with self.assertRaises(ValidationError):
            self.queue(action_id=foreign.id, res_model="edoc.incoming")
        with self.assertRaises(UserError):
            self.queue().action_id = foreign

    def test_an_entity_has_its_own(self):
        """A queue of one entity is on no desk of the other."""
        queue = self.queue(company_id=self.company.id)
        self.assertIn(f"queue-{queue.id}", self.desk("vanthu"))
        self.assertNotIn(f"queue-{queue.id}", self.desk("vanthu.ttkc"))
