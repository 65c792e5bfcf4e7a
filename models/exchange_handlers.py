"""What happens to packets: reading those that came, writing those that go."""

import logging

from odoo import fields, models

from odoo.addons.queue_job.exception import RetryableJobError

from ..core.edxml import read_packet
from ..core.edxml.codes import BusinessDocType, StatusCode
from ..core.edxml.model import StatusPacket
from ..core.errors import PacketError
from ._messages import user_error

_logger = logging.getLogger(__name__)

# how long a status waits for an earlier one
ORDER_SECONDS = 5


class EdocExchangeProcess(models.AbstractModel):
    """Reads a received packet and hands it to the model that it is for."""

    _name = "edoc.exchange.process"
    _description = "Official Documents: packet reader"
    _inherit = ["edi.oca.handler.process"]

    def process(self, exchange_record):
        """Make a document or a status of a packet.

        :raises UserError: the packet can't be read; the record keeps it with the reason
        """
        content = exchange_record._edoc_content().open()
        try:
            packet = read_packet(content, name=exchange_record.exchange_filename)
        except PacketError as error:
            raise user_error(self.env, error) from error
        requests = self.env["edoc.change.request"]
        if isinstance(packet, StatusPacket):
            if packet.status_code == StatusCode.CANCELLATION:
                return requests._receive_take_back(packet, exchange_record)
            return self.env["edoc.delivery"]._receive_status(packet, exchange_record)
        kind = packet.business.doc_type
        if kind in (BusinessDocType.RECALL, BusinessDocType.UPDATE):
            return requests._receive_order(packet, exchange_record)
        told = self.env["edoc.incoming"]._receive_packet(packet, exchange_record)
        if kind == BusinessDocType.REPLACEMENT:
            requests._receive_replacements(packet, exchange_record)
        return told


class EdocExchangeSend(models.AbstractModel):
    """Gives a packet to its channel."""

    _name = "edoc.exchange.send"
    _description = "Official Documents: packet sender"
    _inherit = ["edi.oca.handler.send"]

    def send(self, exchange_record):
        """Send the frozen bytes by the record's channel, then note when they left.

        Run twice, it sends the same bytes again: harmless to the recipient, who knows a
        packet by its bytes.
        """
        self._keep_order(exchange_record)
        exchange_record.backend_id._edoc_send(exchange_record)
        sent_at = fields.Datetime.now()
        self.env["edoc.delivery"]._mark_sent(exchange_record, sent_at)
        _logger.info("Packet %s was sent", exchange_record.identifier)

    def _keep_order(self, exchange_record):
        """Let no status overtake an earlier one of its document (QĐ 28 Điều 6.3).

        Two jobs may run at once, and after a fault each tries again at its own time.
        """
        in_a_job = self.env.context.get("job_uuid")
        if in_a_job and self.env["edoc.status.message"]._is_ahead(exchange_record):
            raise RetryableJobError(
                "An earlier status of this document is still to be sent",
                seconds=ORDER_SECONDS,
                ignore_retry=True,
            )
