"""Versions of a draft and what is said about them (NĐ 30/2020 Điều 10 to 12)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

# until the signature the draft may still be changed
DISCUSSED = ("draft", "returned", "content_review", "form_review", "signing")
_REVIEWERS = {
    "author",
    "content_head",
    "content_delegate",
    "form_checker",
    "form_delegate",
    "signer",
}


class EdocOutgoingCommentMixin(models.AbstractModel):
    """Every upload is a version; those who draft, review or advise remark on it."""

    _name = "edoc.outgoing.comment.mixin"
    _description = "Outgoing Document: Versions and Remarks"

    version_ids = fields.Many2many(
        "edoc.file.version", string="Versions", compute="_compute_version_ids"
    )
    comment_ids = fields.One2many(
        "edoc.draft.comment", "outgoing_id", string="Remarks", readonly=True
    )
    can_comment = fields.Boolean(compute="_compute_can_comment")

    @api.depends("file_ids.version_ids")
    def _compute_version_ids(self):
        for document in self:
            document.version_ids = document.file_ids.version_ids

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_comment(self):
        for document in self:
            document.can_comment = bool(document.id) and document._may_comment()

    def _may_comment(self):
        self.ensure_one()
        return self.state in DISCUSSED and bool(
            self._duties() & _REVIEWERS or self._consulted()
        )

    def _comment(self, version, body):
        """Keep a remark on a version and tell the author.

        :raises UserError: no words, another document's version, or not his to say
        """
        self.ensure_one()
        if not self._may_comment():
            raise UserError(
                self.env._(
                    "Remarks are made before the signature, by the author, by those "
                    "who review or sign the draft and by those who are consulted."
                )
            )
        if not (body or "").strip():
            raise UserError(self.env._("Write the remark in words."))
        if version.sudo().file_id.outgoing_id != self:
            raise UserError(self.env._("Choose a version of this document."))
        comment = (
            self.env["edoc.draft.comment"]
            ._through_door()
            .create(
                {
                    "outgoing_id": self.id,
                    "version_id": version.id,
                    "user_id": self.env.uid,
                    "body": body,
                }
            )
        )
        if self.author_id != self.env.user:
            self.message_notify(
                partner_ids=self.sudo().author_id.partner_id.ids,
                subject=self.display_name,
                body=body,
            )
        return comment.sudo(False)

    def action_open_comment(self):
        return self._open_wizard(
            "edoc.outgoing.comment",
            self.env._("Remark"),
            default_version_id=self.env.context.get("edoc_version_id")
            or self._main_file().current_id.id,
        )
