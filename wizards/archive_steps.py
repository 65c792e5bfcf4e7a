"""Steps of the archive that need words: keeping back, freezing, lifting."""

from odoo import fields, models


class EdocDossierKeepBack(models.TransientModel):
    """Dossiers that their unit still needs (NĐ 30/2020 Điều 30.2)."""

    _name = "edoc.dossier.keep.back"
    _description = "Leave Dossiers with Their Unit"

    dossier_ids = fields.Many2many("edoc.dossier", string="Dossiers", required=True)
    until = fields.Date(string="Until", required=True)
    consent = fields.Char(
        string="Written consent", required=True, help="Number and date of the paper."
    )
    reason = fields.Text(required=True)

    def action_keep_back(self):
        self.ensure_one()
        self.dossier_ids._keep_back(self.until, self.consent, self.reason)
        return {"type": "ir.actions.act_window_close"}


class EdocHoldPlace(models.TransientModel):
    """What is frozen, by which decision, and why (Phụ lục VI IV)."""

    _name = "edoc.hold.place"
    _description = "Freeze Documents and Dossiers"

    name = fields.Char(string="Name of the freeze", required=True)
    basis = fields.Char(
        required=True, help="The decision or request that orders it, with its number."
    )
    reason = fields.Text(required=True)
    dossier_ids = fields.Many2many("edoc.dossier", string="Dossiers")
    incoming_ids = fields.Many2many("edoc.incoming", string="Incoming documents")
    outgoing_ids = fields.Many2many("edoc.outgoing", string="Outgoing documents")

    def action_place(self):
        self.ensure_one()
        links = ("dossier_ids", "incoming_ids", "outgoing_ids")
        self.env["edoc.hold"]._place(
            {
                "name": self.name,
                "basis": self.basis,
                "reason": self.reason,
                **{link: [(6, 0, self[link].ids)] for link in links},
            }
        )
        return {"type": "ir.actions.act_window_close"}


class EdocHoldLift(models.TransientModel):
    """Lifting a freeze, with the reason."""

    _name = "edoc.hold.lift"
    _description = "Lift a Freeze"

    hold_id = fields.Many2one("edoc.hold", required=True, ondelete="cascade")
    reason = fields.Text(required=True)

    def action_lift(self):
        self.ensure_one()
        self.hold_id._lift(self.reason)
        return {"type": "ir.actions.act_window_close"}
