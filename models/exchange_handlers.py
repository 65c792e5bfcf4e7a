"""What happens to packets: reading those that came, writing those that go."""

import logging

from odoo import fields, models
from odoo.exceptions import UserError

from ..core.edxml import read_packet
from ..core.edxml.model import StatusPacket
from ..core.errors import PacketError
from ._messages import user_error

_logger = logging.getLogger(__name__)


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
        if isinstance(packet, StatusPacket):
            return self.env["edoc.delivery"]._receive_status(packet, exchange_record)
        if packet.business.doc_type:
            raise UserError(
                self.env._(
                    "This packet recalls, updates or replaces an earlier document "
                    "(%(document)s). It is kept here; the clerk settles it by hand.",
                    document=packet.business.document_id or packet.document_id,
                )
            )
        return self.env["edoc.incoming"]._receive_packet(packet, exchange_record)


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
        exchange_record.backend_id._edoc_send(exchange_record)
        sent_at = fields.Datetime.now()
        self.env["edoc.delivery"]._mark_sent(exchange_record, sent_at)
        _logger.info("Packet %s was sent", exchange_record.identifier)
