"""Rows for every queue of the desks, as many as wanted, made by SQL."""

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from .common import EdocCommon

DUE = {"past": -2, "near": 1, "far": 30}
PLACES = {"edoc.incoming": "incoming_id", "edoc.outgoing": "outgoing_id"}
UNIQUE = {"edoc.incoming": ("arrival_number",), "edoc.outgoing": ("number",)}


class DeskCommon(EdocCommon):
    """One document of each kind by its proper steps; the others are copies of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.incoming = cls.arrive()
        cls.line.register(cls.incoming, leader=cls.users["giamdoc"].login)
        cls.line.distribute(cls.incoming, "QLCN", ("KTAT",), ("KHTC",))
        cls.line.assign(cls.incoming, "cv.qlcn")
        cls.outgoing = cls.draft()

    @classmethod
    def copies(cls, record, count, **changes):
        """Copy a row so often, with those who may read it; return the new ones."""
        made = cls._insert(record, SQL("generate_series(1, %s)", count), changes)
        for name in ("reader_user_ids", "reader_group_ids"):
            if name in record._fields:
                cls._copy_links(record, made, record._fields[name])
        cls.env.invalidate_all()
        return made

    @classmethod
    def lines(cls, lines, made, **changes):
        """Copy lines of a document to all of its copies."""
        place = {PLACES[made._name]: SQL("n")}
        for line in lines:
            cls._insert(line, SQL("unnest(%s)", made.ids), {**changes, **place})
        cls.env.invalidate_all()

    @classmethod
    def _insert(cls, record, source, changes):
        """Copy a row once for each ``n`` of the source, with some values changed."""
        cls.env.flush_all()
        stored = [
            name
            for name, field in record._fields.items()
            if field.store and field.column_type and name != "id"
        ]
        changes = {**dict.fromkeys(UNIQUE.get(record._name, ())), **changes}
        values = SQL(", ").join(
            SQL("%s", changes[name]) if name in changes else SQL.identifier(name)
            for name in stored
        )
        table = SQL.identifier(record._table)
        columns = SQL(", ").join(map(SQL.identifier, stored))
        rows = cls.env.execute_query(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM %s, %s AS n "
                "WHERE id = %s RETURNING id",
                table,
                columns,
                values,
                table,
                source,
                record.id,
            )
        )
        return record.browse(row[0] for row in rows)

    @classmethod
    def _copy_links(cls, record, made, field):
        own, other = SQL.identifier(field.column1), SQL.identifier(field.column2)
        table = SQL.identifier(field.relation)
        cls.env.execute_query(
            SQL(
                "INSERT INTO %s (%s, %s) SELECT n, %s FROM %s, unnest(%s) AS n "
                "WHERE %s = %s RETURNING 1",
                *(table, own, other),
                *(other, table, made.ids),
                *(own, record.id),
            )
        )

    # ------------------------------------------------------------------ fillings

    @classmethod
    def fill_incoming(cls, count):
        """So many incoming documents in each state that is open."""
        today = cls.env["edoc.incoming"]._vn_today()
        yesterday = fields.Datetime.now() - timedelta(days=1)
        for name, days in DUE.items():
            due = today + timedelta(days=days)
            late = {"due_date": due, "accept_by": yesterday, "urgency": "1"}
            for state in ("received", "registered"):
                cls.copies(cls.incoming, count, state=state, **late)
            common = {"due_date": due, "urgency": "2" if name == "past" else "0"}
            cls.copies(cls.incoming, count, state="submitted", **common)
            waiting = cls.copies(
                cls.incoming, count, state="distributed", handler_id=None, **common
            )
            handled = cls.copies(cls.incoming, count, state="processing", **common)
            for made, user in ((waiting, None), (handled, cls.users["cv.qlcn"].id)):
                roles = cls.incoming.assignment_ids.grouped("role")
                cls.lines(roles["lead"], made, user_id=user)
                cls.lines(roles["cooperate"] | roles["inform"], made)
        cls.copies(cls.incoming, count, state="done")
        cls.copies(cls.incoming, count, paper_state="awaited", urgency="0")

    @classmethod
    def fill_outgoing(cls, count):
        """So many outgoing documents in each state, with late and refused ones."""
        yesterday = fields.Datetime.now() - timedelta(days=1)
        states = "returned content_review form_review signing signed numbered sealed"
        for state in states.split():
            signed = state in ("signed", "numbered", "sealed") and yesterday or None
            cls.copies(cls.outgoing, count, state=state, send_by=signed)
        issued = cls.copies(
            cls.outgoing,
            count,
            state="issued",
            date_issued=yesterday.date() - timedelta(days=7),
            paper_archive_state="missing",
        )
        delivery = cls.outgoing.delivery_ids
        cls.lines(delivery, issued, state="refused")
        issued = cls.copies(cls.outgoing, count, state="issued")
        cls.lines(delivery, issued, state="sent", accept_by=yesterday)
        return issued

    @classmethod
    def fill_rest(cls, issued):
        """One of everything else: changes, requests, copies, paper, difficulties."""
        rows = cls.env(su=True)
        rows["edoc.dossier.list"]._through_door().create(
            {"company_id": cls.company.id, "state": "submitted"}
        )
        for login, state in (("cv.qlcn", "announced"), ("cv.ktat", "handed_over")):
            rows["edoc.archive.transfer"]._through_door().create(
                {
                    "company_id": cls.company.id,
                    "user_id": cls.users[login].id,
                    "archivist_id": cls.users["luutru"].id,
                    "due_on": "2020-01-01",
                    "state": state,
                }
            )
        rows["edoc.dossier"]._through_door().create(
            {
                "company_id": cls.company.id,
                "notation": "99.VP",
                "title": "Hồ sơ",
                "retention_id": cls.env.ref("l10n_vn_edoc.retention_10").id,
                "user_id": cls.users["vanthu"].id,
                "department_id": cls.departments["office"].id,
                "state": "closed",
                "end_date": "2020-01-01",
            }
        )
        rows["edoc.change"]._through_door().create(
            {"outgoing_id": issued[:1].id, "kind": "recall", "reason": "Sai căn cứ"}
        )
        rows["edoc.change.request"]._through_door().create(
            {
                "company_id": cls.company.id,
                "box_id": cls.incoming.box_id.id,
                "incoming_id": cls.incoming.id,
                "kind": "recall",
                "way": "packet",
                "state": "waiting",
                "sender_name": cls.incoming.sender_name,
                "exchange_record_id": cls.incoming.exchange_record_id.id,
            }
        )
        rows["edoc.paper.dispatch"]._through_door().create(
            {"delivery_id": issued[:1].sudo().delivery_ids.id, "copies": 1}
        )
        consulted = cls.users["tp.ktat"]
        cls.outgoing.sudo()._add_readers(users=consulted)
        rows["edoc.consultation"]._through_door().create(
            {
                "outgoing_id": cls.outgoing.id,
                "user_id": consulted.id,
                "asked_by_id": cls.outgoing.author_id.id,
                "due_date": cls.outgoing._vn_today() - timedelta(days=1),
            }
        )
        cls._fill_what_is_asked(rows)
        for state in ("requested", "approved"):
            rows["edoc.copy"]._through_door().create(
                {"subject": "sao y", "state": state, "company_id": cls.company.id}
            )
        cls.as_("cv.qlcn", cls.env["edoc.difficulty"]).create(
            {"subject": "Không mở được tệp", "description": "Tệp quét quá lớn."}
        )

    @classmethod
    def _fill_what_is_asked(cls, rows):
        """More time asked for, an internal document to read, a right given."""
        handler = cls.users["cv.qlcn"]
        part = cls.incoming.assignment_ids.filtered(lambda a: a.user_id == handler)
        cls.as_("cv.qlcn", part)._ask_extension(
            part.due_date + timedelta(days=1), "Chờ số liệu"
        )
        rows["edoc.internal.receipt"]._through_door().create(
            {"outgoing_id": cls.outgoing.id, "user_id": handler.id}
        )
        rows["edoc.rights.change"]._through_door().create(
            {
                "company_id": cls.company.id,
                "user_id": handler.id,
                "kind": "duty",
                "right": "Văn thư",
                "change": "given",
                "changed_by_id": cls.users["quantri"].id,
            }
        )

    @classmethod
    def fill(cls, count):
        cls.fill_incoming(count)
        cls.fill_rest(cls.fill_outgoing(count))
