from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys_generic(self, model, src_records, dst_record):
        """Odoo moves links by SQL when it merges agencies: the history is told."""
        self.env.flush_all()
        links = [
            (record, name)
            for audited in self.env["edoc.audit"]._audited()
            for name, field in audited._fields.items()
            if name in audited._audited_columns() and field.comodel_name == model
            for record in audited.sudo()
            .with_context(active_test=False)
            .search([(name, "in", src_records.ids)])
        ]
        found = super()._update_foreign_keys_generic(model, src_records, dst_record)
        for record, name in links:
            # one that can't be linked twice Odoo deletes
            there = record.exists()
            there._note_written(**{name: dst_record.id})
            (record - there)._note_deleted()
        return found
