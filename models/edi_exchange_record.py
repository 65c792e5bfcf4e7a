from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class EdiExchangeRecord(models.Model):
    """Packets are evidence: see ``security/edoc_rules.xml`` for who may touch them."""

    _inherit = "edi.exchange.record"

    edoc_sha256 = fields.Char(
        string="SHA-256",
        readonly=True,
        copy=False,
        help="Hash of the packet's bytes; kept even where the bytes must not be.",
    )

    def _edoc_file_name(self):
        """Return the name of the packet's file: its identifier, fit for a folder."""
        self.ensure_one()
        return f"{self.identifier.replace('/', '-')}.edxml"

    def _notify_related_record(self, message, level="info"):
        """Say nothing in a document's chatter: its own pages tell the statuses."""
        others = self.filtered(lambda r: r.backend_id.backend_type_code != "edoc")
        return super(EdiExchangeRecord, others)._notify_related_record(message, level)

    def _check_access(self, operation):
        """Who may not read a document does not read the packet that holds all of it.

        The framework asks for this in ``check_access`` only, which attachments go past.
        """
        result = super()._check_access(operation)
        if self.env.su:
            return result
        forbidden, error = result or (self.browse(), None)
        hidden = (self - forbidden).filtered(lambda record: record._edoc_is_hidden())
        if not hidden:
            return result
        return forbidden | hidden, error or (
            lambda: self.env["ir.rule"]._make_access_error(operation, hidden)
        )

    def _edoc_is_hidden(self):
        packet = self.sudo()
        if packet.backend_id.backend_type_id.code != "edoc" or not packet.record:
            return False
        return not packet.record.with_user(self.env.user).has_access("read")

    def action_edoc_retry(self):
        """Put failed packets back to where they stood and queue them again."""
        self._edoc_check_may_retry()
        self._edoc_check_in_force()
        for record in self.sudo().filtered("retryable"):
            record.write(
                {"edoc_failure": False, "edoc_tries": 0, "edoc_next_try": False}
            )
            record.action_retry()
            if record.direction == "input":
                record.action_exchange_process()
            else:
                record.action_exchange_send()
        return True

    def _retry_exchange_action(self):
        """The framework's own button, too, asks whether the packet is still wanted."""
        self._edoc_check_in_force()
        return super()._retry_exchange_action()

    def _edoc_check_in_force(self):
        """Nobody gets a packet whose place another one has taken (QĐ 28 Điều 8.2).

        :raises UserError: the document was sent again, or to another recipient instead
        """
        for record in self.sudo().filtered(lambda r: r.type_id.code == "edoc_out"):
            newer = self.sudo().search(
                [("parent_id", "=", record.id), ("type_id", "=", record.type_id.id)],
                order="id desc",
                limit=1,
            )
            if newer:
                raise UserError(
                    self.env._(
                        "Packet %(old)s is not sent any more: packet %(new)s took its "
                        "place. Look after that one; who is still without it is sent "
                        "to from the document's recipients.",
                        old=record.identifier,
                        new=newer.identifier,
                    )
                )
            deliveries = self.env["edoc.delivery"].sudo()
            deliveries = deliveries.search([("exchange_record_id", "=", record.id)])
            if deliveries and set(deliveries.mapped("state")) == {"replaced"}:
                raise UserError(
                    self.env._(
                        "Packet %(old)s is not sent any more: “%(new)s” was named "
                        "instead of its recipient. Look after the packet to that one.",
                        old=record.identifier,
                        new=", ".join(
                            deliveries.replaced_by_id.partner_id.mapped("name")
                        ),
                    )
                )

    def _edoc_check_may_retry(self):
        user = self.env.user
        if not user.has_groups("l10n_vn_edoc.group_clerk,l10n_vn_edoc.group_manager"):
            raise AccessError(self.env._("Only clerk and administrator try again."))
        self.check_access("read")
