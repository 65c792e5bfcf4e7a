"""What recipients report of a document that we sent them (QĐ 28/2018 Điều 8.2)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.edxml.codes import may_follow
from .status_message import STATUS_CODES, UNKNOWN


class EdocDeliveryStatusMixin(models.AbstractModel):
    """Keeps every status that came, and shows the one that counts."""

    _name = "edoc.delivery.status.mixin"
    _description = "Delivery: Status"

    @api.model
    def _mark_sent(self, record, sent_at):
        """Note that the packet left; called when the channel has taken it.

        A recipient may have answered before we come to note it.
        """
        deliveries = self.sudo().search(
            [("exchange_record_id", "=", record.id), ("sent_at", "=", False)]
        )
        for delivery in deliveries._through_door():
            waiting = delivery.state == "queued"
            delivery.write(
                {"sent_at": sent_at, "state": "sent" if waiting else delivery.state}
            )
        lines = deliveries.history_ids.filtered(
            lambda line: line.kind == "packet" and line.exchange_record_id == record
        )
        lines._through_door().write({"at": sent_at})
        deliveries.outgoing_id.filtered("sent_at")._deadline_met()

    @api.model
    def _receive_status(self, packet, record):
        """Show a recipient's status on the document that we sent him.

        :raises UserError: no document of ours is meant; the packet stays
        """
        outgoing = self._find_outgoing(packet.response_for)
        if not outgoing:
            raise UserError(
                self.env._(
                    "No document sent to %(agency)s goes by %(document)s.",
                    agency=packet.sender.organ_name or packet.sender.organ_id,
                    document=packet.response_for.document_id
                    or packet.response_for.code,
                )
            )
        delivery = outgoing.delivery_ids._of_agency(packet.sender.organ_id)
        record.sudo().write({"model": outgoing._name, "res_id": outgoing.id})
        answer = self.env["edoc.change.line"]._take_answer(delivery, packet, record)
        if answer:
            return answer
        if delivery:
            delivery._keep_status(packet, record)
        else:
            self._keep_strange_status(outgoing, packet, record)
        return self.env._("Status of %(code)s", code=outgoing.code)

    @api.model
    def _find_outgoing(self, response):
        """Return the document that a status is about; entities are never mixed up."""
        outgoing = self.env["edoc.outgoing"].sudo()
        if response.document_id:
            found = outgoing.search(
                [("document_uid", "=", response.document_id)], limit=1
            )
            if found:
                return found
        if not (response.code and response.promulgation_date):
            return outgoing
        found = outgoing.search(
            [
                ("code", "=", response.code),
                ("date_issued", "=", response.promulgation_date),
            ]
        )
        ours = self.env["res.partner"]._edoc_find_agency(response.organ_id)
        of_entity = found.filtered(lambda d: d.company_id.partner_id == ours)
        return (of_entity if ours else found)[:1]

    def _of_agency(self, organ_id):
        """Return the recipient that goes by an identifier, the old form or the new.

        Of one that was replaced and named again, the latest.
        """
        agency = self.env["res.partner"]._edoc_find_agency(organ_id)
        found = self.filtered(
            lambda d: (
                (agency and d.partner_id == agency)
                or (organ_id and organ_id in d.partner_id._edoc_organ_ids())
            )
        )
        return found.sorted("id")[-1:]

    def _status_values(self, packet, record):
        known = packet.status_code in dict(STATUS_CODES)
        return {
            "kind": "status",
            "direction": "in",
            "code": packet.status_code if known else UNKNOWN,
            "stated_code": False if known else packet.status_code,
            "text": packet.description,
            "stated_at": self.env["edoc.status.message"]._stated(packet.timestamp),
            "exchange_record_id": record.id,
        }

    def _keep_status(self, packet, record):
        """Keep a status once, and show it unless it came after a later one."""
        self.ensure_one()
        now = fields.Datetime.now()
        # Whoever keeps a status writes this row first: of two at the same moment the
        # database lets one pass, the other begins again and sees what was kept.
        self._through_door().write({"heard_at": now})
        self.flush_recordset(["heard_at"])
        values = self._status_values(packet, record)
        received = self.status_ids.filtered(lambda m: m.direction == "in")
        same = received.filtered(
            lambda m: (
                m.code == values["code"]
                and (m.stated_code or False) == values["stated_code"]
            )
        )
        if same:
            return
        shown = may_follow(received.mapped("code"), packet.status_code)
        self.env["edoc.status.message"]._note([{**values, "delivery_id": self.id}])
        if shown:
            self._through_door().write(
                {
                    "state": "refused" if packet.status_code == "02" else "answered",
                    "last_code": packet.status_code,
                    "last_text": packet.description,
                    "last_at": now,
                }
            )

    @api.model
    def _keep_strange_status(self, outgoing, packet, record):
        """Keep the status of an agency that the document was not sent to by us.

        It may have been passed on, or the agency goes by an identifier that we don't
        know yet.
        """
        agency = packet.sender.organ_name or packet.sender.organ_id
        self.env["edoc.status.message"]._note(
            [
                {
                    **self._status_values(packet, record),
                    "outgoing_id": outgoing.id,
                    "agency": agency,
                }
            ]
        )
        outgoing._message_log(
            body=self.env._(
                "%(agency)s (%(identifier)s) is not among the recipients and reports: "
                "%(status)s. Perhaps the document was passed on, or the agency goes by "
                "another identifier.",
                agency=agency,
                identifier=packet.sender.organ_id,
                status=packet.description or packet.status_code,
            )
        )
