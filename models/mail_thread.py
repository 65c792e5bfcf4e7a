from xmlrpc.client import Binary

from odoo import api, models


class MailThread(models.AbstractModel):
    """Hands the message as it came to the model that it is for."""

    _inherit = "mail.thread"

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        if thread_id and (model or "").startswith("edoc.") and not self.env.su:
            # by Odoo's own rule, staff write so beside whatever they name
            self.env[model].browse(thread_id).check_access("read")
        # parsed and written again, a message has other bytes, and another digest
        raw = bytes(message.data) if isinstance(message, Binary) else message
        raw = raw.encode() if isinstance(raw, str) else raw
        return super(MailThread, self.with_context(edoc_raw_mail=raw)).message_process(
            model,
            message,
            custom_values=custom_values,
            save_original=save_original,
            strip_attachments=strip_attachments,
            thread_id=thread_id,
        )
