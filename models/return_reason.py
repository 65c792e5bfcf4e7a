"""Why documents are returned to their sender (NĐ 30 Điều 21; QĐ 28 Điều 5.4)."""

import re

from odoo import api, fields, models
from odoo.exceptions import UserError

_BRACED = re.compile(r"\{(\w*)\}")
_KNOWN = frozenset({"code", "subject", "sender", "entity"})


class EdocReturnReason(models.Model):
    """A reason of the list, with the sentence that the sender reads."""

    _name = "edoc.return.reason"
    _description = "Reason to Return a Document"
    _order = "sequence, id"

    name = fields.Char(required=True)
    code = fields.Char(
        readonly=True,
        copy=False,
        help="By this word the automatic checks propose a reason.",
    )
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    sentence = fields.Text(
        string="Sentence for the sender",
        required=True,
        help="{code}, {subject}, {sender} and {entity} stand for the number and "
        "notation, the abstract, the sender and our own name.",
    )
    advice = fields.Text(string="What the sender should do")

    _code_uniq = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL", "This word stands for another reason."
    )

    @api.constrains("sentence")
    def _check_sentence(self):
        for reason in self:
            if set(_BRACED.findall(reason.sentence)) - _KNOWN:
                raise UserError(
                    self.env._(
                        "“%(sentence)s”: only {code}, {subject}, {sender} and {entity} "
                        "may stand in braces.",
                        sentence=reason.sentence,
                    )
                )

    @api.model
    def _of(self, code):
        """Return the reason that goes by the word, also where it is archived."""
        reasons = self.sudo().with_context(active_test=False)
        return reasons.search([("code", "=", code)], limit=1)

    @api.model
    def _fill(self, sentence, values):
        """Put the values in; a word in braces that nobody knows stays as it is."""
        return _BRACED.sub(lambda match: values.get(match[1], match[0]), sentence)

    def _told_to(self, document):
        """Return what the sender of a document reads: the sentence and the advice."""
        self.ensure_one()
        values = {
            "code": document.code or document.document_uid or "",
            "subject": document.subject or "",
            "sender": document.sender_name or "",
            "entity": document.sudo().company_id.name,
        }
        told = [self._fill(self.sentence, values), self.advice or ""]
        return " ".join(part.strip() for part in told if part.strip())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proposed(self):
        if any(reason.code for reason in self):
            raise UserError(
                self.env._(
                    "The automatic checks propose this reason. Archive it instead of "
                    "deleting it."
                )
            )
