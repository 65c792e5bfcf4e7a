"""Is the information of Điều 14 there? Asked of documents in both directions."""

from odoo import api, fields, models
from odoo.exceptions import UserError

# what is known while the document is still being drafted, and not asked for elsewhere
EARLY = frozenset({"e", "l", "o", "q"})


class EdocInformationMixin(models.AbstractModel):
    """Names what is missing by the points of QĐ 28/2018 Điều 10.2."""

    _name = "edoc.information.mixin"
    _description = "Official Document: Required Information"

    information_missing = fields.Text(compute="_compute_information_missing")

    def _compute_information_missing(self):
        for document in self:
            document.information_missing = "\n".join(document._lacks()) or False

    def _information_rules(self):
        """Return the rules that are applied to this document."""
        return self.env["edoc.information.rule"].sudo().search([])

    def _information_gaps(self):
        """Return ``{point: what is missing}``; a concrete model names its own."""
        self.ensure_one()
        return {}

    def _lacks(self, points=None):
        """Return a sentence for each point that is asked for and missing.

        :param points: look at these only
        """
        self.ensure_one()
        gaps = self._information_gaps()
        return [
            rule._sentence(gaps[rule.point])
            for rule in self._information_rules()
            if rule.point in gaps and (points is None or rule.point in points)
        ]


class EdocOutgoingInformationMixin(models.AbstractModel):
    """Nothing is issued without the information that the law asks for."""

    _name = "edoc.outgoing.information.mixin"
    _description = "Outgoing Document: Required Information"
    _inherit = ["edoc.information.mixin"]

    @api.depends("state", "file_ids", "delivery_ids", "due_date", "note")
    def _compute_information_missing(self):
        later = self.filtered(lambda d: d.state != "sealed")
        later.information_missing = False
        return super(
            EdocOutgoingInformationMixin, self - later
        )._compute_information_missing()

    def _information_rules(self):
        return super()._information_rules().filtered("required")

    def _information_gaps(self):
        document = self.sudo()
        found = {
            "b": not (document.document_uid or document.internal)
            and self.env._("the number has not been taken"),
            "c": not (document.code_number and document.code_notation)
            and self.env._("number or notation is empty"),
            "d": not document.date_issued and self.env._("the date of issue is empty"),
            "đ": not document.type_id and self.env._("no type is chosen"),
            "e": not (document.subject or "").strip()
            and self.env._("the abstract is empty"),
            "g": self._gap_of_files(),
            "i": self._gap_of_signer(),
            "k": not document.urgency and self.env._("no degree of urgency is chosen"),
            "l": self._gap_of_sender(),
            "m": self._gap_of_recipients(),
            "o": not document.due_date and self.env._("no deadline is given"),
            "q": not (document.note or "").strip() and self.env._("nothing is noted"),
        }
        return {point: gap for point, gap in found.items() if gap}

    def _gap_of_files(self):
        empty = self.sudo().file_ids.filtered(lambda file: not file.current_id)
        if not self.sudo().file_ids:
            return self.env._("there is no file")
        if empty:
            names = ", ".join(empty.mapped("name"))
            return self.env._("%(names)s: no content", names=names)
        return False

    def _gap_of_signer(self):
        if not self.signer_name:
            return self.env._("the signer's name is empty")
        if not self.signer_position:
            return self.env._("the signer's position is empty")
        return False

    def _gap_of_sender(self):
        company = self.sudo().company_id
        if not company.partner_id.edoc_organ_id:
            return self.env._(
                "%(entity)s has no agency identifier; the administrator enters it",
                entity=company.name,
            )
        return False

    def _gap_of_recipients(self):
        deliveries = self.sudo().delivery_ids
        if not self._has_recipients():
            return self.env._("no recipient is named")
        nameless = deliveries.filtered(
            lambda d: d.channel_id and not d.partner_id._edoc_organ_ids()
        )
        if nameless:
            return self.env._(
                "%(agencies)s: no agency identifier, so no packet can be addressed",
                agencies=", ".join(nameless.partner_id.mapped("name")),
            )
        return False

    def _check_information(self):
        """Refuse to issue what lacks required information, all of it named (Điều 14).

        :raises UserError: with a line for each point
        """
        for document in self:
            lacks = document._lacks()
            if lacks:
                heading = self.env._(
                    "The document can't be issued; this information is missing (Điều "
                    "14; QĐ 28 Điều 10.2):"
                )
                refusal = "\n".join([heading, *lacks])
                raise UserError(refusal)


class EdocIncomingInformationMixin(models.AbstractModel):
    """The clerk is told what an incoming document lacks."""

    _name = "edoc.incoming.information.mixin"
    _description = "Incoming Document: Required Information"
    _inherit = ["edoc.information.mixin"]

    @api.depends("state", "file_ids", "due_date", "note")
    def _compute_information_missing(self):
        later = self.filtered(lambda d: d.state != "received")
        later.information_missing = False
        return super(
            EdocIncomingInformationMixin, self - later
        )._compute_information_missing()

    def _information_rules(self):
        return super()._information_rules().filtered("on_arrival")

    def _information_gaps(self):
        document = self.sudo()
        packet = document.source == "packet"
        found = {
            "b": packet
            and not document.document_uid
            and self.env._("the packet names no identifier"),
            "c": not (document.code_number and document.code_notation)
            and self.env._("number or notation is empty"),
            "d": not document.date_document and self.env._("the date is empty"),
            "đ": not document.type_id and self.env._("no type is chosen"),
            "e": not (document.subject or "").strip()
            and self.env._("the abstract is empty"),
            "g": not document.file_ids and self.env._("there is no file"),
            "i": not document.signer_name and self.env._("the signer's name is empty"),
            "l": packet
            and not document.sender_organ_id
            and self.env._("the sender names no identifier"),
            "o": not document.due_date and self.env._("no deadline is given"),
            "q": not (document.note or "").strip() and self.env._("nothing is noted"),
        }
        return {point: gap for point, gap in found.items() if gap}
