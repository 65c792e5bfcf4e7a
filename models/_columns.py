"""Columns that many tables have, written once: they mean the same everywhere."""

from odoo import fields

# the form proposes a value, which its user may change
PROPOSED = {"required": True, "store": True, "readonly": False, "precompute": True}


def entity():
    """Whose row it is: rules and books go by it."""
    return fields.Many2one(
        "res.company", string="Entity", required=True, index=True, ondelete="restrict"
    )


def person(string, **options):
    """Somebody who must be known for good."""
    usual = {"required": True, "index": True, "ondelete": "restrict"}
    return fields.Many2one("res.users", string=string, **{**usual, **options})


def linked(model, **options):
    """Return a link that few rows have."""
    return fields.Many2one(model, index="btree_not_null", **options)


def owner():
    """Whose template it is: one person's, or everybody's in the entity."""
    return fields.Many2one(
        "res.users",
        string="Of",
        index=True,
        default=lambda self: self.env.user,
        help="Empty: everybody in the entity may use it.",
    )
