"""The report on documents sent and received: right figures, for the right readers."""

import io
import random
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from freezegun import freeze_time
from pdfminer.high_level import extract_pages, extract_text
from pdfminer.layout import LTChar, LTContainer
from pdfminer.pdfpage import PDFPage

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import groupby

from ..core.stats import EXCHANGE, Kind

NOW = datetime(2026, 5, 20, 4, 0)  # a Wednesday, 11:00 in Vietnam
FIRST, LAST = date(2026, 4, 1), date(2026, 6, 30)
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
# Hung Kings' day is a Sunday, so Monday is off (Bộ luật Lao động Điều 111, 112)
DAYS_OFF = {date(2026, 4, 27), date(2026, 4, 30), date(2026, 5, 1)}
ELECTRONIC = ("sent", "answered", "refused")
COLUMNS = [column for group in EXCHANGE for column in group.columns]


@tagged("post_install", "-at_install")
class ReportCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        cls.env = cls.env["base"].with_context(tracking_disable=True).env
        cls.company = cls.env["res.company"].create(
            {
                "name": "Sở Thử nghiệm",
                "edoc_abbreviation": "STN",
                "edoc_place": "Lai Châu",
            }
        )
        cls.company.partner_id.edoc_in_charge = "Ủy ban nhân dân tỉnh Thử nghiệm"
        cls.other = cls.env["res.company"].create({"name": "Đơn vị khác"})
        cls.reader = cls.user("report.reader", "report")
        cls.clerk = cls.user("report.clerk", "clerk")
        cls.reading_clerk = cls.user("report.both", "clerk", "report")
        cls.leader = cls.user("report.leader", "leader")
        cls.head = cls.user("report.head", "user")
        cls.staff = cls.user("report.staff", "user")
        cls.planning = cls.department("Phòng Kế hoạch", head_ids=[(4, cls.head.id)])
        cls.planning.group_id.user_ids = [(4, cls.staff.id)]
        cls.trade = cls.department("Phòng Thương mại")
        cls.closed = cls.department("Phòng đã giải thể", active=False)
        cls.departments = cls.planning | cls.trade | cls.closed
        partners = [{"name": f"Cơ quan {n}", "is_company": True} for n in range(4)]
        cls.agencies = cls.env["res.partner"].create(partners)

    @classmethod
    def user(cls, login, *duties):
        groups = ",".join(f"l10n_vn_edoc.group_{duty}" for duty in duties)
        return new_test_user(
            cls.env,
            login,
            groups,
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    @classmethod
    def department(cls, name, **values):
        values = {"name": name, "company_id": cls.company.id} | values
        return cls.env["edoc.department"].create(values)

    def outgoing(self, department, day, recipients=(), **values):
        """Make an issued document with recipients, given as values."""
        door = self.env["edoc.outgoing"]._through_door()
        document = door.create(
            {
                "company_id": self.company.id,
                "subject": "Văn bản đi",
                "department_id": department.id,
                "author_id": self.staff.id,
                "date_issued": day,
                "issued_at": datetime.combine(day, datetime.min.time()),
            }
        )
        self.env["edoc.delivery"]._through_door().create(
            [
                {"outgoing_id": document.id, "partner_id": agency.id} | recipient
                for agency, recipient in zip(self.agencies, recipients, strict=False)
            ]
        )
        document._through_door().write({"state": "issued"} | values)
        return document

    def incoming(self, arrived_at, department=None, **values):
        door = self.env["edoc.incoming"]._through_door()
        document = door.create(
            {
                "company_id": self.company.id,
                "subject": "Văn bản đến",
                "sender_name": "Bộ Công Thương",
                "arrived_at": arrived_at,
            }
            | values
        )
        if department:
            self.env["edoc.assignment"]._through_door().create(
                {
                    "incoming_id": document.id,
                    "department_id": department.id,
                    "role": "lead",
                }
            )
        return document

    def report(self, user=None, **values):
        values = {"date_from": FIRST, "date_to": LAST} | values
        values.setdefault("company_id", self.company.id)
        return (
            self.env["edoc.exchange.report"]
            .with_user(user or self.reader)
            .create(values)
        )

    def figures(self, *keys, row="total", **values):
        matrix = self.report(**values)._matrix()
        return [matrix.cell(row, key).value for key in keys]


class TestFigures(ReportCase):
    def test_every_figure_equals_an_independent_count(self):
        outgoing, incoming = self.make_varied(300)
        expected = {}
        for document in outgoing:
            row = str(document.department_id.id)
            expected.setdefault(row, Counter()).update(self.count_outgoing(document))
        for document in incoming:
            row = str(document.lead_department_id.id or "none")
            expected.setdefault(row, Counter()).update(self.count_incoming(document))
        total = sum(expected.values(), Counter())

        matrix = self.report()._matrix()
        self.assertEqual({row.key for row in matrix.rows}, set(expected))
        for line in (*matrix.lines, matrix.total):
            counts = expected.get(line.row.key, total)
            for column, cell in zip(matrix.columns, line.cells, strict=True):
                with self.subTest(row=line.row.label, column=column.key):
                    if column.kind is Kind.COUNT:
                        self.assertEqual(cell.value, counts[column.key])
                        continue
                    above = sum(counts[key] for key in column.numerator)
                    below = sum(counts[key] for key in column.denominator)
                    if below:
                        self.assertLessEqual(
                            abs(cell.value * below - 100 * above), below / 20
                        )
                    else:
                        self.assertIsNone(cell.value)
        for key in (column.key for column in COLUMNS if column.kind is Kind.COUNT):
            self.assertTrue(total[key], f"nothing was counted as {key}")

    def make_varied(self, number):
        """Make documents of all sorts in and out of the period and the entity."""
        chance = random.Random(1)
        begin = datetime(2026, 3, 25)
        for _n in range(number):
            moment = begin + timedelta(minutes=chance.randrange(0, 57 * 24 * 60))
            later = moment + timedelta(hours=chance.choice([1, 9, 30, 80]))
            states = chance.choices(["queued", "paper", *ELECTRONIC], k=3)
            states = states[: chance.randrange(4)]
            self.outgoing(
                chance.choice(self.departments),
                moment.date(),
                [
                    {
                        "state": state,
                        "paper": chance.random() < 0.2,
                        "sent_at": later if state in ELECTRONIC else False,
                        "exchange_record_id": self.record.id
                        if state in ELECTRONIC and chance.random() < 0.9
                        else False,
                    }
                    for state in states
                ],
                signed_at=chance.choice([moment, False]),
                sealed_at=chance.choice([moment, False]),
                state=chance.choice(["issued", "issued", "issued", "sealed"]),
            )
            state = chance.choice(
                ["received", "refused", "registered", "processing", "done", "done"]
            )
            self.incoming(
                moment,
                chance.choice([None, *self.departments]),
                state=state,
                source=chance.choice(["packet", "upload", "superior"]),
                verdict=chance.choice(
                    [
                        "valid",
                        "valid_with_note",
                        "undecided",
                        "invalid",
                        "unreadable",
                        False,
                    ]
                ),
                registered_at=later if state not in ("received", "refused") else False,
                due_date=chance.choice([False, (moment + timedelta(days=3)).date()]),
                done_at=moment + timedelta(days=chance.randrange(1, 7))
                if state == "done"
                else False,
            )
        self.incoming(NOW, company_id=self.other.id)
        outgoing = self.env["edoc.outgoing"].search(
            [("company_id", "=", self.company.id)]
        )
        incoming = self.env["edoc.incoming"].search(
            [("company_id", "=", self.company.id)]
        )
        return (
            outgoing.filtered(
                lambda d: d.state == "issued" and FIRST <= d.date_issued <= LAST
            ),
            incoming.filtered(
                lambda d: FIRST <= self.local(d.arrived_at).date() <= LAST
            ),
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kind = cls.env.ref("l10n_vn_edoc.exchange_type_out", raise_if_not_found=False)
        kind = kind or cls.env["edi.exchange.type"].search([("code", "=", "edoc_out")])
        backend = cls.env["edi.backend"].create(
            {
                "name": "Channel of the test",
                "backend_type_id": kind.backend_type_id.id,
                "company_id": cls.company.id,
            }
        )
        cls.record = backend.create_record("edoc_out", {"exchange_filename": "x.edxml"})

    @staticmethod
    def local(instant):
        return instant.replace(tzinfo=ZoneInfo("UTC")).astimezone(VIETNAM)

    @staticmethod
    def working_day_after(day):
        while True:
            day += timedelta(days=1)
            if day.isoweekday() < 6 and day not in DAYS_OFF:
                return day

    def reception_day(self, arrived):
        """Until five o'clock of a working day, that day."""
        day = arrived.date()
        closed = arrived.hour >= 17 or day.isoweekday() > 5 or day in DAYS_OFF
        return self.working_day_after(day) if closed else day

    def count_outgoing(self, document):
        """Say what the document counts as: the rules told again, in other words."""
        deliveries = document.delivery_ids
        gone = deliveries.filtered(lambda d: d.state in ELECTRONIC)
        waiting = deliveries.filtered(lambda d: d.state == "queued")
        paper = deliveries.filtered(lambda d: d.state == "paper" or d.paper)
        counts = ["out_total"]
        if gone:
            counts.append("out_both" if paper else "out_electronic")
        elif paper and not waiting:
            counts.append("out_paper")
        else:
            counts.append("out_unsent")
        if document.signed_at:
            counts.append("out_personal")
        if document.sealed_at:
            counts.append("out_agency")
        if document.signed_at and document.sealed_at:
            counts.append("out_signed_twice")
        if gone.exchange_record_id:
            counts.append("out_channel")
        if "refused" in deliveries.mapped("state"):
            counts.append("out_refused")
        if not document.signed_at:
            return counts
        until = self.working_day_after(self.local(document.signed_at).date())
        noon = datetime(until.year, until.month, until.day, 12, tzinfo=VIETNAM)
        sent = [self.local(moment) for moment in gone.mapped("sent_at")]
        now = [self.local(NOW)] if waiting else []
        if sent + now:
            if max(sent + now) > noon:
                counts.append("out_late")
            elif not waiting:
                counts.append("out_in_time")
        return counts

    def count_incoming(self, document):
        counts = ["in_total"]
        columns = {
            "packet": "in_electronic",
            "upload": "in_scanned",
            "superior": "in_superior",
        }
        counts.append(columns[document.source])
        verdict = {
            "valid": "in_valid",
            "valid_with_note": "in_valid",
            "invalid": "in_invalid",
            "undecided": "in_undecided",
            "unreadable": "in_undecided",
        }.get(document.verdict)
        counts += [verdict] if verdict else []
        until = self.reception_day(self.local(document.arrived_at))
        if document.state == "refused":
            counts.append("in_refused")
        elif document.registered_at:
            accepted = self.local(document.registered_at).date()
            counts.append("in_accepted_late" if accepted > until else "in_accepted")
        elif self.local(NOW).date() > until:
            counts.append("in_accepted_late")
        if document.state == "done":
            done = self.local(document.done_at).date()
            late = document.due_date and done > document.due_date
            counts.append("done_late" if late else "done_in_time")
        elif document.state != "refused":
            late = document.due_date and self.local(NOW).date() > document.due_date
            counts.append("open_late" if late else "open_in_time")
        return counts

    def test_every_figure_opens_exactly_what_it_counts(self):
        self.make_varied(40)
        report = self.report(self.reading_clerk)
        matrix = report._matrix()
        for line in (*matrix.lines, matrix.total):
            for column in matrix.columns:
                action = report.action_open_cell(line.row.key, column.key)
                model = self.env[action["res_model"]].with_user(self.reading_clerk)
                expected = sum(
                    matrix.cell(line.row.key, k).value for k in column.counts
                )
                with self.subTest(row=line.row.label, column=column.key):
                    self.assertEqual(model.search_count(action["domain"]), expected)

    def test_number_of_queries_does_not_grow(self):
        self.make_varied(3)
        report = self.report()
        report._matrix()
        few = self.queries(report)
        self.make_varied(30)
        self.assertEqual(self.queries(report), few)

    def queries(self, report):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        report._matrix()
        return self.env.cr.sql_log_count - before

    def test_day_of_arrival_is_vietnams(self):
        midnight = datetime(2026, 3, 31, 17, 0)
        self.incoming(midnight - timedelta(seconds=1))
        self.incoming(midnight)
        march = {"date_from": date(2026, 3, 1), "date_to": date(2026, 3, 31)}
        self.assertEqual(self.figures("in_total", **march), [1])
        self.assertEqual(self.figures("in_total"), [1])

    def test_one_document_to_many_recipients_counts_once(self):
        sent = {"state": "sent", "sent_at": datetime(2026, 4, 6, 2)}
        self.outgoing(
            self.trade,
            date(2026, 4, 6),
            [sent, sent, sent | {"paper": True}],
            signed_at=datetime(2026, 4, 6, 1),
        )
        keys = ("out_total", "out_electronic", "out_both", "out_in_time")
        self.assertEqual(self.figures(*keys), [1, 0, 1, 1])

    def test_sent_by_noon_of_the_next_working_day(self):
        """QĐ 28/2018 Điều 6.2; holidays are no working days."""
        friday, monday_noon = datetime(2026, 4, 3, 2), datetime(2026, 4, 6, 5, 0)
        for sent_at in (monday_noon, monday_noon + timedelta(seconds=1)):
            self.signed(friday, {"state": "sent", "sent_at": sent_at})
        self.signed(friday, {"state": "queued"})
        self.signed(NOW, {"state": "queued"})
        self.signed(friday, {"state": "paper"})
        keys = ("out_total", "out_in_time", "out_late", "out_unsent", "out_paper")
        self.assertEqual(self.figures(*keys), [5, 1, 2, 2, 1])
        eve, opened = datetime(2026, 4, 29, 2), datetime(2026, 5, 4, 5)
        self.signed(eve, {"state": "sent", "sent_at": opened})
        self.assertEqual(self.figures(*keys), [6, 2, 2, 2, 1])

    def test_urgent_ones_are_sent_and_accepted_at_once(self):
        """QĐ 28/2018 Điều 6.2, Điều 10.3: within the minutes that the entity sets."""
        morning = datetime(2026, 4, 6, 2)
        for minutes in (30, 31):
            moment = morning + timedelta(minutes=minutes)
            self.signed(morning, {"state": "sent", "sent_at": moment}, urgency="1")
            moment -= timedelta(seconds=1)
            self.incoming(
                morning, urgency="1", state="registered", registered_at=moment
            )
        keys = ("out_in_time", "out_late", "in_accepted", "in_accepted_late")
        self.assertEqual(self.figures(*keys), [1, 1, 1, 1])

    def signed(self, moment, delivery, **values):
        """Make a document that was signed and issued at a moment."""
        day = self.local(moment).date()
        values["signed_at"] = moment
        return self.outgoing(self.trade, day, [delivery], **values)

    def test_accepted_on_the_day_or_when_the_office_opens(self):
        saturday, monday = datetime(2026, 4, 4, 3), datetime(2026, 4, 6, 3)
        for arrived, accepted in (
            (saturday, monday),
            (monday, monday + timedelta(hours=5)),
            (monday, monday + timedelta(days=1)),
        ):
            self.incoming(arrived, state="registered", registered_at=accepted)
        self.incoming(NOW, state="received")
        self.incoming(monday, state="received")
        self.assertEqual(self.figures("in_accepted", "in_accepted_late"), [2, 2])

    def test_percentage_of_nothing_is_empty(self):
        rates = ("out_electronic_rate", "out_signed_twice_rate", "in_time_rate")
        self.assertEqual(self.figures(*rates), [None] * 3)
        self.outgoing(self.trade, FIRST, [{"state": "paper"}])
        trade = str(self.trade.id)
        self.assertEqual(
            self.figures(*rates, row=trade), [Decimal(0), Decimal(0), None]
        )
        self.assertEqual(self.figures(*rates, row=str(self.planning.id)), [None] * 3)

    def test_rows(self):
        """Departments in use have a row; others only with figures."""
        labels = [row.label for row in self.report()._matrix().rows]
        self.assertEqual(labels, [self.planning.name, self.trade.name])
        self.incoming(NOW)
        self.incoming(NOW, self.closed)
        labels = {row.label for row in self.report()._matrix().rows}
        self.assertIn(self.closed.name, labels)
        self.assertIn("Not distributed yet", labels)

    def test_a_document_on_its_way_through_the_office(self):
        document = (
            self.env["edoc.incoming"]
            .with_user(self.clerk)
            .create(
                {
                    "company_id": self.company.id,
                    "subject": "V/v báo cáo",
                    "sender_name": "Bộ Công Thương",
                }
            )
        )
        keys = ("in_total", "in_accepted", "open_in_time", "done_in_time")
        self.assertEqual(self.figures(*keys, row="none"), [1, 0, 1, 0])
        document._register_arrival()
        self.assertEqual(self.figures(*keys, row="none"), [1, 1, 1, 0])
        document._submit(self.leader)
        lines = [(self.planning, "lead"), (self.trade, "cooperate")]
        document.with_user(self.leader)._distribute(lines, "Giải quyết", NOW.date())
        planning = str(self.planning.id)
        self.assertEqual(self.figures(*keys, row=planning), [1, 1, 1, 0])
        self.assertEqual(self.figures(*keys, row=str(self.trade.id)), [0] * 4)
        document.with_user(self.head)._assign(self.staff, "", NOW.date())
        document.with_user(self.staff)._finish("Đã trả lời")
        self.assertEqual(self.figures(*keys, row=planning), [1, 1, 0, 1])
        self.assertEqual(self.figures("in_time_rate"), [Decimal(100)])


class TestAsking(ReportCase):
    def test_quick_choice_sets_the_dates(self):
        values = {"company_id": self.company.id}
        asked = self.env["edoc.exchange.report"].with_user(self.reader)
        for choice, first, last in (
            ("week -1", date(2026, 5, 11), date(2026, 5, 17)),
            ("month 0", date(2026, 5, 1), date(2026, 5, 31)),
            ("quarter 0", FIRST, LAST),
            ("half -1", date(2025, 7, 1), date(2025, 12, 31)),
            ("year 0", date(2026, 1, 1), date(2026, 12, 31)),
        ):
            report = asked.create(values | {"quick_choice": choice})
            self.assertEqual((report.date_from, report.date_to), (first, last))
        report = self.report()
        self.assertEqual((report.date_from, report.date_to), (FIRST, LAST))

    def test_period_must_not_end_before_it_begins(self):
        with self.assertRaises(ValidationError):
            self.report(date_from=LAST, date_to=FIRST)

    def test_lines_on_the_screen(self):
        self.outgoing(
            self.trade, FIRST, [{"state": "sent", "sent_at": datetime(2026, 4, 1)}]
        )
        action = self.report().action_show()
        lines = self.env[action["res_model"]].with_user(self.reader)
        lines = lines.search(action["domain"])
        names = [self.planning.name, self.trade.name, "Total"]
        self.assertEqual(lines.mapped("name"), names)
        self.assertEqual(lines.mapped("out_total"), [0, 1, 1])
        self.assertEqual(lines.mapped("out_electronic_rate"), ["", "100.0", "100.0"])
        self.assertEqual(lines.mapped("is_total"), [False, False, True])
        opened = lines[1].with_context(edoc_column="out_total").action_open_figure()
        self.assertEqual(opened["res_model"], "edoc.outgoing")
        with self.assertRaises(UserError):
            lines[1].with_context(edoc_column="state").action_open_figure()
        with self.assertRaises(AccessError):
            lines[1].write({"out_total": 7})
        with self.assertRaises(AccessError):
            lines.with_user(self.reading_clerk).mapped("out_total")


class TestAccess(ReportCase):
    def test_only_readers_of_statistics(self):
        for user in (self.clerk, self.leader, self.head, self.staff):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.report(user)
        report = self.report()
        for user in (self.clerk, self.staff, self.reading_clerk):
            theirs = report.with_user(user)
            for method in (theirs._matrix, theirs.action_show, theirs.action_print):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    method()
            with self.assertRaises(AccessError):
                theirs.action_open_cell("total", "in_total")
            with self.assertRaises(AccessError):
                self.env["ir.actions.report"].with_user(user)._render_qweb_html(
                    "l10n_vn_edoc.exchange_report_action", report.ids
                )

    def test_superuser_rights_do_not_make_a_reader(self):
        with self.assertRaises(AccessError):
            self.report().with_user(self.clerk).sudo()._matrix()

    def test_only_of_the_own_entity(self):
        with self.assertRaises(AccessError):
            self.report(company_id=self.other.id)
        report = self.report()
        report.sudo().company_id = self.other
        with self.assertRaises(AccessError):
            report._matrix()

    def test_complete_figures_but_only_readable_documents(self):
        """Who reads statistics need not be one who reads the documents."""
        mine = self.incoming(NOW, self.trade)
        self.incoming(NOW, self.trade)
        mine._add_readers(users=self.reader)
        report = self.report()
        trade = str(self.trade.id)
        self.assertEqual(report._matrix().cell(trade, "in_total").value, 2)
        action = report.action_open_cell(trade, "in_total")
        incoming = self.env["edoc.incoming"].with_user(self.reader)
        self.assertEqual(incoming.search(action["domain"]), mine)

    def test_what_names_no_figure_finds_an_error_and_no_documents(self):
        incoming = self.env["edoc.incoming"].with_user(self.reading_clerk)
        for name in ("", "1/2/3/4/5", "1/2026-01-01/2026-01-31/total/id"):
            with self.assertRaises(UserError):
                incoming.search([("counted_in", "=", name)])
        self.incoming(NOW)
        name = f"{self.company.id}/{FIRST}/{LAST}/total/out_total"
        self.assertFalse(incoming.search([("counted_in", "=", name)]))
        with self.assertRaises(UserError):
            self.report().action_open_cell("total", "no such column")


class TestPrint(ReportCase):
    def render(self, report):
        report = report.with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            content, kind = report.env["ir.actions.report"]._render_qweb_pdf(
                "l10n_vn_edoc.exchange_report_action", report.ids
            )
        self.assertEqual(kind, "pdf")
        return content

    def test_print(self):
        sent = {"state": "sent", "sent_at": datetime(2026, 4, 1)}
        for _n in range(37):
            self.outgoing(self.trade, FIRST, [sent], signed_at=datetime(2026, 4, 1))
        for _n in range(4):
            self.outgoing(self.planning, FIRST, [{"state": "paper"}])
        for _n in range(23):
            self.incoming(NOW)
        content = self.render(self.report())

        [page] = PDFPage.get_pages(io.BytesIO(content))
        self.assertEqual(
            [round(side / 72 * 25.4) for side in page.mediabox[2:]], [297, 210]
        )
        # Qt writes spaces that read as tabs
        text = " ".join(extract_text(io.BytesIO(content)).split())
        for words in (
            "ỦY BAN NHÂN DÂN TỈNH THỬ NGHIỆM",
            "SỞ THỬ NGHIỆM",
            "/BC-STN",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "Lai Châu, ngày 20 tháng 5 năm 2026",
            "BÁO CÁO TÌNH HÌNH GỬI, NHẬN VĂN BẢN ĐIỆN TỬ",
            "From 01/04/2026 to 30/06/2026",
            "Outgoing documents",
            "Incoming documents",
            "11:00 20/05/2026",
            self.planning.name,
            self.trade.name,
            "Not distributed yet",
        ):
            self.assertIn(words, text)
        lines = self.upright_lines(content)
        for line in (
            f"1 {self.planning.name} 4 0 0 4 0 0.0",
            f"2 {self.trade.name} 37 0 37 0 0 100.0 37 0 0 0.0 0 37 0 0 0",
            "3 Not distributed yet 0 0 0 0 0 0 0 0 0 0 0 0 23 0 23",
            "Total 41 0 37 4 0 90.2",
        ):
            self.assertTrue(any(found.startswith(line) for found in lines), lines)

    def upright_lines(self, content, page=0):
        """Return the lines of a page from the bottom up, each from left to right."""
        letters, todo = (
            [],
            list(extract_pages(io.BytesIO(content), page_numbers=[page])),
        )
        while todo:
            item = todo.pop()
            if isinstance(item, LTChar):
                letters += [item] if item.upright else []
            elif isinstance(item, LTContainer):
                todo += item
        letters.sort(key=lambda letter: (round(letter.y0 / 4), letter.x0))
        lines = []
        for _height, line in groupby(letters, key=lambda letter: round(letter.y0 / 4)):
            text, end = "", 0
            for letter in line:
                text += (" " if letter.x0 > end + 2 else "") + letter.get_text()
                end = letter.x1
            lines.append(" ".join(text.split()))
        return lines

    def test_heads_and_page_numbers_on_every_page(self):
        for number in range(40):
            self.department(f"Phòng nghiệp vụ số {number} có tên gọi khá dài")
        content = self.render(self.report())
        pages = [
            " ".join(extract_text(io.BytesIO(content), page_numbers=[number]).split())
            for number, _page in enumerate(PDFPage.get_pages(io.BytesIO(content)))
        ]
        self.assertEqual(len(pages), 3)
        for number, page in enumerate(pages):
            self.assertIn("Outgoing documents", page)
            self.assertIn("(30)", page)
            top = self.upright_lines(content, number)[-1]
            self.assertEqual(top == str(number + 1), number > 0, top)
        self.assertIn("Prepared by".upper(), pages[-1])
        self.assertNotIn("Prepared by".upper(), "".join(pages[:-1]))
