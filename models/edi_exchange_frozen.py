"""A packet's file, hash and identifiers are evidence once it was sent or read."""

from odoo import api, models
from odoo.exceptions import AccessError, ValidationError

FINAL = frozenset({"output_sent", "output_sent_and_processed", "input_processed"})
# once it is evidence
_FROZEN = frozenset({"exchange_file", "edi_exchange_state", "exchange_filename"})
# always, once it is set
_IDENTITY = frozenset(
    {"identifier", "external_identifier", "edoc_sha256", "backend_id", "type_id"}
)


class EdiExchangeRecord(models.Model):
    """The rule binds superuser code, too: nobody rewrites what was exchanged."""

    _name = "edi.exchange.record"
    _inherit = ["edi.exchange.record", "edoc.guarded.mixin"]

    def write(self, vals):
        if not self._door_is_open() and (_FROZEN | _IDENTITY) & vals.keys():
            for record in self:
                record._edoc_refuse_frozen(vals)
        return super().write(vals)

    def _edoc_refuse_frozen(self, vals):
        record = self.sudo()
        if record.backend_id.backend_type_code != "edoc":
            return
        names = {name for name in _IDENTITY & vals.keys() if record[name]}
        if record.edi_exchange_state in FINAL:
            names |= _FROZEN & vals.keys()
        elif record.direction == "output" and record.edoc_sha256:
            # what was built once is sent as it is
            if "exchange_file" in vals and record.exchange_file:
                names.add("exchange_file")
        changed = {name for name in names if record._edoc_differs(name, vals[name])}
        if changed:
            labels = ", ".join(
                sorted(
                    self._fields[name].get_description(self.env)["string"]
                    for name in changed
                )
            )
            raise AccessError(
                self.env._(
                    "Packet %(identifier)s was exchanged: it is kept as evidence and "
                    "can't be changed (%(labels)s).",
                    identifier=record.identifier,
                    labels=labels,
                )
            )

    def _edoc_differs(self, name, value):
        if name == "exchange_file":
            return True
        field = self._fields[name]
        kept = field.convert_to_write(self[name], self)
        return (kept or False) != (value or False)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        for record in self.sudo():
            if record.backend_id.backend_type_code == "edoc":
                raise AccessError(
                    self.env._(
                        "Packet %(identifier)s is kept as evidence and can't be "
                        "deleted.",
                        identifier=record.identifier,
                    )
                )


class EdiBackend(models.Model):
    _inherit = "edi.backend"

    @api.constrains("auto_delete_records_after_days", "backend_type_id")
    def _check_evidence_stays(self):
        for channel in self.filtered(lambda c: c.backend_type_code == "edoc"):
            if channel.auto_delete_records_after_days > 0:
                raise ValidationError(
                    self.env._(
                        "Packets of official documents are kept as evidence; they "
                        "can't be deleted after some days."
                    )
                )


class IrAttachment(models.Model):
    """The bytes of a packet lie in an attachment, which has doors of its own."""

    _inherit = "ir.attachment"

    def write(self, vals):
        if {"raw", "datas", "db_datas", "store_fname", "checksum"} & vals.keys():
            self._edoc_refuse_packets()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_packets(self):
        self._edoc_refuse_packets()

    def _edoc_refuse_packets(self):
        ids = [
            attachment.res_id
            for attachment in self.sudo()
            if attachment.res_model == "edi.exchange.record"
            and attachment.res_field == "exchange_file"
        ]
        records = self.env["edi.exchange.record"].sudo().browse(ids).exists()
        if not records._door_is_open():
            for record in records.filtered("edoc_sha256"):
                record._edoc_refuse_frozen({"exchange_file": True})
