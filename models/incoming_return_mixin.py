"""What is odd about an arrived packet, and for which reason it may go back."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.copying import count_pages
from ..core.edxml.check import check_packet
from ..core.edxml.messages import sentence
from ..core.errors import PdfError

# What a packet lacks, as the check of the codec calls it
_INCOMPLETE = frozenset(
    {
        "packet.mandatory_missing",
        "packet.no_attachment",
        "packet.attachment_empty",
        "packet.attachment_incomplete",
        "packet.reference_without_attachment",
        "packet.date_unreadable",
    }
)


class EdocIncomingReturnMixin(models.AbstractModel):
    """Hints before registration, and the return with a reason (NĐ 30 Điều 21)."""

    _name = "edoc.incoming.return.mixin"
    _description = "Incoming Document: Return"

    hints = fields.Json(
        readonly=True, copy=False, string="What the check on arrival noticed"
    )
    hint_lines = fields.Text(string="Noticed on arrival", compute="_compute_hint_lines")
    proposed_reason_id = fields.Many2one(
        "edoc.return.reason",
        string="Proposed reason",
        compute="_compute_proposed_reason_id",
    )
    return_reason_id = fields.Many2one(
        "edoc.return.reason",
        string="Returned because",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    refusal_reason = fields.Text(readonly=True, copy=False)

    # -------------------------------------------------------------------- hints

    @api.model
    def _hints_of(self, packet, box):
        """Return what the clerk should look at, as ``{kind, code, params}``.

        QĐ 28/2018 Điều 9.1: completeness is checked before acceptance.

        :param box: where the document goes; nobody of ours may be named
        """
        hints = []
        if box not in self._addressed_boxes(packet):
            names = [party.organ_name or party.organ_id for party in packet.recipients]
            params = {"recipients": "; ".join(name for name in names if name)}
            hints.append(hint("wrong_recipient", "hint.misdirected", params))
        for finding in check_packet(packet):
            if finding.code in _INCOMPLETE:
                params = {**finding.params, "element": finding.element}
                hints.append(hint("incomplete", finding.code, params))
        for attachment in packet.attachments:
            if attachment.name.lower().endswith(".pdf") and attachment.size:
                if not _has_pages(attachment.read()):
                    params = {"name": attachment.name}
                    hints.append(hint("incomplete", "hint.pdf", params))
        return hints

    @api.depends("hints")
    @api.depends_context("lang")
    def _compute_hint_lines(self):
        for document in self:
            lines = [self._hint_sentence(hint) for hint in document.hints or ()]
            document.hint_lines = "\n".join(dict.fromkeys(lines))

    @api.model
    def _hint_sentence(self, hint):
        code, params = hint["code"], hint["params"]
        if code == "hint.misdirected":
            return self.env._(
                "None of the recipients that the packet names is ours: %(recipients)s.",
                recipients=params["recipients"] or "…",
            )
        if code == "hint.pdf":
            return self.env._(
                "“%(name)s” is no PDF with pages that can be opened.",
                name=params["name"],
            )
        if code == "packet.mandatory_missing":
            return self.env._(
                "Mandatory data are missing: %(what)s (%(point)s).",
                what=self._packet_label(params["element"]),
                point=params.get("point", ""),
            )
        language = "vi" if (self.env.lang or "").startswith("vi") else "en"
        return sentence(code, params, language)

    @api.model
    def _packet_label(self, element):
        """Return what an element of the packet is called in the office."""
        name = element.rpartition("/")[2].partition("[")[0]
        return {
            "From": self.env._("the sender"),
            "To": self.env._("the recipients"),
            "OrganId": self.env._("an agency's identifier"),
            "DocumentId": self.env._("the document's identifier"),
            "CodeNumber": self.env._("the number"),
            "CodeNotation": self.env._("the notation"),
            "Place": self.env._("the place of issue"),
            "PromulgationDate": self.env._("the date of the document"),
            "TypeName": self.env._("the type of document"),
            "Subject": self.env._("the abstract"),
            "Position": self.env._("the signer's position"),
            "FullName": self.env._("the signer's name"),
            "Timestamp": self.env._("the time of sending"),
            "TraceHeader": self.env._("the time of sending"),
        }.get(name, name)

    @api.depends("hints", "verdict")
    def _compute_proposed_reason_id(self):
        """The signature first (Điều 10.2), then what the packet itself shows."""
        reasons = self.env["edoc.return.reason"]
        for document in self:
            kinds = [hint["kind"] for hint in document.hints or ()]
            # the way by which it came is no reason
            kinds = [kind for kind in kinds if kind not in ("mail", "scan")]
            if document.verdict in ("invalid", "undecided"):
                kinds.insert(0, "signature")
            elif document.verdict == "unreadable":
                kinds.append("illegible")
            document.proposed_reason_id = reasons._of(kinds[0]) if kinds else reasons

    # ------------------------------------------------------------------- return

    def _refuse(self, reason, kind=None):
        """Send the document back with the reason (Điều 10.2; QĐ 28 Điều 5.4).

        :param reason: what the sender reads
        :param kind: the ``edoc.return.reason`` chosen, the proposed one by default
        """
        for document in self:
            chosen = kind or document.proposed_reason_id
            document._take_step(
                "refuse",
                reason=reason,
                refusal_reason=reason,
                return_reason_id=chosen.id,
            )
            document._queue_status("02", reason)
        self._deadline_met()
        return True

    def _told_on_return(self, kind):
        """Return what the sender reads for a reason: why, what was noticed, what to do.

        He reads it in Vietnamese, whichever language the clerk has.
        """
        self.ensure_one()
        if kind.code == "signature" and self.verdict not in (False, "valid"):
            return self._why_returned()
        document = self.with_context(lang="vi_VN")
        lines = [
            document._hint_sentence(hint)
            for hint in self.hints or ()
            if hint["kind"] == kind.code
        ]
        told = kind._told_to(document)
        return "\n".join([told, *(f"- {line}" for line in dict.fromkeys(lines))])

    def _return_by_hand(self, kind, words):
        """Return it for a reason of the list, with the clerk's own words."""
        self.ensure_one()
        if not (words or "").strip():
            raise UserError(self.env._("Give the reason in words."))
        self._refuse(f"{kind.name}: {words.strip()}", kind)


def hint(kind, code, params):
    """Return a hint as ``hints`` keeps it."""
    return {
        "kind": kind,
        "code": code,
        "params": {key: str(value) for key, value in params.items()},
    }


def _has_pages(pdf):
    try:
        return count_pages(pdf) > 0
    except PdfError:
        return False
