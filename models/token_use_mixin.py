"""What a token may sign: kinds of files and types of documents (Điều 5, 6)."""

from odoo import fields, models
from odoo.exceptions import UserError


class EdocTokenUseMixin(models.AbstractModel):
    """Limits of a token, set by the administrator and asked before each signature."""

    _name = "edoc.token.use.mixin"
    _description = "Use of a Token"

    signs_documents = fields.Boolean(
        string="Documents", default=True, tracking=True, help="Main files (Điều 6.1)."
    )
    signs_enclosures = fields.Boolean(
        string="Enclosures",
        default=True,
        tracking=True,
        help="Enclosures in files of their own (Điều 6.2b).",
    )
    signs_copies = fields.Boolean(
        string="Electronic copies",
        default=True,
        tracking=True,
        help="Electronic copies (NĐ 30/2020 Điều 25).",
    )
    type_ids = fields.Many2many(
        "edoc.document.type",
        string="Types",
        help="Types of documents that it may sign; none stands for all.",
    )

    def _uses_for(self, document):
        """Return what this token is asked to sign of an outgoing document."""
        self.ensure_one()
        uses = {"documents"}
        if self.kind == "seal" and document._enclosures():
            uses.add("enclosures")
        return uses

    def _why_not(self, document=None, uses=None, document_type=None):
        """Return why this token may not sign, in words, or nothing.

        :param document: outgoing document whose files are to be signed
        :param uses: instead of it, names such as ``{"copies"}`` with ``document_type``
        """
        self.ensure_one()
        token = self.sudo()
        if document is not None:
            uses, document_type = token._uses_for(document), document.type_id
        refused = [name for name in sorted(uses) if not token[f"signs_{name}"]]
        if refused:
            labels = ", ".join(
                self._fields[f"signs_{name}"]._description_string(self.env)
                for name in refused
            )
            return self.env._(
                "The token “%(name)s” may not sign: %(labels)s. The administrator sets "
                "in the register of tokens what it may sign (Điều 5).",
                name=token.name,
                labels=labels,
            )
        if token.type_ids and document_type not in token.type_ids:
            return self.env._(
                "The token “%(name)s” may sign only: %(types)s. This document is of "
                "the type “%(type)s” (Điều 5).",
                name=token.name,
                types=", ".join(token.type_ids.mapped("name")),
                type=document_type.name or "–",
            )
        return None

    def _check_may_sign(self, document=None, **asked):
        """Raise unless this token may sign; parameters of :meth:`_why_not`."""
        refusal = self._why_not(document, **asked)
        if refusal:
            raise UserError(refusal)
