"""The history of all acts, and what was done past it (NĐ 30 Phụ lục VI III.5)."""

import io
import json
from pathlib import Path

from pdfminer.high_level import extract_text
from psycopg2.errors import RaiseException, SerializationFailure

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import AccessError
from odoo.modules.registry import Registry
from odoo.service.model import call_kw
from odoo.tests import BaseCase, HttpCase, tagged
from odoo.tools import SQL, config, mute_logger

from ..core.audit.database import Count, examine
from ..core.audit.findings import Answer
from ..core.pdfsign.policy import VerifyPolicy
from ..demo.organisation import PASSWORD
from ..models._audit_buffer import told
from .common import EdocCommon, EdocSetup
from .ground import lay_ground

_VIEW = (
    "view",
    None,
    None,
    "edoc.incoming",
    1,
    None,
    None,
    None,
    1,
    None,
    "x",
    1,
    None,
)


def text_of(pdf):
    return " ".join(extract_text(io.BytesIO(pdf)).split())


class AuditSetup:
    def acts(self, *domain):
        """What the history says, oldest first."""
        self.env.cr.flush()
        return self.env["edoc.audit"].search(list(domain), order="id")

    def past(self, query, *params):
        """Do something to the database past the system, without its triggers."""
        self.env.cr.flush()
        for table in ("edoc_audit", "edoc_audit_anchor"):
            self.env.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        self.env.cr.execute(SQL(query, *params))
        for table in ("edoc_audit", "edoc_audit_anchor"):
            self.env.cr.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        self.env.invalidate_all(flush=False)

    def link(self):
        self.env.cr.flush()
        while self.env["edoc.audit"]._link():
            pass

    def findings(self, key=None):
        """Examine all; return the findings that are sure."""
        self.env.cr.flush()
        roots, intermediates = self.env["edoc.trust.certificate"]._trusted()
        policy = VerifyPolicy(roots=roots, intermediates=intermediates)
        examination = self.env["edoc.audit.examination"]
        key = self.env["edoc.audit"]._key() if key is None else key
        self.count = Count()
        found = examine(self.env.cr, key, examination._open, policy, self.count)
        return list(found)

    def kinds(self):
        return [(f.kind, f.model, f.res_id) for f in self.findings()]


@tagged("post_install", "-at_install")
class TestAudit(AuditSetup, EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.incoming = cls.incoming_at("processing")
        cls.outgoing = cls.outgoing_at("sealed")
        cls.env.cr.flush()

    def about(self, document):
        return self.acts(
            ("document_model", "=", document._name), ("document_id", "=", document.id)
        )

    # --------------------------------------------------------------------- history

    def test_every_step_is_there(self):
        """Phụ lục VI III.5: instruction, approval, signature, number; who and when."""
        said = self.about(self.outgoing)
        acts = set(said.mapped("act"))
        self.assertLessEqual({"create", "approval", "signature", "number"}, acts)
        sign = said.filtered(lambda a: a.model == "edoc.step" and a.detail == "sign")
        self.assertEqual(sign.user_id, self.users["giamdoc"])
        self.assertEqual(sign.company_id, self.company)
        self.assertTrue(sign.at and sign.whence)
        given = self.about(self.incoming).filtered(lambda a: a.act == "instruction")
        self.assertTrue(given.filtered(lambda a: a.model == "edoc.assignment"))
        written = json.loads(
            said.filtered(lambda a: a.model == "edoc.outgoing")[-1].changes
        )
        self.assertEqual(written["state"], "sealed")

    def test_no_content_in_it(self):
        """The history outlives what a recall destroys: it tells hashes, not words."""
        text = " ".join(filter(None, self.about(self.outgoing).mapped("changes")))
        self.assertNotIn(self.outgoing.subject, text)
        self.assertIn(self.outgoing.file_ids.current_id.sha256, text)

    def test_undone_acts_leave_nothing(self):
        before = self.acts()
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.draft()
            self.env.flush_all()
            raise ZeroDivisionError
        self.assertEqual(self.acts(), before)

    def test_one_row_for_what_one_transaction_does(self):
        draft = self.draft()
        known = self.acts()
        draft.note = "một"
        self.env.flush_all()
        draft.note = "hai"
        new = self.acts() - known
        self.assertEqual(len(new), 1)
        self.assertEqual((new.act, new.res_id), ("change", draft.id))

    def test_deleted_with_all_that_goes_along(self):
        draft = self.draft()
        known, res_id = self.acts(), draft.id
        draft.unlink()
        gone = (self.acts() - known).filtered(lambda act: act.act == "delete")
        models = set(gone.mapped("model"))
        self.assertLessEqual(
            {"edoc.outgoing", "edoc.file.version", "edoc.delivery"}, models
        )
        self.assertEqual(set(gone.mapped("document_id")), {res_id})
        self.assertFalse(self.findings())

    def test_rights(self):
        """Phụ lục VI III.3, III.5: who was given what right."""
        known = self.acts()
        seal = self.env.ref("l10n_vn_edoc.group_seal")
        user = self.as_("quantri", self.users["cv.qlcn"])
        user.write({"group_ids": [Command.link(seal.id)]})
        given = (self.acts() - known).filtered(lambda act: act.act == "right")
        self.assertEqual(given.user_id, self.users["quantri"])
        self.assertEqual(given.model, "edoc.rights.change")

    # --------------------------------------------------------------------- accesses

    def test_views_are_counted(self):
        """Phụ lục VI III.6: accesses of each document; lists are none."""
        spec = {"subject": {}}
        for login in ("cv.qlcn", "giamdoc", "cv.qlcn"):
            document = self.as_(login, self.incoming)
            self.assertTrue(document.web_read(spec))
            self.env.cr.flush()
        document.web_search_read([("id", "=", document.id)], spec)
        self.as_("vanthu", document).web_save({}, spec)
        views = self.about(self.incoming).filtered(lambda act: act.act == "view")
        self.assertEqual(
            views.mapped("user_id"), self.users["cv.qlcn"] + self.users["giamdoc"]
        )
        self.assertEqual(len(views), 2, "read again within a minute")
        self.assertEqual(self.as_("giamdoc", self.incoming).access_count, 2)

    def test_said_in_words(self):
        """No code of the system shows to its users."""
        acts = self.env["edoc.act"].with_user(self.users["vanthu"])
        acts = acts.search([("incoming_id", "=", self.incoming.id)])
        said = set(acts.with_context(lang="vi_VN").mapped("said"))
        self.assertIn("Đã vào sổ", said)
        self.assertFalse(said & set(acts.mapped("detail")) - {False})

    def test_rounded_numbers(self):
        """The ORM hands them over as text, the database gives them back as numbers."""
        line = self.env["edoc.batch.line"]
        field = line._fields["seconds"]
        given = field.convert_to_column(1.14, line)
        self.env.cr.execute("SELECT %s::numeric", [given])
        self.assertEqual(told(field, given), told(field, self.env.cr.fetchone()[0]))

    def test_who_sees_the_counts(self):
        """Phụ lục VI III.6: whose office it is; restricted ones only the listed."""
        self.as_("cv.qlcn", self.incoming).web_read({"subject": {}})
        self.env.cr.flush()
        act = self.env["edoc.act"].search([("incoming_id", "=", self.incoming.id)])
        self.assertTrue(act)
        for login in ("giamdoc", "vanthu", "luutru"):
            self.assertTrue(self.as_(login, act).search([("id", "in", act.ids)]), login)
        for login in ("cv.qlcn", "tp.qlcn", "chanhvanphong"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_(login, act).search([])
        self.assertFalse(self.as_("vanthu.ttkc", act).search([("id", "in", act.ids)]))
        self.incoming._through_door().write(
            {"is_restricted": True, "allowed_user_ids": self.users["giamdoc"].ids}
        )
        for login, sees in (("giamdoc", True), ("vanthu", False), ("luutru", False)):
            found = self.as_(login, act).search([("id", "in", act.ids)])
            self.assertEqual(bool(found), sees, login)
        history = self.as_("quantri", self.env["edoc.audit"])
        mine = history.search([("document_id", "=", self.incoming.id)])
        self.assertTrue(mine.read(["act", "whence", "changes"]))

    def test_reports_are_prints(self):
        report = self.env.ref("l10n_vn_edoc.handling_slip_report_action")
        with self.printed() as pages:
            report.with_user(self.users["vanthu"])._render_qweb_pdf(
                report.report_name, self.incoming.ids
            )
        self.assertIn(self.users["vanthu"].name, text_of(pages[0]), "it is marked")
        printed = self.about(self.incoming).filtered(lambda act: act.act == "print")
        self.assertEqual(printed.user_id, self.users["vanthu"])

    # -------------------------------------------------------------------- tampering

    def test_untouched(self):
        """Phụ lục VI III.5: nothing is found where nothing was done past the system."""
        self.link()
        self.assertEqual(self.kinds(), [])
        self.assertTrue(self.count.rows and self.count.records and self.count.files)

    def test_the_database_keeps_it(self):
        self.link()
        row = self.acts()[-1]
        for query in (
            "UPDATE edoc_audit SET user_id = 1 WHERE id = %s",
            "UPDATE edoc_audit SET place = 9999999 WHERE id = %s",
            "DELETE FROM edoc_audit WHERE id = %s",
        ):
            with self.assertRaises(RaiseException), self.muted():
                with self.env.cr.savepoint():
                    self.env.cr.execute(SQL(query, row.id))

    def test_rows_of_the_history(self):
        """Altered, taken out, put in, moved: each is found for what it is."""
        self.link()
        at = self.acts()[10:]
        cases = {
            "row_altered": (
                "UPDATE edoc_audit SET whence = '10.0.0.9' WHERE id = %s",
                at[0].id,
            ),
            "rows_removed": ("DELETE FROM edoc_audit WHERE id = %s", at[1].id),
            "row_inserted": (
                "INSERT INTO edoc_audit (at, act, user_id, whence, seal) "
                "VALUES (now(), 'view', 1, '10.0.0.1', %s)",
                "0" * 64,
            ),
            "row_moved": (
                "UPDATE edoc_audit SET place = -place WHERE id IN (%(a)s, %(b)s);"
                "UPDATE edoc_audit SET place = CASE id WHEN %(a)s THEN %(pb)s ELSE "
                "%(pa)s END WHERE id IN (%(a)s, %(b)s)",
                {"a": at[2].id, "b": at[3].id, "pa": at[2].place, "pb": at[3].place},
            ),
        }
        for kind, (query, params) in cases.items():
            with self.subTest(kind), self.env.cr.savepoint() as point:
                if isinstance(params, dict):
                    query = SQL(query, **params)
                    self.past("%s", query)
                else:
                    self.past(query, params)
                self.assertIn(kind, {finding.kind for finding in self.findings()})
                if kind == "row_inserted":
                    # linked like any other, it still bears no seal of ours
                    self.link()
                    self.assertEqual({f.kind for f in self.findings()}, {kind})
                point.rollback()
        self.assertEqual(self.kinds(), [])

    def test_rewritten_history(self):
        """A chain that was linked anew differs from the anchor of its day."""
        anchor = self.env["edoc.audit.anchor"]._anchor("2026-01-02")
        self.assertTrue(anchor.token, "the test authority has stamped it")
        self.assertFalse(self.findings())
        self.past("UPDATE edoc_audit SET whence = '10.0.0.9' WHERE place = 5")
        self.past("UPDATE edoc_audit SET place = NULL, hash = NULL")
        self.link()
        kinds = {finding.kind for finding in self.findings()}
        self.assertEqual(kinds, {"row_inserted", "anchor_differs"})
        self.past("UPDATE edoc_audit_anchor SET hash = %s", "ab" * 32)
        self.assertIn("anchor_broken", {finding.kind for finding in self.findings()})

    def test_values_and_records(self):
        """Changed, deleted or put in by SQL."""
        document, step = self.outgoing, self.outgoing.step_ids[:1]
        version = document.file_ids.current_id
        cases = (
            (
                ("UPDATE edoc_outgoing SET number = 77 WHERE id = %s", document.id),
                ("value_changed", "edoc.outgoing", document.id),
            ),
            (
                (
                    "UPDATE edoc_outgoing SET subject = 'khác' WHERE id = %s",
                    document.id,
                ),
                ("value_changed", "edoc.outgoing", document.id),
            ),
            (
                ("UPDATE edoc_file_version SET sha256 = '0' WHERE id = %s", version.id),
                ("value_changed", "edoc.file.version", version.id),
            ),
            (
                ("DELETE FROM edoc_step WHERE id = %s", step.id),
                ("record_removed", "edoc.step", step.id),
            ),
            (
                (
                    "INSERT INTO edoc_step (id, action, user_id, done_at) "
                    "VALUES (%s, 'sign', 1, now())",
                    step.id + 100000,
                ),
                ("record_inserted", "edoc.step", step.id + 100000),
            ),
        )
        for done, wanted in cases:
            with self.subTest(done[0]), self.env.cr.savepoint() as point:
                self.past(*done)
                self.assertEqual(self.kinds(), [wanted])
                point.rollback()

    def test_agencies_merged(self):
        """Odoo's own SQL is not past the system."""
        twice = self.province.copy({"edoc_organ_id": False, "name": "UBND tỉnh"})
        draft = self.draft()
        draft.delivery_ids._through_door().write({"partner_id": twice.id})
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (twice + self.province).ids, self.province, extra_checks=False
        )
        self.assertEqual(draft.delivery_ids.partner_id, self.province)
        self.assertEqual(self.kinds(), [])

    def test_files(self):
        """Altered, missing or swapped in the file store."""
        first = self.outgoing.file_ids.current_id
        second = self.incoming.file_ids.current_id
        stored = self.env["ir.attachment"].sudo()
        one, two = (
            stored.search(version._attachment_domain()) for version in (first, second)
        )
        path = Path(stored._full_path(one.store_fname))
        content = path.read_bytes()
        self.addCleanup(path.write_bytes, content)
        altered = ("file_altered", first._name, first.id)
        path.write_bytes(content + b" ")
        self.assertIn(altered, self.kinds())
        path.unlink()
        self.assertIn(("file_missing", first._name, first.id), self.kinds())
        path.write_bytes(content)
        self.assertEqual(self.kinds(), [])
        query = "UPDATE ir_attachment SET store_fname = %s WHERE id = %s"
        names = (one.store_fname, two.store_fname)
        self.past(query, names[1], one.id)
        self.past(query, names[0], two.id)
        swapped = ("file_altered", second._name, second.id)
        self.assertEqual(sorted(self.kinds()), sorted([altered, swapped]))

    def test_button(self):
        """Administrators and archivists ask, a job answers."""
        examinations = self.env["edoc.audit.examination"]
        self.past(
            "UPDATE edoc_outgoing SET number = 77 WHERE id = %s", self.outgoing.id
        )
        # as the client calls it, with no row chosen
        asking = self.as_("luutru", examinations)
        action = call_kw(
            asking, "action_examine", [[]], {"context": asking.env.context}
        )
        done = examinations.browse(action["res_id"])
        self.assertEqual(done.result, "touched")
        finding = self.as_("luutru", done.finding_ids)
        self.assertEqual(finding.res_id, self.outgoing.id)
        self.assertIn("number", finding.sentence)
        self.assertEqual(finding.answer, Answer.YES.value)
        for login in ("giamdoc", "vanthu", "cv.qlcn"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_(login, examinations).action_examine()

    def test_taken_over(self):
        """What was there before the history begins it."""
        self.past("DELETE FROM edoc_audit WHERE model = 'edoc.step'")
        # an upgrade fills new columns before it takes over what was there
        self.outgoing.step_ids[:1]._note_written(authority="TM.")
        self.past(
            "UPDATE edoc_step SET authority = 'TM.' WHERE id = %s",
            self.outgoing.step_ids[:1].id,
        )
        self.past("UPDATE edoc_audit SET place = NULL, hash = NULL")
        self.assertIn("record_inserted", {finding.kind for finding in self.findings()})
        self.env["edoc.audit"]._take_over_all()
        self.assertEqual(self.kinds(), [])
        taken = self.about(self.outgoing).filtered(lambda act: act.act == "baseline")
        self.assertEqual(len(taken), len(self.outgoing.step_ids))


@tagged("post_install", "-at_install")
class TestLinker(BaseCase):
    def test_only_one_links(self):
        """Users wait for nobody, and two that link make one chain."""
        lay_ground()
        registry = Registry(config["db_name"][0])

        def audit(cursor):
            return api.Environment(cursor, SUPERUSER_ID, {})["edoc.audit"]

        with registry.cursor() as one, registry.cursor() as two:
            audit(two)._insert([_VIEW])
            two.commit()
            self.assertGreater(audit(one)._link(), 0)
            self.assertEqual(audit(two)._link(), 0, "another is at it")
            audit(two)._insert([_VIEW])  # its user waits for nobody
            one.commit()
            # its snapshot is older than the links that are there now
            with self.assertRaises(SerializationFailure), mute_logger("odoo.sql_db"):
                audit(two)._link()
            two.rollback()
            audit(two)._insert([_VIEW])
            two.commit()
            while audit(two)._link():
                two.commit()
            two.commit()
            two.execute("SELECT count(*) FROM edoc_audit WHERE place IS NULL")
            self.assertEqual(two.fetchone()[0], 0)
            found = examine(two, audit(two)._key(), None, None)
            chained = {"rows_removed", "row_moved", "row_altered", "row_inserted"}
            self.assertFalse([item for item in found if item.kind in chained])


@tagged("post_install", "-at_install")
class TestAuditOverHttp(AuditSetup, EdocSetup, HttpCase):
    def test_files_that_go_out(self):
        """Phụ lục VI III.6: accesses of each file, from where."""
        version = self.incoming_at("registered").file_ids.current_id
        self.authenticate("vanthu", PASSWORD)
        self.assertEqual(self.url_open(version.url).status_code, 200)
        kept = self.url_open(f"{version.url}?download=1")
        self.assertEqual(kept.content, version._bytes(), "signed bytes are untouched")
        marked = self.url_open(f"{version.url}/marked")
        self.assertIn(self.users["vanthu"].name, text_of(marked.content))
        self.assertNotIn(b"/ByteRange", marked.content)
        about = [("model", "=", version._name), ("res_id", "=", version.id)]
        found = self.acts(("op", "=", False), *about)
        self.assertEqual(found.mapped("act"), ["view", "download", "download"])
        self.assertEqual(found.user_id, self.users["vanthu"])
        self.assertEqual(set(found.mapped("whence")), {"127.0.0.1"})
