"""The chain of custody of the agency's device, and the end of its certificate."""

import base64
import io
from datetime import timedelta

from freezegun import freeze_time
from pdfminer.high_level import extract_text
from pdfminer.pdfpage import PDFPage
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import EdocCommon


@tagged("post_install", "-at_install")
class TestTokenCustody(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seal_group = cls.env.ref("l10n_vn_edoc.group_seal")
        cls.token = cls.env["edoc.token"].search(
            [("kind", "=", "seal"), ("company_id", "=", cls.company.id)]
        )
        cls.giver, cls.receiver = cls.users["vanthu"], cls.users["luutru"]
        cls.receiver.group_ids = [Command.link(cls.seal_group.id)]

    def test_a_device_is_registered_once(self):
        """Điều 5.2: a second entry for the same key would bypass its custody."""
        again = self.env["edoc.token"].create(
            {
                "name": "Con dấu, đăng ký lần hai",
                "kind": "seal",
                "driver": self.token.driver,
                "label": self.token.label,
                "company_id": self.company.id,
                "first_holder_id": self.receiver.id,
            }
        )
        with self.assertRaisesRegex(UserError, self.token.name):
            again.action_read_device()
        self.assertFalse(again.certificate_ids)

    def offer(self, login="vanthu", to="luutru", token=None, **vals):
        """Offer by the wizard, as the user."""
        token = token or self.token
        acting = token.with_user(self.users[login])
        context = acting.action_open_hand_over()["context"]
        wizard = self.env["edoc.token.hand.over"].with_user(self.users[login])
        wizard.with_context(**context).create(
            {
                "to_id": self.users[to].id,
                "condition": "Hoạt động tốt",
                "place": "Văn phòng Sở",
                **vals,
            }
        ).action_offer()
        return token.open_handover_id

    def accept(self, row, login="luutru"):
        return row.with_user(self.users[login]).action_accept()

    def tasks(self, login, kind="activity_token"):
        activity_type = self.env.ref(f"l10n_vn_edoc.{kind}")
        return self.token.activity_ids.filtered(
            lambda task: (
                task.user_id == self.users[login]
                and task.activity_type_id == activity_type
            )
        )

    # --------------------------------------------------------------------- custody

    def test_first_holder_begins_the_chain(self):
        """Điều 5.2: who was given the device at registration is the first link."""
        row = self.token.handover_ids
        self.assertEqual(len(row), 1)
        self.assertFalse(row.from_id)
        self.assertEqual((row.to_id, row.state), (self.giver, "done"))

    def test_offer_and_acceptance(self):
        """Điều 5.2: the giver stays custodian until the receiver has accepted."""
        row = self.offer()
        self.assertEqual(self.token.holder_id, self.giver)
        self.assertEqual((row.from_id, row.to_id), (self.giver, self.receiver))
        self.token.with_user(self.giver)._check_holder()
        self.assertTrue(self.tasks("luutru"))
        self.accept(row)
        self.assertEqual((row.state, self.token.holder_id), ("done", self.receiver))
        self.assertTrue(row.done_at)
        self.assertTrue(self.tasks("vanthu"), "the minutes are to be signed")
        self.assertTrue(self.tasks("luutru"))
        with self.assertRaises(AccessError):
            self.token.with_user(self.giver)._check_holder()

    def test_no_gap_and_no_overlap(self):
        """Điều 5.2: each link begins with the holder of that moment."""
        self.accept(self.offer())
        self.accept(self.offer("luutru", "vanthu"), "vanthu")
        chain = self.token.handover_ids.filtered(lambda row: row.state == "done")
        chain = chain.sorted("id")
        self.assertEqual(len(chain), 3)
        for before, after in zip(chain, chain[1:], strict=False):
            self.assertEqual(before.to_id, after.from_id)
        self.assertEqual(chain[-1].to_id, self.token.holder_id)

    def test_one_offer_at_a_time(self):
        """Điều 5.2: what is offered to one can't be offered to another."""
        self.offer()
        with self.assertRaisesRegex(UserError, "has been offered"):
            self.offer()
        with self.assertRaises(IntegrityError), self.muted():
            self.token._keep_handover(self.receiver, "offered")
            self.env.flush_all()

    def test_only_the_receiver_accepts(self):
        """Điều 5.2: by his own login, nobody in his place."""
        row = self.offer()
        for login in ("vanthu", "quantri", "chanhvanphong", "giamdoc"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.accept(row, login)
        with self.assertRaises(AccessError):
            row.with_user(self.env.ref("base.user_root")).action_accept()
        with self.assertRaises(AccessError):
            self.accept(row, "vanthu.ttkc")
        self.assertEqual(self.token.holder_id, self.giver)

    def test_who_offers(self):
        """Điều 5.2: the holder; in his absence administrator or chief, with reason."""
        for login in ("luutru", "cv.qlcn", "giamdoc"):
            acting = self.token.with_user(self.users[login])
            with self.subTest(login), self.assertRaises(AccessError):
                acting.action_open_hand_over()
        for login in ("quantri", "chanhvanphong"):
            with self.subTest(login):
                for reason in (False, "  "):
                    with self.assertRaisesRegex(UserError, "Give the reason"):
                        self.offer(login, reason=reason)
                row = self.offer(login, reason="Văn thư nghỉ ốm")
                self.assertEqual(row.from_id, self.giver)
                self.assertEqual(row.offered_by_id, self.users[login])
                self.assertTrue(self.tasks("vanthu"), "the holder is told")
                row.with_user(self.users[login]).action_withdraw()

    def test_who_receives(self):
        """Điều 5.2: another seal keeper of the same entity."""
        for login in ("cv.qlcn", "vanthu.ttkc", "vanthu"):
            with (
                self.subTest(login),
                self.assertRaisesRegex(UserError, "can't receive"),
            ):
                self.offer(to=login)
        row = self.offer()
        self.receiver.group_ids = [Command.unlink(self.seal_group.id)]
        with self.assertRaisesRegex(UserError, "can't receive"):
            self.accept(row)

    def test_personal_tokens_stay(self):
        """Điều 5.3: everybody keeps his own."""
        token = self.env["edoc.token"].search(
            [("holder_id", "=", self.users["giamdoc"].id)]
        )
        self.assertEqual(token.kind, "person")
        for login in ("giamdoc", "quantri"):
            with self.subTest(login), self.assertRaisesRegex(UserError, "own personal"):
                token.with_user(self.users[login]).action_open_hand_over()
        with self.assertRaisesRegex(UserError, "stay as they are"):
            token.with_user(self.users["quantri"]).write({"kind": "seal"})

    def test_two_acceptances(self):
        """Điều 5.2: the second of two acceptances meets a closed offer."""
        row = self.offer()
        self.accept(row)
        with self.assertRaisesRegex(UserError, "no longer open"):
            self.accept(row)
        with self.assertRaisesRegex(UserError, "no longer open"):
            row.with_user(self.giver).action_withdraw()
        self.assertEqual(len(self.token.handover_ids), 2)

    def test_withdraw(self):
        """Điều 5.2: an offer taken back leaves custody where it was, and its trace."""
        for login in ("vanthu", "luutru"):
            row = self.offer()
            with self.assertRaises(AccessError):
                row.with_user(self.users["cv.qlcn"]).action_withdraw()
            row.with_user(self.users[login]).action_withdraw()
            self.assertEqual((row.state, row.closed_by_id.login), ("withdrawn", login))
            self.assertEqual(self.token.holder_id, self.giver)
            self.assertFalse(self.tasks("luutru"))
            with self.assertRaisesRegex(UserError, "no longer open"):
                self.accept(row)

    def test_nobody_edits_the_chain(self):
        """Điều 5.2, NĐ 30 Điều 32: by no role and no superuser code."""
        row = self.offer()
        other = self.users["cv.qlcn"].id
        users = [self.users[login] for login in ("vanthu", "luutru", "quantri")]
        for user in [*users, self.env.ref("base.user_root")]:
            acting, token = row.with_user(user), self.token.with_user(user)
            vals = row.copy_data()[0]
            for act in (
                lambda r=acting: r.write({"to_id": other}),
                lambda r=acting: r.write({"state": "done"}),
                lambda r=acting: r.unlink(),
                lambda r=acting, v=vals: r.create(dict(v)),
                lambda t=token: t.write({"holder_id": other}),
                lambda t=token: t.write({"handover_ids": [Command.clear()]}),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    act()

    def test_other_entity_sees_nothing(self):
        """Điều 5: the chain is read within the entity."""
        model = self.env["edoc.token.handover"]
        found = model.with_user(self.users["vanthu.ttkc"]).search([])
        self.assertEqual(found.token_id.company_id, self.unit)

    # --------------------------------------------------------------------- minutes

    def test_minutes(self):
        """Điều 5.2: the minutes name parties, device, certificate and condition."""
        row = self.offer(witness_id=self.users["chanhvanphong"].id, minutes_number="07")
        self.accept(row)
        report = self.env["ir.actions.report"].with_user(self.receiver)
        html = report._render_qweb_html("l10n_vn_edoc.token_handover", row.ids)[0]
        text = html.decode()
        for part in (
            "BIÊN BẢN",
            "Bàn giao thiết bị lưu khóa bí mật",
            "Số: 07/BB-SCT",
            "Lê Thị Ngọc",
            "Tẩn Mẩy Pham",
            "Phạm Minh Đức",
            "Chánh Văn phòng",
            "Hoạt động tốt",
            self.token.label,
            self.token.certificate_id.serial,
            "30/2020/NĐ-CP",
            "Điều 5 Quy chế",
        ):
            with self.subTest(part):
                self.assertIn(part, " ".join(text.split()).replace("<t>", ""))
        self.assertTrue(row.with_user(self.receiver).action_print())

    def test_minutes_on_paper(self):
        """Điều 5.2, NĐ 30 Phụ lục I: one page of A4, before and after acceptance."""
        witness = self.users["chanhvanphong"]
        row = self.offer(reason="Thay đổi phân công", witness_id=witness.id)
        for accepted in (False, True):
            if accepted:
                self.accept(row)
            report = self.env["ir.actions.report"].with_user(self.receiver)
            report = report.with_context(force_report_rendering=True)
            with self.allow_pdf_render():
                pdf, kind = report._render_qweb_pdf(
                    "l10n_vn_edoc.token_handover_report_action", row.ids
                )
            self.assertEqual(kind, "pdf")
            self.assertEqual(len(list(PDFPage.get_pages(io.BytesIO(pdf)))), 1)
            text = " ".join(extract_text(io.BytesIO(pdf)).split())
            for part in ("CỘNG HÒA XÃ HỘI", "BÊN GIAO", "NGƯỜI CHỨNG KIẾN"):
                self.assertIn(part, text)

    def test_no_minutes_of_a_withdrawn_offer(self):
        """Điều 5.2: minutes are made of a hand-over, not of an offer taken back."""
        row = self.offer()
        row.with_user(self.giver).action_withdraw()
        report = self.env["report.l10n_vn_edoc.token_handover"].with_user(self.giver)
        with self.assertRaisesRegex(UserError, "nothing to minute"):
            report._get_report_values(row.ids)

    # ------------------------------------------------------------------------- end

    def test_warned_once_at_each_threshold(self):
        """Điều 5: holder and administrator are told 60, 30 and 7 days before."""
        end = self.token.certificate_id.not_after
        told = []
        for days in (70, 61, 60, 59, 45, 30, 29, 8, 7, 6, 1):
            with freeze_time(end - timedelta(days=days)):
                self.env.invalidate_all()
                self.env["edoc.token"]._cron_warn_of_end()
            tasks = self.tasks("vanthu", "activity_certificate")
            self.assertEqual(
                len(tasks), len(self.tasks("quantri", "activity_certificate"))
            )
            told.append((days, len(tasks)))
        counts = dict(told)
        self.assertEqual([counts[d] for d in (70, 61)], [0, 0])
        self.assertEqual([counts[d] for d in (60, 59, 45)], [1, 1, 1])
        self.assertEqual([counts[d] for d in (30, 29, 8)], [2, 2, 2])
        self.assertEqual([counts[d] for d in (7, 6, 1)], [3, 3, 3])

    def test_only_the_certificate_in_use_counts(self):
        """Điều 5: a renewed certificate ends the warnings of the former one."""
        certificate = self.token.certificate_id
        newer = base64.b64decode(certificate.with_context(bin_size=False).certificate)
        certificate._through_door().create(
            {
                "token_id": self.token.id,
                "certificate": base64.b64encode(newer),
                "sha256": "0" * 64,
                "not_before": certificate.not_after,
                "not_after": certificate.not_after + timedelta(days=365),
            }
        )
        with freeze_time(certificate.not_after - timedelta(days=5)):
            self.env.invalidate_all()
            self.env["edoc.token"]._cron_warn_of_end()
            self.assertGreater(self.token.days_left, 60)
        self.assertFalse(self.tasks("vanthu", "activity_certificate"))
