"""What information a document must bear, as data (Điều 14; QĐ 28/2018 Điều 10.2)."""

from odoo import fields, models


class EdocInformationRule(models.Model):
    """One point of QĐ 28/2018 Điều 10.2, from b to q.

    The defaults are the law's. An administrator may ask for more, such as a deadline on
    every document, or for less.
    """

    _name = "edoc.information.rule"
    _description = "Required Information"
    _order = "sequence, id"
    _rec_name = "point"

    sequence = fields.Integer(default=10)
    point = fields.Char(
        string="Point of the law",
        required=True,
        readonly=True,
        help="Point of QĐ 28/2018 Điều 10.2.",
    )
    name = fields.Char(string="Information", required=True, translate=True)
    automatic = fields.Boolean(
        string="By the software",
        readonly=True,
        help="Written by the software itself; it can't be missing.",
    )
    required = fields.Boolean(
        string="Checked before issuing",
        help="A document without it can't be issued (Điều 14).",
    )
    on_arrival = fields.Boolean(
        string="Told on arrival",
        help="The clerk is told when an incoming document lacks it.",
    )

    _point_uniq = models.Constraint("UNIQUE (point)", "This point exists already.")

    def _sentence(self, gap):
        """Return what is missing, naming the point."""
        self.ensure_one()
        return self.env._(
            "Point %(point)s, %(name)s: %(gap)s",
            point=self.point,
            name=self.name,
            gap=gap,
        )
