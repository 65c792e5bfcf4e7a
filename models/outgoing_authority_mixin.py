"""In what right an outgoing document is signed (NĐ 30/2020 Điều 13)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.authority import OWN, check_signing, same_text
from ..core.errors import AuthorityError, EdocError
from ..core.pdfsign.block import signature_block
from ._apart import apart
from ._messages import user_error
from .signing_authority import AUTHORITY_CODES


class EdocOutgoingAuthorityMixin(models.AbstractModel):
    """The signer's right is chosen in the draft and checked until he has signed."""

    _name = "edoc.outgoing.authority.mixin"
    _description = "Outgoing Document: Authority"

    authority_id = fields.Many2one(
        "edoc.signing.authority",
        string="Signs as",
        compute="_compute_authority_id",
        store=True,
        readonly=False,
        copy=False,
        index=True,
        ondelete="restrict",
        tracking=True,
        domain="[('id', 'in', valid_authority_ids)]",
        help="In whose place the signer signs (NĐ 30/2020 Điều 13).",
    )
    valid_authority_ids = fields.Many2many(
        "edoc.signing.authority",
        string="Authorities to choose from",
        compute="_compute_valid_authority_ids",
    )
    authority = fields.Selection(
        AUTHORITY_CODES,
        compute="_compute_authority",
        store=True,
        copy=False,
        help="The abbreviation above the signature (NĐ 30/2020 Điều 13).",
    )
    signer_position = fields.Char(
        string="Signer's position",
        compute="_compute_authority",
        store=True,
        copy=False,
        size=100,
    )

    @api.depends("signer_id", "type_id", "company_id")
    def _compute_valid_authority_ids(self):
        for document in self:
            document.valid_authority_ids = document._valid_authorities()

    @api.depends("signer_id", "type_id", "company_id")
    def _compute_authority_id(self):
        for document in self:
            valid = document._valid_authorities()
            if document.authority_id not in valid:
                document.authority_id = valid[:1]

    @api.depends("authority_id", "signer_id")
    def _compute_authority(self):
        for document in self:
            right = document.authority_id.sudo()
            document.authority = right.code
            position = right.position or document.sudo().signer_id.edoc_position
            document.signer_position = position

    def _valid_authorities(self):
        self.ensure_one()
        return self.env["edoc.signing.authority"]._covering(
            self.signer_id, self.company_id, self.type_id, self._vn_today()
        )

    @api.constrains("authority_id")
    def _check_authority_chosen(self):
        for document in self.filtered("authority_id"):
            document._check_authority(document._vn_today())

    def _propose_authority(self):
        """Take what has been entered since the signer was chosen."""
        for document in self:
            valid = document._valid_authorities()
            if valid and document.authority_id not in valid:
                document.authority_id = valid[:1]

    def _authority_missing(self):
        """Return the sentence for a signer who has no right at all, or nothing."""
        self.ensure_one()
        if not self.signer_id or self.authority_id or self._valid_authorities():
            return None
        return self.env._(
            "%(signer)s has no right to sign this document: no signing authority for "
            "this entity, type and day is entered. The administrator enters it under "
            "Configuration › Signing authority (NĐ 30/2020 Điều 13).",
            signer=self.sudo().signer_id.name,
        )

    def _check_authority(self, day):
        """Raise unless the chosen right lets the signer sign on a Vietnam day.

        :raises UserError: naming the rule
        """
        self.ensure_one()
        if not self.authority_id:
            raise UserError(
                self._authority_missing()
                or self.env._("Choose in what right the signer signs.")
            )
        try:
            check_signing(
                self.authority_id.sudo()._value(),
                self.signer_id.id,
                self.company_id.id,
                self.type_id.id or None,
                day,
            )
        except AuthorityError as error:
            raise user_error(self.env, error) from error

    def _authority_note(self):
        """Return what the history says of a signature by delegation, else nothing."""
        self.ensure_one()
        right = self.authority_id.sudo()
        if right._value().kind in OWN:
            return None
        return self.env._("Signed by delegation: %(right)s.", right=right._note())

    @api.model
    def _return_unsigned(self):
        """Send back what waits for a signer whose right has ended (NĐ 30 Điều 13).

        It leaves his desk and, unless he took a step in it, his sight.
        """
        today = self._vn_today()
        waiting = self.search(
            [("state", "=", "signing"), ("authority_id", "!=", False)]
        )
        for document in waiting:
            if not document.authority_id._value().holds_on(today):
                told = document.with_context(lang=document.author_id.lang)
                apart(told, told._return_from_signer)

    def _return_from_signer(self):
        right, signer = self.authority_id, self.signer_id
        self._return(
            self.env._(
                "The right of %(signer)s to sign has ended: “%(right)s”. Choose "
                "another signer and mend the lines above the signature.",
                signer=signer.name,
                right=right.display_name,
            )
        )
        self.activity_unlink(["l10n_vn_edoc.activity_document"], user_id=signer.id)
        self._forget_reader(signer)

    def _on_behalf(self, action):
        """A signature under KT., TL. or TUQ. is made in somebody's place."""
        if action != "sign":
            return super()._on_behalf(action)
        return self._passed_on().principal_id

    def _step_authority(self, action):
        if action != "sign":
            return super()._step_authority(action)
        return self._passed_on().code

    def _passed_on(self):
        """Return the signer's right where it was passed on to him."""
        right = self.authority_id.sudo()
        return right.browse() if right and right._value().kind in OWN else right

    def _check_block(self):
        """Compare what stands above the signer's name with his right to sign.

        :return: a note for the history where the file can't be read, else None
        :raises UserError: the file says something else
        """
        self.ensure_one()
        wanted = self.authority_id.sudo()._value().lines
        try:
            found = signature_block(self._main_file()._content(), self.signer_name)
        except EdocError as error:
            raise user_error(self.env, error) from error
        if found is None:
            return self.env._(
                "The words above the signature could not be read from the file; they "
                "were not compared with the signer's authority."
            )
        if same_text(found, wanted):
            return None
        if not found:
            raise UserError(
                self.env._(
                    "The file does not have the name of %(signer)s, or nothing stands "
                    "above it. By the authority chosen “%(wanted)s” has to stand there "
                    "(NĐ 30/2020 Điều 13, Phụ lục I). Return the document, so that the "
                    "file or the choice is mended.",
                    signer=self.signer_name,
                    wanted=" / ".join(wanted),
                )
            )
        raise UserError(
            self.env._(
                "Above the name of %(signer)s the file says “%(found)s”. By the "
                "authority chosen it has to say “%(wanted)s” (NĐ 30/2020 Điều 13, Phụ "
                "lục I). Return the document, so that the file or the choice is "
                "mended.",
                signer=self.signer_name,
                found=" / ".join(found),
                wanted=" / ".join(wanted),
            )
        )
