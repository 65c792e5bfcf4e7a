"""By which rules documents find their file of work by themselves."""

from odoo import SUPERUSER_ID, api, fields, models

from ..core.dossier import DOSSIER
from .dossier_filing_mixin import NOT_FILED


class EdocDossierRule(models.Model):
    """What is handed to somebody goes into his dossier; an answer goes with its matter.

    A rule never stands in the way of a step: where no open dossier is found, the
    document waits on the desk of its handler, to be filed by hand.
    """

    _name = "edoc.dossier.rule"
    _description = "Filing Rule"
    _order = "sequence, id"

    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("noted", "The clerk noted the dossier on registering"),
            ("handled", "It is handed to somebody to handle"),
            ("answer", "It answers what lies in a dossier"),
        ],
        string="When",
        required=True,
    )
    company_id = fields.Many2one(
        "res.company", string="Entity", index=True, help="Empty for all entities."
    )
    department_id = fields.Many2one(
        "edoc.department", string="Handled in", index="btree_not_null"
    )
    type_id = fields.Many2one(
        "edoc.document.type", string="Type", index="btree_not_null"
    )
    sender_id = fields.Many2one("res.partner", string="Sender", index="btree_not_null")
    words = fields.Char(string="Abstract contains", size=100)
    notation = fields.Char(
        string="Into the dossier",
        size=20,
        help="Number and notation in the list of the year, such as 01.QLCN. It is "
        "opened for the handler when nobody has opened it yet.",
    )

    _target_named = models.Constraint(
        "CHECK (kind != 'handled' OR notation IS NOT NULL)",
        "Name the dossier into which the documents go.",
    )

    @api.depends("kind", "notation")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for rule in self:
            rule.display_name = " → ".join(
                filter(None, (kinds.get(rule.kind), rule.notation))
            )

    @api.model
    def _of(self, kind, document):
        found = self.sudo().search(
            [("kind", "=", kind), ("company_id", "in", (False, document.company_id.id))]
        )
        return found.filtered(lambda rule: rule._fits(document))

    def _fits(self, document):
        incoming = document._name == "edoc.incoming"
        sender = document.sender_id if incoming else self.env["res.partner"]
        lead = document.lead_department_id if incoming else document.department_id
        return (
            (not self.department_id or self.department_id == lead)
            and (not self.type_id or self.type_id == document.type_id)
            and (not self.sender_id or self.sender_id == sender)
            and (
                not self.words
                or self.words.casefold() in (document.subject or "").casefold()
            )
        )

    # ------------------------------------------------------------------- events

    @api.model
    def _handled(self, document):
        """The document has a handler now (Điều 11)."""
        document = document.sudo()
        handler = document.handler_id
        if not handler or document.state in NOT_FILED[document._name]:
            return
        for rule in self._of("noted", document):
            rule._put(document, document.file_notation, handler)
        for rule in self._of("handled", document)[:1]:
            rule._put(document, rule.notation, handler)

    @api.model
    def _answered(self, outgoing):
        """The answer has been issued: it lies where the question lies."""
        outgoing = outgoing.sudo()
        for rule in self._of("answer", outgoing)[:1]:
            dossiers = outgoing.answers_ids.dossier_link_ids.dossier_id
            rule._put_into(dossiers.filtered(lambda d: d.state == "open"), outgoing)

    def _put(self, document, notation, handler):
        """Put into the open dossier of that notation, this year's before last year's.

        Only into the handler's own, or one of his department or in which he takes part.
        """
        if not notation:
            return
        dossiers = self.env["edoc.dossier"].sudo()
        found = dossiers.search(
            [
                ("company_id", "=", document.company_id.id),
                ("notation", "=", notation.strip()),
                ("state", "=", "open"),
            ],
            order="year desc",
            limit=1,
        ) or self._open(document, notation.strip(), handler)
        mine = found.user_id | found.reader_user_ids | found.department_id.user_ids
        if handler in mine:
            self._put_into(found, document)
            if handler not in found.user_id | found.reader_user_ids:
                found._through_door().write({"reader_user_ids": [(4, handler.id)]})

    def _open(self, document, notation, handler):
        """Open it by the approved list of the year (NĐ 30 Điều 29.1)."""
        dossiers = self.env["edoc.dossier"].sudo()
        year = self.env["edoc.incoming"]._vn_today().year
        entry = self.env["edoc.dossier.list.line"].sudo()
        entry = entry.search(
            [
                ("list_id.company_id", "=", document.company_id.id),
                ("list_id.year", "=", year),
                ("list_id.state", "=", "approved"),
                ("kind", "=", DOSSIER),
                ("notation", "=", notation),
            ],
            limit=1,
        )
        if not entry or entry.dossier_ids:
            return dossiers
        return dossiers.with_user(SUPERUSER_ID).create(
            {
                "company_id": document.company_id.id,
                "list_line_id": entry.id,
                "user_id": (entry.user_id or handler).id,
            }
        )

    def _put_into(self, dossiers, document):
        """File it as the system; a dossier that somebody has in hand is left alone."""
        system = self.env.ref("base.user_root")
        free = dossiers.sudo().try_lock_for_update(allow_referencing=True)
        own = free.filtered(lambda d: d.company_id == document.company_id)
        own.with_user(system)._file(document.with_user(system), rule=self)
