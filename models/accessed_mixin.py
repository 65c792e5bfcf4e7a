"""Views of documents are counted (NĐ 30/2020 Phụ lục VI III.5, III.6)."""

from datetime import timedelta

from odoo import api, fields, models

_LIST = "edoc_not_opened"
_SAME_VIEW = timedelta(minutes=1)


class EdocAccessedMixin(models.AbstractModel):
    """Tells the history of who opens a document, and of who exports documents.

    Opened is one whose form the client reads; lists and what a form reads again within
    a minute are no views.
    """

    _name = "edoc.accessed.mixin"
    _description = "Document Whose Views Are Counted"

    access_count = fields.Integer(
        string="Accesses",
        compute="_compute_access_count",
        groups="l10n_vn_edoc.group_leader,l10n_vn_edoc.group_clerk,"
        "l10n_vn_edoc.group_archivist",
        aggregator=None,
    )

    def _compute_access_count(self):
        groups = self.env["edoc.audit"].sudo()._count_accesses(self._name, self.ids)
        for document in self:
            document.access_count = groups.get(document.id, 0)

    def web_read(self, specification):
        found = super().web_read(specification)
        if len(self) == 1 and self.id and not self.env.context.get(_LIST):
            if not self._viewed_lately():
                self._note_access("view")
        return found

    # it writes, so it is not for a replica; Odoo reads this mark
    web_read._readonly = False

    @api.model
    @api.readonly
    def web_search_read(self, *args, **kwargs):
        # pylint: disable=context-overridden
        listed = self.with_context(**{_LIST: True})
        return super(EdocAccessedMixin, listed).web_search_read(*args, **kwargs)

    def web_save(self, *args, **kwargs):
        saved = self.with_context(**{_LIST: True})
        return super(EdocAccessedMixin, saved).web_save(*args, **kwargs)

    def export_data(self, fields_to_export):
        found = super().export_data(fields_to_export)
        self._note_access("download", "export")
        return found

    def _viewed_lately(self):
        """Tell whether this user has opened it within the last minute."""
        since = fields.Datetime.now() - _SAME_VIEW
        domain = [
            ("model", "=", self._name),
            ("res_id", "=", self.id),
            ("act", "=", "view"),
            ("user_id", "=", self.env.uid),
            ("at", ">", since),
        ]
        return bool(self.env["edoc.audit"].sudo().search_count(domain, limit=1))

    def action_open_acts(self):
        """Show who has looked at, printed and downloaded this document."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "l10n_vn_edoc.edoc_act_action_document"
        )
        link = f"{self._name.removeprefix('edoc.')}_id"
        return {**action, "domain": [(link, "=", self.id)]}
