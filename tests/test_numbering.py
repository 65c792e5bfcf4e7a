"""Books and plans of numbering (NĐ 30/2020 Điều 15)."""

import importlib.util
from contextlib import closing, contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import Command, sql_db
from odoo.exceptions import (
    AccessError,
    ConcurrencyError,
    UserError,
    ValidationError,
)
from odoo.tests import tagged
from odoo.tools.misc import file_path

from ..models import _turn, register_turn_mixin
from .common import EdocCommon


class NumberingCommon(EdocCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plans = cls.env["edoc.numbering.plan"]
        cls.today = cls.env["edoc.outgoing"]._vn_today()

    def keeper(self, record, login="vanthu"):
        return self.as_(login, record)

    def plan(self, **vals):
        usual = {"name": "Riêng", "sequence": 5, "year_from": self.today.year}
        return self.as_("quantri", self.plans).create(usual | vals)


@tagged("post_install", "-at_install")
class TestNumberingPlan(NumberingCommon):
    def test_administrative_documents_share_one_series(self):
        """NĐ 30 Điều 15.1: công văn and báo cáo of two types, 1 and 2 of one book."""
        first = self.outgoing_at("numbered")
        report = self.env["edoc.document.type"].search([("abbreviation", "=", "BC")])
        second = self.draft()
        self.assertNotEqual(second.type_id, report)
        second.type_id = report
        self.assertEqual(self.book("outgoing", second), first.register_id)
        self.assertEqual(
            first.register_id.plan_id,
            self.env.ref("l10n_vn_edoc.numbering_plan_common"),
        )

    def test_a_type_with_a_series_of_its_own(self):
        """NĐ 30 Điều 15.1: by decision of the head, a series for one type."""
        draft = self.draft()
        plan = self.plan(type_ids=[Command.set(draft.type_id.ids)])
        book = self.book("outgoing", draft)
        self.assertEqual(book.plan_id, plan)
        other = self.env["edoc.document.type"].search([("abbreviation", "=", "BC")])
        draft.type_id = other
        self.assertNotEqual(self.book("outgoing", draft), book)

    def test_legal_documents_have_a_series_for_each_type_and_name_the_year(self):
        """NĐ 30 Điều 15.1, Phụ lục I: 2026/QĐ-SCT, a book for each type."""
        types = self.env["edoc.document.type"]
        one, two = (
            types.create(
                {"name": f"Loại {mark}", "abbreviation": mark, "family": "legal"}
            )
            for mark in ("QPA", "QPB")
        )
        draft = self.draft()
        draft.type_id = one
        self.assertEqual(draft.code_notation, f"{self.today.year}/QPA-SCT")
        book = self.book("outgoing", draft)
        self.assertEqual(book.type_id, one)
        draft.type_id = two
        self.assertEqual(self.book("outgoing", draft).type_id, two)
        self.assertNotEqual(self.book("outgoing", draft), book)

    def test_an_advisory_body_has_its_own_numbers_and_name(self):
        """NĐ 30 Điều 15.1: a board that uses the agency's seal."""
        draft = self.draft()
        board = self.env["edoc.department"].create(
            {"name": "Ban Chỉ đạo", "code": "BCĐ", "kind": "advisory"}
        )
        draft._through_door().write({"department_id": board.id})
        self.assertEqual(draft.code_notation, "BCĐ")
        self.assertEqual(self.book("outgoing", draft).department_id, board)

    def test_a_plan_begins_with_a_new_year(self):
        """NĐ 30 Điều 15.1: a number and notation must not come twice in a year."""
        self.outgoing_at("numbered")
        year = self.today.year
        with self.assertRaisesRegex(ValidationError, str(year + 1)):
            self.plan(split="type")
        common = self.as_("quantri", self.env.ref("l10n_vn_edoc.numbering_plan_common"))
        for vals in ({"split": "type"}, {"active": False}, {"year_to": year - 1}):
            with self.subTest(vals), self.assertRaises(ValidationError):
                common.write(vals)
        common.year_to = year
        self.assertEqual(self.plans._next_free(), year + 1)
        plan = self.plan(split="type", year_from=year + 1)
        draft = self.draft()
        self.assertEqual(self.plans._plan_of(draft, year)[0], common)
        self.assertEqual(self.plans._plan_of(draft, year + 1)[0], plan)
        common.basis = "Quyết định của Giám đốc Sở"
        with self.assertRaisesRegex(ValidationError, "last year"):
            common.unlink()

    def test_number_and_notation_are_unique_in_the_year(self):
        """NĐ 30 Điều 15.1: the database refuses a second, whatever the plans say."""
        document = self.outgoing_at("numbered")
        twin = self.draft()
        values = {
            "number": 4711,
            "code_number": document.code_number,
            "date_issued": document.date_issued,
        }
        with self.assertRaisesRegex(Exception, "edoc_outgoing_code_uniq"):
            twin._through_door().write(values)
            twin.flush_recordset()

    def test_without_a_plan_the_error_says_whom_to_ask(self):
        """NĐ 30 Điều 15.1."""
        document = self.outgoing_at("signed")
        self.plans.with_context(install_mode=True).search([]).active = False
        with self.assertRaisesRegex(UserError, "No numbering plan"):
            self.as_("vanthu", document).action_number()
        self.assertEqual(document.state, "signed")

    def test_numbers_follow_the_days(self):
        """NĐ 30 Điều 15, 22: a clock that stands wrong gives no number."""
        document = self.outgoing_at("numbered")
        book = document.register_id
        self.assertEqual(book.last_day, self.today)
        yesterday = self.today - timedelta(days=1)
        # asked for before midnight, while another clerk took the first of the new day
        with self.assertRaises(ConcurrencyError):
            book._take_number(yesterday)
        clock = type(self.env["edoc.document.mixin"])
        with (
            patch.object(clock, "_vn_today", lambda _model: yesterday),
            self.assertRaisesRegex(UserError, "clock"),
        ):
            book._take_number(yesterday)
        self.assertEqual(book.last_number, 1)

    def test_counters_of_earlier_databases_become_rows(self):
        """NĐ 30 Điều 15: who upgrades goes on with the next number of each book."""
        document = self.outgoing_at("numbered")
        other = self.incoming_at("registered")
        books = document.register_id | other.register_id
        before = {book: (book.last_number, book.last_day) for book in books}
        self.env.cr.execute(
            "DELETE FROM edoc_register_number;"
            "ALTER TABLE edoc_register ADD last_number int, ADD last_day date;"
            "UPDATE edoc_register SET last_number = 1, last_day = %s",
            [self.today],
        )
        path = file_path("l10n_vn_edoc/migrations/19.0.1.4.0/post-register-numbers.py")
        spec = importlib.util.spec_from_file_location("register_numbers", path)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        for _run in range(2):
            script.migrate(self.env.cr, "19.0.1.3.0")
        self.env.invalidate_all()
        for book in books:
            self.assertEqual((book.last_number, book.last_day), before[book])
        row = document.register_id.number_ids
        self.assertEqual((row.day, row.user_id), (self.today, self.users["vanthu"]))


@tagged("post_install", "-at_install")
class TestTurn(NumberingCommon):
    @contextmanager
    def held(self, *keys):
        """Let another connection have a turn; who waits for it soon gives up."""
        with (
            closing(sql_db.db_connect(self.env.cr.dbname).cursor()) as cr,
            patch.object(_turn, "WAIT", "100ms"),
        ):
            cr.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", keys)
            self.assertEqual(cr.fetchone(), (True,))
            yield
            cr.rollback()

    def test_waiting_ends_with_a_sentence(self):
        """NĐ 30 Điều 15: a step that hangs holds the book; the next clerk is told."""
        document = self.as_("vanthu", self.outgoing_at("signed"))
        book = self.book("outgoing", document)
        with (
            self.held(_turn.BOOK, book.id),
            self.assertRaisesRegex(UserError, f"Another clerk.*{book.name}"),
        ):
            document.action_number()
        self.assertEqual((document.state, book.last_number), ("signed", 0))
        document.action_number()
        self.assertEqual((document.number, book.last_number), (1, 1))
        row = book.number_ids
        self.assertEqual((row.number, row.user_id), (1, self.users["vanthu"]))

    def test_the_first_number_of_a_book(self):
        """NĐ 30 Điều 15.1: two open the year's book at once; one has to wait."""
        vals = {"company_id": self.company.id, "kind": "copies", "year": 2031}
        key = [self.company.id, 2031, "copies", 0, 0, 0]
        books = self.env["edoc.register"]
        with (
            self.held(_turn.OPENING, register_turn_mixin._number_of(key)),
            self.assertRaisesRegex(UserError, "first number of a new book"),
        ):
            books._book_of(self.company, "copies", 2031)
        self.assertFalse(books.search([(k, "=", v) for k, v in vals.items()]))
        self.assertEqual(books._book_of(self.company, "copies", 2031).last_number, 0)

    def test_several_books_in_one_order(self):
        """Two clerks number documents of two books: neither waits for the other."""
        report = self.env["edoc.document.type"].search([("abbreviation", "=", "BC")])
        first, second = self.outgoing_at("signed"), self.outgoing_at("signed")
        plan = self.plan(type_ids=[Command.set(first.type_id.ids)])
        second._through_door().write({"type_id": report.id})
        taken = []
        turn = register_turn_mixin.take_turn

        def noted(cr, kind, key):
            taken.append((kind, key))
            return turn(cr, kind, key)

        for documents in (first | second, second | first):
            books = self.env["edoc.register"]
            for document in documents:
                books |= books._book_for(document, self.today.year)[1]
            self.assertIn(plan, books.plan_id)
            taken.clear()
            with patch.object(register_turn_mixin, "take_turn", noted):
                documents._take_turns_of_books()
            self.assertEqual(
                taken, [(_turn.BOOK, number) for number in sorted(books.ids)]
            )


@tagged("post_install", "-at_install")
class TestRegisterYear(NumberingCommon):
    def reserve(self, count=1, login="vanthu", reason="Họp đột xuất"):
        book = self.book("outgoing")
        wizard = self.env["edoc.register.reserve"].with_user(self.users[login])
        wizard.create(
            {"register_id": book.id, "count": count, "reason": reason}
        ).action_reserve()
        return book.reserved_ids

    def take(self, document, reserved, login="vanthu"):
        self.wizard(
            "edoc.outgoing.number.reserved", login, document, reserved_id=reserved
        ).action_take()

    def test_reserved_number_is_used_once(self):
        """NĐ 30 Điều 15: others go on after it, it bears its own day."""
        reserved = self.reserve()
        later = self.outgoing_at("numbered")
        self.assertEqual((reserved.number, later.number), (1, 2))
        document = self.outgoing_at("signed")
        self.assertTrue(self.as_("vanthu", document).can_take_reserved)
        self.take(document, reserved.id)
        self.assertEqual((document.number, document.code), (1, "01/SCT-QLCN"))
        self.assertEqual((reserved.state, reserved.outgoing_id), ("used", document))
        other = self.outgoing_at("signed")
        self.assertFalse(self.as_("vanthu", other).can_take_reserved)
        with self.assertRaisesRegex(UserError, "no longer reserved"):
            self.take(other, reserved.id)
        self.assertFalse(reserved.register_id.missing_numbers)
        self.line.seal(document)
        self.assertEqual(document.state, "sealed")

    def test_past_day_needs_a_right_of_its_own(self):
        """NĐ 30 Điều 15: backdated only by the right; Điều 12.2 is noted."""
        reserved = self.reserve()
        yesterday = self.today - timedelta(days=1)
        reserved._through_door().write({"day": yesterday})
        document = self.outgoing_at("signed")
        if yesterday.year == self.today.year:
            with self.assertRaisesRegex(AccessError, "Backdates"):
                self.take(document, reserved.id)
            right = self.env.ref("l10n_vn_edoc.group_number_backdate")
            right.user_ids = [Command.link(self.users["vanthu"].id)]
            self.take(document, reserved.id)
            self.assertEqual(document.date_issued, yesterday)
            [step] = document.step_ids.filtered(lambda s: s.action == "number")
            self.assertIn(yesterday.strftime("%d/%m/%Y"), step.reason)

    def test_who_reserves(self):
        """NĐ 30 Điều 15: a right of its own, a reason, a limit."""
        for login in ("giamdoc", "chanhvanphong", "quantri", "cv.qlcn"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.reserve(login=login)
        for count, reason in ((0, "x"), (21, "x"), (1, " ")):
            with self.subTest(count=count), self.assertRaises(UserError):
                self.reserve(count, reason=reason)
        self.assertFalse(self.book("outgoing").last_number)

    def test_reserved_number_is_given_up_with_a_reason(self):
        """NĐ 30 Điều 15: it stays in the book."""
        reserved = self.reserve(2)
        wizard = self.env["edoc.register.give.up"].with_user(self.users["vanthu"])
        wizard.create(
            {
                "register_id": reserved.register_id.id,
                "reserved_ids": [Command.set(reserved[0].ids)],
                "reason": "Không họp nữa",
            }
        ).action_void()
        self.assertEqual(reserved.mapped("state"), ["void", "open"])
        void = reserved.register_id.void_ids
        self.assertEqual((void.number, void.reason), (1, "Không họp nữa"))
        self.assertFalse(reserved.register_id.missing_numbers)

    def test_next_year_begins_with_one(self):
        """NĐ 30 Điều 15.1: opened ahead, or by its first number."""
        wizard = self.env["edoc.register.open"].with_user(self.users["vanthu"])
        plan = self.env.ref("l10n_vn_edoc.numbering_plan_common")
        action = wizard.create({"plan_id": plan.id}).action_open()
        book = self.env["edoc.register"].browse(action["res_id"])
        self.assertEqual((book.year, book.last_number), (self.today.year + 1, 0))
        self.assertEqual(book._take_number(self.today), 1)
        with self.assertRaisesRegex(UserError, "has begun"):
            wizard.create({"plan_id": plan.id}).action_open()

    def test_the_year_turns(self):
        """NĐ 30 Điều 15.1, 22: each book of the new year begins with 1, and the old
        ones are closed when their last number stands."""
        before = self.outgoing_at("numbered") + self.outgoing_at("signed")
        came = self.incoming_at("registered") + self.arrive()
        new_year = self.today.replace(year=self.today.year + 1, month=1, day=2)
        clock = type(self.env["edoc.document.mixin"])
        with patch.object(clock, "_vn_today", lambda _model: new_year):
            self.line.number(before[1])
            self.line.register(came[1], leader=None)
            books = before.register_id + came.register_id
            self.assertEqual(
                [(book.kind, book.year - self.today.year) for book in books],
                [("outgoing", 0), ("outgoing", 1), ("incoming", 0), ("incoming", 1)],
            )
            self.assertEqual(before.mapped("number"), [1, 1])
            self.assertEqual(came.mapped("arrival_number"), [1, 1])
            self.assertEqual(before[1].code_number, "01")
            books.invalidate_recordset()
            old = self.as_("vanthu", books[0] + books[2])
            old.action_close()
            self.assertEqual(old.mapped("state"), ["closed", "closed"])
            with self.assertRaisesRegex(UserError, "stays open"):
                self.as_("vanthu", books[1])._check_closable()

    def test_book_that_goes_on_from_paper(self):
        """NĐ 30 Điều 15.1: one series for paper and electronic documents."""
        wizard = self.env["edoc.register.open"].with_user(self.users["vanthu"])
        wizard.create(
            {"kind": "incoming", "year": self.today.year, "first_number": 812}
        ).action_open()
        document = self.incoming_at("registered")
        self.assertEqual(document.arrival_number, 812)
        self.assertFalse(document.register_id.missing_numbers)

    def test_closing(self):
        """NĐ 30 Điều 15: only a past year's, with every number accounted for."""
        document = self.outgoing_at("numbered")
        book = self.as_("vanthu", document.register_id)
        with self.assertRaisesRegex(UserError, "current year"):
            book.action_close()
        document.register_id._through_door().write({"year": self.today.year - 1})
        book.invalidate_recordset()
        number = document.number
        document._through_door().write({"number": number + 5})
        with self.assertRaisesRegex(UserError, "stand on no document: 1"):
            book.action_close()
        document._through_door().write({"number": number})
        for login in ("quantri", "giamdoc"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_(login, document.register_id).action_close()
        book.action_close()
        self.assertEqual(
            (book.state, book.closed_by_id), ("closed", self.users["vanthu"])
        )
        with self.assertRaisesRegex(UserError, "is closed"):
            document.register_id._take_number(self.today)
        with self.assertRaises(AccessError):
            book.action_close()
