"""What became of a packet's tries: given up for good, or tried again by itself."""

import logging
import re
from functools import partial

from odoo import SUPERUSER_ID, api, fields, models

from odoo.addons.queue_job.exception import RetryableJobError

_logger = logging.getLogger(__name__)

# What the job runner puts before the last error.
_TOO_OFTEN = re.compile(r"^Max\. retries \(\d+\) reached: ")


class EdiExchangeRecord(models.Model):
    """Temporary and permanent errors are told apart for who looks after the channel."""

    _inherit = "edi.exchange.record"

    edoc_doc_id = fields.Char(
        string="Identifier at the other side",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="How the axis or the other installation calls this packet.",
    )
    edoc_failure = fields.Selection(
        [
            ("temporary", "Tried again by itself"),
            ("given_up", "Tried too often"),
            ("permanent", "Refused for good"),
        ],
        string="Failure",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    edoc_tries = fields.Integer(string="Tries", readonly=True, copy=False)
    edoc_next_try = fields.Datetime(string="Next try", readonly=True, copy=False)

    def _job_delay_params(self):
        """A packet is tried for about a day before it waits for the administrator."""
        params = super()._job_delay_params()
        channel = self.backend_id.sudo()
        if channel.backend_type_code == "edoc":
            params["max_retries"] = channel.edoc_max_tries
        return params

    def _edoc_note_outcome(self):
        """Note how a try ended that ended for good, one way or the other."""
        failed = self.edi_exchange_state in (
            "output_error_on_send",
            "input_processed_error",
        )
        self.sudo().write(
            {
                "edoc_failure": "permanent" if failed else False,
                "edoc_tries": self.edoc_tries + 1,
                "edoc_next_try": False,
            }
        )

    def _edoc_note_try(self, message):
        """Note a try that is repeated, once what it did has been rolled back."""
        uuid = self.env.context.get("job_uuid")
        keep = partial(_keep_try, self.env.registry, self.id, message, uuid)
        self.env.cr.postrollback.add(keep)

    def _edoc_keep_try(self, message, job):
        """Keep the error of a try, and when the next one is."""
        if self.edi_exchange_state != "output_pending":
            return
        self.write(
            {
                "edoc_failure": "temporary",
                "edoc_tries": self.edoc_tries + 1,
                "edoc_next_try": job.eta,
                "exchange_error": message,
            }
        )

    def _job_on_fail_update(self, failed_state, **kw):
        """Say in words why the job was given up."""
        result = super()._job_on_fail_update(failed_state, **kw)
        if self.backend_id.backend_type_code == "edoc":
            self = self.with_context(
                lang=self.backend_id._edoc_in_vietnamese().env.lang
            )
            self.write(
                {
                    "edoc_failure": "given_up",
                    "edoc_tries": self.edoc_tries + 1,
                    "edoc_next_try": False,
                    "exchange_error": self._edoc_words_of(**kw),
                }
            )
        return result

    def _edoc_words_of(self, exc_name="", exc_message="", **_kw):
        message = str(exc_message or "")
        if _TOO_OFTEN.match(message):
            return _TOO_OFTEN.sub("", message)
        return self.env._(
            "An unexpected error (%(name)s). Nothing is lost; tell the administrator "
            "of the server, then try again.",
            name=(exc_name or message or "?").rpartition(".")[2],
        )

    def action_edoc_try_now(self):
        """Don't wait for the next try of what failed for the time being."""
        self._edoc_check_may_retry()
        self._edoc_check_in_force()
        for record in self.sudo().filtered(lambda r: r.edoc_failure == "temporary"):
            waiting = (
                self.env["queue.job"]
                .sudo()
                .search(
                    [
                        ("model_name", "=", record._name),
                        ("state", "=", "pending"),
                        ("func_string", "like", f"{record._name}({record.id},)."),
                    ]
                )
            )
            waiting.write({"eta": False})
            record.edoc_next_try = False
        return True


class EdiBackend(models.Model):
    _inherit = "edi.backend"

    edoc_max_tries = fields.Integer(
        string="Tries",
        default=12,
        help="So often a packet is tried before it waits for the administrator. How "
        "long it waits between two tries is set with the job function "
        "<edi.exchange.record>.action_exchange_send.",
    )

    _edoc_max_tries_positive = models.Constraint(
        "CHECK (edoc_max_tries > 0)", "A packet is tried at least once."
    )

    def exchange_send(self, exchange_record):
        if self.backend_type_code != "edoc":
            return super().exchange_send(exchange_record)
        try:
            result = super().exchange_send(exchange_record)
        except RetryableJobError as error:
            exchange_record._edoc_note_try(str(error))
            raise
        exchange_record._edoc_note_outcome()
        return result

    def _edoc_processed(self, record):
        record._edoc_note_outcome()
        return super()._edoc_processed(record)


def _keep_try(registry, record_id, message, uuid):
    """In a transaction of its own: the try's own was rolled back."""
    try:
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            record = env["edi.exchange.record"].browse(record_id).exists()
            job = env["queue.job"].search([("uuid", "=", uuid)])
            if record:
                record._edoc_keep_try(message, job)
    except Exception:
        # the job itself is postponed already: only its description is missing
        _logger.exception("The try of packet %s was not noted", record_id)
