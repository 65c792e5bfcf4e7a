from odoo import fields, models


class EdocIncomingArrivalPrint(models.TransientModel):
    """Where the stamp *ĐẾN* stands on the print (NĐ 30 Phụ lục IV)."""

    _name = "edoc.incoming.arrival.print"
    _description = "Print with the Arrival Stamp"
    _inherit = ["edoc.incoming.step.mixin"]

    corner = fields.Selection(
        [
            ("auto", "Under number and abstract"),
            ("top_left", "Top left"),
            ("top_right", "Top right"),
            ("bottom_left", "Bottom left"),
            ("bottom_right", "Bottom right"),
        ],
        string="Place of the stamp",
        default="auto",
        required=True,
        help="The nearest empty place is taken, so that the stamp covers nothing.",
    )

    def action_print(self):
        """Open the print; whether it can be made shows here, not on an empty page."""
        self.ensure_one()
        printed = self.incoming_id._arrival_print(self.corner)
        url = f"/edoc/incoming/{self.incoming_id.id}/arrival?corner={self.corner}"
        opened = {
            "type": "ir.actions.act_url",
            "url": url,
            "target": "new",
            "close": True,
        }
        if printed.covers_nothing:
            return opened
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "The first page has no empty place for the stamp: it covers "
                    "something. Choose another corner if that matters."
                ),
                "next": opened,
            },
        }
