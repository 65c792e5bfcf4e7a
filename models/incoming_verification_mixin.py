"""*Kiểm tra ký số* of an incoming document, and what follows from it."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ._verdicts import GRADES
from .verification import worst


class EdocIncomingVerificationMixin(models.AbstractModel):
    """Verdicts on the files of an incoming document (Điều 10.2)."""

    _name = "edoc.incoming.verification.mixin"
    _description = "Incoming Document: Verification"

    verification_ids = fields.One2many(
        "edoc.verification", "incoming_id", readonly=True
    )
    latest_verification_ids = fields.Many2many(
        "edoc.verification", compute="_compute_latest_verifications"
    )
    signature_line_ids = fields.Many2many(
        "edoc.verification.signature", compute="_compute_latest_verifications"
    )
    verdict = fields.Selection(GRADES, readonly=True, copy=False, index=True)
    verdict_sentence = fields.Char(string="Verdict in words", readonly=True, copy=False)
    verdict_light = fields.Json(
        string="Traffic light", compute="_compute_shown_verdicts"
    )
    shown_verdicts = fields.Json(
        string="Verdicts in detail", compute="_compute_shown_verdicts"
    )
    verified_at = fields.Datetime(readonly=True, copy=False)
    packet_signed = fields.Boolean(
        string="Packet signed",
        readonly=True,
        copy=False,
        help="The packet's header bears an XML signature. It is noted and decides "
        "nothing: the signatures that count are in the files.",
    )
    hold_reason = fields.Text(
        string="Clerk's reason",
        readonly=True,
        copy=False,
        help="Why the clerk accepted a document whose signatures could not be decided.",
    )
    can_verify = fields.Boolean(compute="_compute_can_verify")

    @api.depends("verification_ids")
    def _compute_latest_verifications(self):
        for document in self:
            latest = self.env["edoc.verification"]
            for file in document.file_ids:
                latest |= document.verification_ids.filtered(
                    lambda v, file=file: v.file_id == file
                ).sorted("id")[-1:]
            document.latest_verification_ids = latest
            document.signature_line_ids = latest.signature_ids

    @api.depends("verification_ids", "verdict", "verdict_sentence")
    @api.depends_context("lang", "uid")
    def _compute_shown_verdicts(self):
        for document in self:
            latest = document.latest_verification_ids
            deciding = latest.filtered(lambda v, d=document: v.grade == d.verdict)[:1]
            document.shown_verdicts = latest.mapped("shown")
            document.verdict_light = document.verdict and {
                "grade": document.verdict,
                "sentence": deciding.told or document.verdict_sentence or "",
            }

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_verify(self):
        for document in self:
            clerk = document.sudo().box_id.may_receive
            gone = document.state == "recalled"
            document.can_verify = clerk and bool(document.file_ids) and not gone

    def action_verify(self):
        """*Kiểm tra ký số*: verify every PDF again and keep the results."""
        self.check_access("read")
        for document in self:
            if not document.can_verify:
                raise UserError(self.env._("Only the clerk checks signatures here."))
            document._verify()
            if document._feed_back(document._disposition()):
                document._message_log(
                    body=self.env._(
                        "Checked again: %(sentence)s The sender has been told that it "
                        "is accepted.",
                        sentence=document.verdict_light["sentence"],
                    )
                )
        return True

    def _verify(self):
        """Verify all files; the worst verdict is the document's (Điều 10.2)."""
        self.ensure_one()
        results = self.env["edoc.verification"]
        for file in self.sudo().file_ids:
            main = file.role == "main"
            results |= results._verify_version(
                file.current_id,
                "document" if main else "attachment",
                self.company_id,
                agency=self.sender_name,
                number=self.code_number if main else "",
                issued_on=self.date_document if main else None,
                packet_signed=main and self.packet_signed,
            )
        grade = worst(results.mapped("grade"))
        deciding = results.filtered(lambda r: r.grade == grade)[:1]
        self._through_door().write(
            {
                "verdict": grade,
                "verdict_sentence": deciding.sentence
                or self.env._("There is no file whose signatures could be checked."),
                "verified_at": fields.Datetime.now(),
            }
        )
        return grade

    def _verify_on_arrival(self):
        """Job: verify, and return an invalid document without asking (Điều 10.2)."""
        self.ensure_one()
        if self.state != "received":
            return
        self._verify()
        disposition = self._disposition()
        told = self._feed_back(disposition)
        self._message_log(body=self._told_of("feed_back" if told else disposition))
        if disposition == "return":
            self._refuse(self._why_returned())

    def _feed_back(self, disposition):
        """Tell the sender of the acceptance, unless the clerk does so by registering.

        Điều 10.2: on valid signatures the software feeds it back by itself.

        :return: whether the sender has been told now
        """
        self.ensure_one()
        if (
            disposition != "accept"
            or self.state != "received"
            # somebody looks at it first: addressed wrongly, not complete, or come twice
            or self.hints
            or self._in_the_way()
            or self.company_id.edoc_accept_feedback != "verified"
        ):
            return False
        return self._queue_status("03")

    def _why_returned(self):
        """Return what the sender reads of the verdict: reason, rules, what to do."""
        self.ensure_one()
        deciding = self.latest_verification_ids.filtered(
            lambda verification: verification.grade == self.verdict
        )
        return deciding[:1]._told_to_sender() or self.verdict_sentence

    def _told_of(self, disposition):
        """Return what the system did by itself, for the history."""
        sentence = self.verdict_light["sentence"]
        return {
            "feed_back": self.env._(
                "Checked on arrival: %(sentence)s The sender has been told that it is "
                "accepted; the clerk registers it.",
                sentence=sentence,
            ),
            "accept": self.env._(
                "Checked on arrival: %(sentence)s The clerk may register it.",
                sentence=sentence,
            ),
            "hold": self.env._(
                "Checked on arrival: %(sentence)s Held for the clerk.",
                sentence=sentence,
            ),
            "return": self.env._(
                "Checked on arrival: %(sentence)s Returned to the sender.",
                sentence=sentence,
            ),
        }[disposition]

    def _disposition(self):
        """Return what the entity's rules do with the verdict; see ``res.company``."""
        self.ensure_one()
        return self.company_id._edoc_disposition(self.verdict)

    def _bars_registration(self):
        """Tell whether the verdict lets nobody register it (Điều 10.2)."""
        return self._disposition() == "return" or self.verdict == "invalid"

    def _check_verdict(self, reason):
        """Điều 10.2: an invalid document is refused; a doubtful one needs words."""
        self.ensure_one()
        if self.source == "upload" and not self.verdict:
            return
        if not self.verdict:
            raise UserError(
                self.env._(
                    "The signatures have not been checked yet. Wait or press "
                    "“Check signatures”."
                )
            )
        disposition = self._disposition()
        if self._bars_registration():
            raise UserError(
                self.env._(
                    "This document can't be registered: %(sentence)s Return it to the "
                    "sender (Điều 10.2).",
                    sentence=self.verdict_light["sentence"],
                )
            )
        doubtful = disposition == "hold" and self.verdict != "valid"
        if doubtful and not (reason or "").strip():
            raise UserError(
                self.env._(
                    "The signatures could not be decided: %(sentence)s Write why you "
                    "accept the document all the same.",
                    sentence=self.verdict_light["sentence"],
                )
            )
