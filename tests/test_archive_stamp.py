"""Archive time stamps are renewed before they end (PAdES B-LTA)."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..core.pdfsign.archive import archive_expires
from .common import ADDRESS, EdocCommon
from .test_services import evidence


@tagged("post_install", "-at_install")
class TestArchiveStamp(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.type = cls.env.ref("l10n_vn_edoc.document_type_cong_van")
        cls.type.signature_level = "LTA"
        cls.document = cls.outgoing_at("sealed", enclosure=True)
        cls.main = cls.document._main_file()

    def run_cron(self):
        self.env["edoc.file"].with_user(
            self.env.ref("base.user_root")
        )._cron_renew_archives()

    def let_end(self, version, days):
        """The stamp ends in so many days; the bytes say a later day, as a test may."""
        version._through_door().write(
            {"archive_expires": fields.Datetime.now() + timedelta(days=days)}
        )

    def tasks(self, login="quantri"):
        return self.env["mail.activity"].search(
            [
                ("user_id", "=", self.users[login].id),
                (
                    "activity_type_id",
                    "=",
                    self.env.ref("l10n_vn_edoc.activity_archive").id,
                ),
            ]
        )

    def refuse_services(self):
        self.company.edoc_service_retries = 0
        self.company.edoc_tsa_url = f"http://{ADDRESS.split(':')[0]}:9/tsa"

    # ---------------------------------------------------------------- what is kept

    def test_end_is_kept_with_the_sealed_version(self):
        """The day by which the file needs a new stamp is known without reading it."""
        for file in self.document.file_ids:
            version = file.current_id
            end = archive_expires(version._bytes())
            self.assertEqual(version.archive_expires, end.replace(tzinfo=None))
            self.assertEqual(file.archive_expires, version.archive_expires)
            earlier = file.version_ids - version
            self.assertFalse(any(earlier.mapped("archive_expires")))
        self.type.signature_level = "LT"
        other = self.outgoing_at("sealed")
        self.assertFalse(other._main_file().current_id.archive_expires)

    def test_end_is_written_by_the_system_only(self):
        version = self.main.current_id
        for login in ("quantri", "luutru", "vanthu"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_(login, version).write({"archive_expires": "2099-01-01"})

    # ------------------------------------------------------------- the monthly job

    def test_renewed_within_the_months_set(self):
        """Only what ends soon; the renewed file begins with the sealed bytes."""
        sealed = self.main.current_id
        enclosure = self.document._enclosures()
        self.run_cron()
        self.assertEqual(self.main.current_id, sealed, "it ends in years")
        self.let_end(sealed, 100)
        self.run_cron()
        renewed = self.main.current_id
        self.assertEqual((sealed.stage, renewed.stage), ("sealed", "archived"))
        self.assertEqual(renewed.number, sealed.number + 1)
        self.assertTrue(renewed._bytes().startswith(sealed._bytes()))
        self.assertEqual(
            evidence(renewed._bytes())[3], evidence(sealed._bytes())[3] + 1
        )
        self.assertGreater(renewed.archive_expires, sealed.archive_expires)
        verification = self.env["edoc.verification"].search(
            [("version_id", "=", renewed.id)]
        )
        self.assertEqual(verification.grade, "valid")
        self.assertEqual(enclosure.current_id.stage, "sealed")
        self.assertFalse(self.tasks())

    def test_months_are_a_setting(self):
        sealed = self.main.current_id
        self.let_end(sealed, 60)
        self.company.edoc_archive_months = 1
        self.run_cron()
        self.assertEqual(self.main.current_id, sealed)
        self.company.edoc_archive_months = 3
        self.run_cron()
        self.assertEqual(self.main.current_id.stage, "archived")

    def test_five_times_is_once(self):
        """A job that is run again finds the work done."""
        sealed = self.main.current_id
        self.let_end(sealed, 30)
        for _time in range(5):
            self.main._renew_archive(sealed.id)
        self.assertEqual(self.main.current_id.number, sealed.number + 1)

    def test_cron_queues_one_job_for_each_file(self):
        """Once a month; what waits already is not queued again."""
        cron = self.env.ref("l10n_vn_edoc.cron_renew_archives")
        self.assertEqual((cron.interval_number, cron.interval_type), (1, "months"))
        for file in self.document.file_ids:
            self.let_end(file.current_id, 30)
        for _time in range(2):
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
        jobs = self.env["queue.job"].search([("method_name", "=", "_renew_archive")])
        self.assertEqual(
            set(jobs.mapped("identity_key")),
            {f"edoc-archive-{file.current_id.id}" for file in self.document.file_ids},
        )
        self.assertEqual(len(jobs), 2)
        self.assertEqual(jobs.mapped("channel"), ["root.edoc"] * 2)

    def test_renewed_again_after_years(self):
        """One stamp after the other, each over the one before."""
        for count in (2, 3):
            self.let_end(self.main.current_id, 30)
            self.run_cron()
            self.assertEqual(evidence(self.main._content())[3], count)
        stages = self.main.version_ids.sorted("number").mapped("stage")
        self.assertEqual(stages[-3:], ["sealed", "archived", "archived"])

    # ------------------------------------------------------------- what goes wrong

    def test_out_of_reach(self):
        """The old version stays; the administrator finds a task, and only one."""
        sealed = self.main.current_id
        self.let_end(sealed, 30)
        self.refuse_services()
        self.run_cron()
        self.run_cron()
        self.assertEqual(self.main.current_id, sealed)
        self.assertEqual(self.main.version_ids[0], sealed)
        [task] = self.tasks()
        self.assertIn(self.document.code, task.summary)
        self.assertIn("did not answer", task.note)
        self.assertFalse(task.res_model)

    def test_no_gain(self):
        """A stamp that ends no later than the old one is not kept."""
        sealed = self.main.current_id
        self.let_end(sealed, 365 * 60)
        self.main._renew_archive(sealed.id)
        self.assertEqual(self.main.current_id, sealed)
        self.assertIn("no later", self.tasks().note)

    def test_without_trust(self):
        """What does not pass verification never becomes the current version."""
        sealed = self.main.current_id
        self.let_end(sealed, 30)
        self.env["edoc.trust.certificate"].search([]).write(
            {"removal_reason": "Không còn dùng", "active": False}
        )
        self.run_cron()
        self.assertEqual(self.main.current_id, sealed)
        self.assertEqual(len(self.tasks()), 1)

    # --------------------------------------------------------------------- by hand

    def test_raise_one_document(self):
        """From B-LT to B-LTA, main file and enclosures, by archivist's hand."""
        self.type.signature_level = "LT"
        document = self.outgoing_at("issued", enclosure=True)
        packet = document.sudo().delivery_ids.exchange_record_id
        sent = packet._get_file_content()
        self.assertTrue(self.as_("luutru", document).can_renew_archive)
        self.as_("luutru", document).action_renew_archive()
        for file in document.file_ids:
            self.assertEqual(file.stage, "archived")
            self.assertTrue(file.archive_expires)
        self.assertEqual(packet._get_file_content(), sent)

    def test_whose_hand(self):
        for login in ("vanthu", "cv.qlcn", "giamdoc"):
            document = self.as_(login, self.document)
            with self.subTest(login):
                self.assertFalse(document.can_renew_archive)
                with self.assertRaises(AccessError):
                    document.action_renew_archive()
        with self.assertRaises(AccessError):
            # the administrator does not read documents that he has no part in
            self.as_("quantri", self.document).action_renew_archive()

    def test_only_what_is_sealed(self):
        document = self.outgoing_at("numbered")
        self.assertFalse(self.as_("luutru", document).can_renew_archive)
        with self.assertRaisesRegex(UserError, "not sealed yet"):
            self.as_("luutru", document).action_renew_archive()

    def test_who_asked_is_told(self):
        self.refuse_services()
        self.as_("luutru", self.document).action_renew_archive()
        self.assertEqual(len(self.tasks("luutru")), 2)
        self.assertEqual(self.document.file_ids.mapped("stage"), ["sealed"] * 2)

    def test_renewed_before_issue(self):
        """Điều 13.2: a file renewed after its seal may leave as a sealed one."""
        self.type.signature_level = "LT"
        document = self.outgoing_at("sealed")
        self.as_("luutru", document).action_renew_archive()
        self.assertEqual(document.file_ids.stage, "archived")
        self.line.issue(document)
        self.assertEqual(document.state, "issued")

    def test_not_below_lt(self):
        """Without the status of the certificates a time stamp keeps nothing alive."""
        self.type.signature_level = "T"
        document = self.outgoing_at("sealed")
        self.as_("luutru", document).action_renew_archive()
        self.assertEqual(document.file_ids.stage, "sealed")
        self.assertEqual(len(self.tasks("luutru")), 1)
