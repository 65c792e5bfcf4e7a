"""Copies of a document that its sender recalls (NĐ 30/2020 Điều 18.4, Điều 26)."""

from odoo import api, models
from odoo.fields import Domain

from .outgoing_comment_mixin import DISCUSSED


class EdocCopyRecallMixin(models.AbstractModel):
    """A copy stands for its original, and goes with it."""

    _name = "edoc.copy.recall.mixin"
    _description = "Electronic Copy: Recall of the Source"

    @api.model
    def _recall_with(self, documents, reason):
        """Destroy what was copied from recalled documents, and from those copies.

        NĐ 30 Điều 18.4, Phụ lục VI III.8: number, steps and the recall stay. Copies
        that were sent on are for their recipients to destroy: whoever asked for one is
        told beside it, whoever wrote the document that encloses it, beside that.

        :param documents: the incoming documents that are destroyed
        """
        system = self.env.ref("base.user_root")
        copies = self.sudo().search(Domain("incoming_id", "in", documents.ids))
        for copy in copies.with_user(system):
            if copy.state not in ("refused", "cancelled", "recalled"):
                copy._take_step("recall", reason=reason)
            copy._tell_of_recall(reason)
        copies._wipe_recalled()

    def _tell_of_recall(self, reason):
        self.message_post(
            body=self.env._(
                "The document that this copy was made from was recalled by its sender; "
                "the copy is destroyed. Reason: %(reason)s",
                reason=reason,
            ),
            partner_ids=self.requester_id.partner_id.ids,
        )
        for letter in self.attached_ids.outgoing_id:
            letter.message_post(
                body=self.env._(
                    "A copy that is enclosed here (%(code)s) is destroyed: the "
                    "document that it was made from was recalled by its sender. "
                    "Reason: %(reason)s",
                    code=self.code,
                    reason=reason,
                ),
                partner_ids=letter.author_id.partner_id.ids,
            )

    def _wipe_recalled(self):
        """Take away bytes and texts; what a signed letter encloses stays with it."""
        self._track_finalize()
        drafts = self.attached_ids.filtered(lambda f: f.outgoing_id.state in DISCUSSED)
        (self.file_ids | drafts)._destroy()
        untracked = self._through_door().with_context(mail_notrack=True)
        untracked.write(
            {
                "subject": self.env._("(Recalled; content destroyed)"),
                "purpose": False,
                "page_count": 0,
            }
        )
        self.activity_unlink(["l10n_vn_edoc.activity_document"])
