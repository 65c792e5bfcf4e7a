from odoo import models


class IrBinary(models.AbstractModel):
    _inherit = "ir.binary"

    def _get_stream_from(self, record, field_name="raw", *args, **kwargs):
        """Whatever of ours goes out by Odoo's own addresses is in the history."""
        found = super()._get_stream_from(record, field_name, *args, **kwargs)
        owner = record
        if record._name == "ir.attachment" and record.res_model and record.res_id:
            owner = self.env.get(record.res_model, record)
            owner = owner.browse(record.res_id)
        if hasattr(owner, "_note_access") and owner._is_audited():
            owner._note_access("download", record._name)
        return found
