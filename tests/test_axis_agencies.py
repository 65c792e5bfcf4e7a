"""The axis' list of agencies taken over into partners (QĐ 20/2020; QĐ 28/2018)."""

import time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .axis import SYSTEMS
from .test_axis_channel import AxisSetup


@tagged("post_install", "-at_install")
class TestAxisAgencies(AxisSetup):
    def listed(self, *more, without=()):
        """Have the axis list other agencies from now on."""
        systems = {
            name: [row for row in rows if row[0] not in without]
            for name, rows in SYSTEMS.items()
        }
        systems["he-thong-tinh"] += more
        self.axis.stop()
        self.axis.configure(systems)
        self.axis.start()
        self.addCleanup(self.back_to_usual)

    def back_to_usual(self):
        self.axis.stop()
        self.axis.configure(SYSTEMS)
        self.axis.start()

    def take_over(self, channel=None):
        acting = self.as_("quantri", channel or self.backend)
        return acting.action_edoc_agencies()["params"]["message"]

    def agency(self, code):
        return self.env["res.partner"].search([("edoc_organ_id", "=", code)])

    def test_new_agency(self):
        self.listed(
            ("H35.50", "000.00.50.H35", "Sở Ngoại vụ", "H35"),
            ("000.00.51.H35", "", "Sở Cũ", "H35"),
        )
        said = self.take_over()
        self.assertRegex(said, "new: 2,.*\n.*Sở Ngoại vụ")
        new = self.agency("H35.50")
        self.assertEqual(new.edoc_organ_id_old, "000.00.50.H35")
        self.assertEqual(new.edoc_superior_id, self.province)
        self.assertEqual(new.edoc_in_charge, "Ủy ban nhân dân tỉnh Lai Châu")
        self.assertEqual(new.edoc_channel_id, self.backend)
        self.assertTrue(new.edoc_is_agency)
        # a list that has the former form only
        former = self.env["res.partner"]._edoc_find_agency("000.00.51.H35")
        self.assertFalse(former.edoc_organ_id)
        self.assertRegex(self.take_over(), "new: 0, changed: 0, renamed: 0")
        self.assertEqual(self.backend.edoc_agencies_summary, self.take_over())

    def test_what_was_set_by_hand_stays(self):
        """Channel, superior body and own spelling are the administrator's."""
        before = self.province.edoc_channel_id, self.province.edoc_in_charge
        self.province.name = "UBND tỉnh (gửi Văn phòng)"
        self.take_over()
        self.assertEqual(
            (self.province.edoc_channel_id, self.province.edoc_in_charge), before
        )
        self.assertEqual(self.province.name, "UBND tỉnh (gửi Văn phòng)")
        self.assertEqual(self.province.edoc_listed_by_id, self.backend)
        self.assertFalse(self.company.partner_id.edoc_channel_id)
        self.province.edoc_channel_id = False
        self.take_over()
        self.assertFalse(self.province.edoc_channel_id)

    def test_renamed(self):
        self.take_over()
        finance = self.agency("H35.11")
        finance.name = finance.edoc_listed_name
        self.listed(("H35.11", "", "Sở Tài chính và Đầu tư"), without=("H35.11",))
        said = self.take_over()
        self.assertRegex(said, "Sở Tài chính tỉnh Lai Châu → Sở Tài chính và Đầu tư")
        self.assertEqual(finance.name, "Sở Tài chính và Đầu tư")
        self.assertIn("Sở Tài chính và Đầu tư", finance.message_ids[:1].body)

    def test_left_and_back(self):
        """Who left gets an end and is sent nothing; nobody is deleted."""
        self.take_over()
        document = self.outgoing_at("sealed")
        self.province.edoc_channel_id = self.backend
        self.listed(without=("H35",))
        said = self.take_over()
        self.assertRegex(said, "no longer listed: 1")
        self.assertEqual(self.province.edoc_ended_on, self.province._edoc_today())
        self.assertTrue(self.province.active)
        with self.assertRaisesRegex(UserError, self.province.name):
            self.as_("vanthu", document).action_issue()
        self.assertEqual(document.state, "sealed")
        self.listed()
        self.assertRegex(self.take_over(), "back: 1")
        self.assertFalse(self.province.edoc_ended_on)
        self.as_("vanthu", document).action_issue()
        self.assertEqual(document.state, "issued")

    def test_deleted_ones_are_told(self):
        """getSynchronizeUnit names those that left."""
        self.listed(("H35.60", "", "Ban quản lý dự án"))
        manager = self.as_("quantri", self.backend)
        for kind in ("agencies_qd20", "units"):
            manager.edoc_axis_list = kind
            self.take_over()
        agency = self.agency("H35.60")
        client = self.axis.client()
        client._ask("deleteAgency", {"AgencyCode": "H35.60"}, body=True)
        self.take_over()
        self.assertTrue(agency.edoc_ended_on)

    def test_no_list_to_go_by(self):
        """A list that lacks most agencies ends none of them."""
        many = [(f"H35.{n}", "", f"Đơn vị {n}") for n in range(100, 140)]
        self.listed(*many)
        self.take_over()
        self.listed()
        with self.assertRaisesRegex(UserError, "40 of 44"):
            self.take_over()
        self.assertFalse(self.agency("H35.100").edoc_ended_on)

    def test_thousands_in_seconds(self):
        many = [
            (f"G{n // 50:03}.{n % 50:02}", "", f"Cơ quan {n}", f"G{n // 50:03}.00")
            for n in range(3000)
        ]
        self.listed(*many)
        begun = time.monotonic()
        self.assertRegex(self.take_over(), "new: 3000")
        first, begun = time.monotonic() - begun, time.monotonic()
        self.assertLess(first, 30)
        self.take_over()
        self.assertLess(time.monotonic() - begun, 10)
        self.assertEqual(self.agency("G007.01").edoc_superior_id.name, "Cơ quan 350")

    def test_by_the_scheduled_job(self):
        self.listed(("H35.70", "", "Sở Y tế"))
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("l10n_vn_edoc.cron_agencies").method_direct_trigger()
        self.env.invalidate_all()
        self.assertTrue(self.agency("H35.70"))

    def test_the_administrator_only(self):
        for login in ("vanthu", "giamdoc", "cv.qlcn"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_(login, self.backend).action_edoc_agencies()
