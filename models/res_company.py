import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.pdfsign.sign import SealPicture


class ResCompany(models.Model):
    """A legal entity with a seal: the agency, or a subordinate unit as branch."""

    _name = "res.company"
    _inherit = [
        "res.company",
        "edoc.signing.settings.mixin",
        "edoc.timeliness.settings.mixin",
    ]

    edoc_rights_confirmer_id = fields.Many2one(
        "res.users",
        string="Confirms changes of rights",
        domain="[('company_ids', 'in', id)]",
        help="Without one, any leader of the entity does (NĐ 30/2020 Phụ lục VI).",
    )
    edoc_abbreviation = fields.Char(
        string="Agency abbreviation",
        help="Stands in the notation of documents, such as SCT (NĐ 30/2020 Phụ lục "
        "III).",
    )
    edoc_place = fields.Char(
        string="Place of issue", help="Stands before the date, such as Lai Châu."
    )
    edoc_seal_image = fields.Binary(
        string="Seal picture",
        attachment=True,
        groups="l10n_vn_edoc.group_manager",
        help="Red, transparent PNG (NĐ 30/2020 Phụ lục I).",
    )
    edoc_seal_width_mm = fields.Float(
        string="Seal width (mm)", default=36.0, help="Real width of the seal."
    )
    edoc_seal_height_mm = fields.Float(
        string="Seal height (mm)", default=36.0, help="Real height of the seal."
    )
    edoc_seal_style = fields.Selection(
        [
            ("nd30", "Picture only (NĐ 30/2020)"),
            ("mau01", "Picture, name and time (Mẫu 01)"),
        ],
        string="Seal appearance",
        default="nd30",
        required=True,
    )
    edoc_date_rule = fields.Selection(
        [("warn", "Warn"), ("block", "Block")],
        string="When dates differ",
        default="warn",
        required=True,
        help="Điều 12.2: personal signature and seal bear the day of issue.",
    )
    edoc_paper_archive = fields.Selection(
        [
            ("off", "No signed paper copy"),
            ("after", "To be filed, also after the issue"),
            ("before", "To be filed before the issue"),
        ],
        string="Signed paper copy for the archive",
        default="after",
        required=True,
        help="Điều 12.1d: printed and signed on paper for the archive. NĐ 30/2020 Điều "
        "19 asks for it only where the System does not meet Phụ lục VI.",
    )
    edoc_check_online = fields.Boolean(
        string="Ask certificate status online",
        default=True,
        help="Ask the certificate authority by OCSP or CRL when a file brings no "
        "proof.",
    )
    edoc_on_valid = fields.Selection(
        [("accept", "Accept"), ("hold", "Hold for the clerk")],
        string="When valid",
        default="accept",
        required=True,
    )
    edoc_accept_feedback = fields.Selection(
        [
            ("verified", "As soon as the signatures are accepted"),
            ("registered", "When the clerk registers"),
        ],
        string="Tell the sender of the acceptance",
        default="verified",
        required=True,
        help="Điều 10.2: on valid signatures the software feeds the acceptance back by "
        "itself. What is held for the clerk is accepted when he registers it.",
    )
    edoc_on_valid_note = fields.Selection(
        [("accept", "Accept"), ("hold", "Hold for the clerk"), ("return", "Return")],
        string="When valid with a note",
        default="hold",
        required=True,
    )
    edoc_on_invalid = fields.Selection(
        [("hold", "Hold for the clerk"), ("return", "Return")],
        string="When invalid",
        default="return",
        required=True,
        help="Điều 10.2: an invalid document is never accepted. Held, the clerk looks "
        "at it before he returns it.",
    )
    edoc_on_undecided = fields.Selection(
        [("hold", "Hold for the clerk"), ("return", "Return")],
        string="When undecided",
        default="hold",
        required=True,
    )
    edoc_on_unreadable = fields.Selection(
        [("hold", "Hold for the clerk"), ("return", "Return")],
        string="When unreadable",
        default="return",
        required=True,
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        for company in companies:
            # Điều 7.1: the office's box is there from the beginning
            self.env["edoc.contact.point"]._of_entity(company)
        return companies

    def _edoc_disposition(self, grade):
        """Return ``accept``, ``hold`` or ``return`` for a verdict's grade.

        Điều 10.2: no setting accepts an invalid document or returns a valid one.
        """
        self.ensure_one()
        return {
            "valid": self.edoc_on_valid,
            "valid_with_note": self.edoc_on_valid_note,
            "invalid": self.edoc_on_invalid,
            "undecided": self.edoc_on_undecided,
            "unreadable": self.edoc_on_unreadable,
        }.get(grade, "hold")

    def _edoc_managers(self):
        """Return the administrators of this entity, who are told what fails."""
        self.ensure_one()
        group = self.env.ref("l10n_vn_edoc.group_manager").sudo()
        return group.all_user_ids.filtered(
            lambda user: self in user.company_ids and not user._is_superuser()
        )

    def _edoc_seal_picture(self):
        """Return the picture of the seal in its real size.

        :raises UserError: there is none yet
        """
        self.ensure_one()
        company = self.sudo().with_context(bin_size=False)
        if not company.edoc_seal_image:
            raise UserError(
                self.env._(
                    "%(entity)s has no picture of its seal yet.", entity=company.name
                )
            )
        return SealPicture(
            png=base64.b64decode(company.edoc_seal_image),
            width_mm=company.edoc_seal_width_mm,
            height_mm=company.edoc_seal_height_mm,
        )
