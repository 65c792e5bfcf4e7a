"""What somebody holds in his hands, and how it passes to a successor."""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ._columns import entity, person
from .outgoing_draft_mixin import CLOSED

# in the order of handing over: a delegate's tasks end before he gets them as successor
KINDS = [
    ("delegation", "Duties delegated"),
    ("assignment", "Documents being handled"),
    ("distribution", "Documents to distribute"),
    ("draft", "Drafts and documents on their way"),
    ("opinion", "Opinions asked of him"),
    ("review", "Documents to check"),
    ("signature", "Documents waiting for his signature"),
    ("copy", "Electronic copies asked for"),
    ("paper", "Paper copies in hand"),
    ("reserved", "Reserved numbers"),
    ("token", "Tokens in custody"),
    ("dossier", "Dossiers"),
    ("task", "Other tasks"),
]
# nobody receives these: a signature goes back to the author, a delegation ends, a token
# has a hand-over of its own (Điều 5.2)
WITHOUT_SUCCESSOR = ("signature", "delegation", "token")


class EdocWorkHeld(models.AbstractModel):
    """One method for each kind that finds it, one that passes it on."""

    _name = "edoc.work.held"
    _description = "Work That Somebody Holds"
    _inherit = ["edoc.work.beside.mixin"]

    # ------------------------------------------------------------------ finding

    @api.model
    def _held_by(self, user):
        """Return what the user holds open, as superuser: kind, records."""
        sudo = self.sudo()
        held = {kind: getattr(sudo, f"_find_{kind}")(user) for kind, _label in KINDS}
        held["task"] = sudo._only_beside(held.pop("task"), held)
        return {kind: records for kind, records in held.items() if records}

    def _find_assignment(self, user):
        rows = self.env["edoc.assignment"].search(
            [("user_id", "=", user.id), ("state", "in", ("pending", "processing"))]
        )
        return rows.filtered(
            lambda row: row.incoming_id.state in ("distributed", "processing")
        )

    def _find_distribution(self, user):
        return self.env["edoc.incoming"].search(
            [("leader_id", "=", user.id), ("state", "=", "submitted")]
        )

    def _find_draft(self, user):
        return self.env["edoc.outgoing"].search(
            [("author_id", "=", user.id), ("state", "not in", CLOSED)]
        )

    def _find_opinion(self, user):
        rows = self.env["edoc.consultation"].search(
            [("user_id", "=", user.id), ("answered_at", "=", False)]
        )
        return rows.filtered(lambda row: row.outgoing_id.state not in CLOSED)

    def _find_review(self, user):
        return self.env["edoc.outgoing"].search(
            [
                ("state", "in", ("content_review", "form_review")),
                ("activity_ids.user_id", "=", user.id),
            ]
        )

    def _find_signature(self, user):
        return self.env["edoc.outgoing"].search(
            [
                ("signer_id", "=", user.id),
                ("state", "in", ("content_review", "form_review", "signing")),
            ]
        )

    def _find_delegation(self, user):
        return self.env["edoc.delegation"].search(
            [
                ("closed_at", "=", False),
                ("state", "in", ("coming", "current")),
                "|",
                ("principal_id", "=", user.id),
                ("delegate_id", "=", user.id),
            ]
        )

    def _find_token(self, user):
        return self.env["edoc.token"].search(
            [("holder_id", "=", user.id), ("kind", "=", "seal")]
        )

    def _find_dossier(self, user):
        """NĐ 30 Điều 31.3đ: what was not handed over to the archive yet."""
        return self.env["edoc.dossier"].search(
            [("user_id", "=", user.id), ("state", "in", ("open", "closed"))]
        )

    # --------------------------------------------------------------- passing on

    @api.model
    def _document_of(self, record):
        """Return the document that a record belongs to, or nothing."""
        if record._name == "edoc.assignment":
            return record.incoming_id
        if record._name == "edoc.consultation":
            return record.outgoing_id
        if record._name == "edoc.paper.dispatch":
            return record.outgoing_id
        if record._name == "mail.activity":
            document = self.env[record.res_model].browse(record.res_id)
            return self._document_of(document)
        if record._name == "edoc.dossier":
            return None
        return record if "step_ids" in record._fields else None

    @api.model
    def _name_of(self, record, reader):
        """Return how the record is named to a reader; a closed document by its code."""
        document = self._document_of(record)
        if document is None and record._name == "mail.activity":
            return record.summary or record.activity_type_id.name
        if document is None:
            return record.display_name
        seen = document.with_user(reader).sudo(False)
        if seen.has_access("read") and not document.is_restricted:
            return document.display_name
        return self._code_of(document)

    @api.model
    def _code_of(self, document):
        return document.code or self.env._("Document no. %(id)s", id=document.id)

    @api.model
    def _pass_on(self, kind, record, giver, to, reason):
        """Pass one record on and keep it in the history of its document.

        :return: what became of it, in words
        :raises UserError: the successor can't hold it
        """
        if kind not in WITHOUT_SUCCESSOR and not to:
            raise UserError(self.env._("Name a successor for each kind of work."))
        return getattr(self.sudo(), f"_pass_{kind}")(record, giver, to, reason)

    def _move(self, document, giver, to, reason):
        """The successor reads it, has its tasks; the history says so."""
        document._add_readers(users=to)
        document.activity_ids.filtered(lambda task: task.user_id == giver).write(
            {"user_id": to.id}
        )
        document._note_step("hand_over", self._words(giver, to, reason))
        return self.env._("Taken over")

    def _words(self, giver, to, reason):
        return self.env._(
            "From %(giver)s to %(to)s. %(reason)s",
            giver=giver.name,
            to=to.name,
            reason=reason,
        )

    def _refuse(self, to, words):
        raise UserError(
            self.env._(
                "%(user)s can't take this over: %(words)s", user=to.name, words=words
            )
        )

    def _pass_assignment(self, row, giver, to, reason):
        department = row.department_id
        if department and to not in department.user_ids:
            self._refuse(
                to,
                self.env._(
                    "“%(name)s” is handled in %(department)s.",
                    name=row.incoming_id.code or "",
                    department=department.name,
                ),
            )
        row._through_door().write({"user_id": to.id})
        return self._move(row.incoming_id, giver, to, reason)

    def _pass_distribution(self, document, giver, to, reason):
        if not to.has_group("l10n_vn_edoc.group_leader"):
            self._refuse(to, self.env._("only a leader distributes (Điều 11)."))
        document._through_door().write({"leader_id": to.id})
        return self._move(document, giver, to, reason)

    def _pass_draft(self, document, giver, to, reason):
        document._through_door().write({"author_id": to.id})
        return self._move(document, giver, to, reason)

    def _pass_opinion(self, row, giver, to, reason):
        row._through_door().write({"user_id": to.id})
        return self._move(row.outgoing_id, giver, to, reason)

    def _pass_review(self, document, giver, to, reason):
        duty = "approve" if document.state == "content_review" else "form"
        if to not in document.with_user(SUPERUSER_ID)._principals(duty):
            self._refuse(
                to,
                self.env._(
                    "he heads neither the department nor checks the form (NĐ 30 "
                    "Điều 12). Name him head first."
                ),
            )
        return self._move(document, giver, to, reason)

    def _pass_signature(self, document, giver, _to, reason):
        """The file names its signer: the author writes it for another one."""
        words = self.env._(
            "%(giver)s hands his work over and signs no more: choose another signer "
            "and mend the lines above the signature. %(reason)s",
            giver=giver.name,
            reason=reason,
        )
        document.with_user(SUPERUSER_ID)._return(words)
        document.activity_ids.filtered(lambda task: task.user_id == giver).unlink()
        return self.env._("Returned to its author")

    def _pass_delegation(self, row, _giver, _to, _reason):
        row._revoke()
        return self.env._("Ended")

    def _pass_dossier(self, dossier, giver, to, reason):
        """The successor keeps it; its documents go on by their own rights."""
        if dossier.company_id not in to.company_ids:
            self._refuse(to, self.env._("he is in no department of this entity."))
        dossier._note_step("pass_on", self._words(giver, to, reason))
        dossier._through_door().write({"user_id": to.id})
        return self.env._("Taken over")

    def _pass_token(self, _token, _giver, _to, _reason):
        return self.env._("By the hand-over of the token itself (Điều 5.2)")


class EdocWorkHandover(models.Model):
    """The protocol of a hand-over, kept for good."""

    _name = "edoc.work.handover"
    _description = "Hand-over of Work"
    _inherit = ["edoc.guarded.mixin"]
    _order = "id desc"
    _guarded_rows = True

    company_id = entity()
    giver_id = person("Handed over by")
    done_by_id = person("Carried out by", index=False)
    done_at = fields.Datetime(
        string="Handed over at", required=True, default=fields.Datetime.now
    )
    reason = fields.Char(required=True)
    line_ids = fields.One2many("edoc.work.handover.line", "handover_id", string="Work")

    @api.depends("giver_id.name", "done_at")
    def _compute_display_name(self):
        for row in self:
            at = fields.Datetime.context_timestamp(
                self.with_context(tz="Asia/Ho_Chi_Minh"), row.done_at
            )
            row.display_name = f"{row.giver_id.name}, {at.strftime('%d/%m/%Y')}"


class EdocWorkHandoverLine(models.Model):
    """One thing that was handed over.

    Of a document only the number is kept: what it is about is told to those who may
    read it, as long as they may (NĐ 30 Phụ lục VI III.3).
    """

    _name = "edoc.work.handover.line"
    _description = "Work Handed Over"
    _inherit = ["edoc.guarded.mixin"]
    _order = "id"
    _rec_name = "what"
    _guarded_rows = True

    handover_id = fields.Many2one(
        "edoc.work.handover", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(KINDS, required=True)
    what = fields.Char(string="Number or name", required=True)
    res_model = fields.Char(string="Kind of document")
    res_id = fields.Many2oneReference(string="Document", model_field="res_model")
    shown = fields.Char(string="Work", compute="_compute_shown")
    to_id = fields.Many2one(
        "res.users", string="Taken over by", index="btree_not_null", ondelete="restrict"
    )
    result = fields.Char(required=True)

    @api.depends("what", "res_id")
    @api.depends_context("uid", "lang")
    def _compute_shown(self):
        held = self.env["edoc.work.held"]
        for line in self:
            document = line.res_model and self.env[line.res_model].sudo().browse(
                line.res_id
            )
            line.shown = line.what
            if document and document.exists():
                line.shown = held._name_of(document, self.env.user)
