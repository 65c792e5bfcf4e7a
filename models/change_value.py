"""Old and new data of a document, side by side."""

from odoo import fields, models

# what may change while the signed file stays as it is
SENT_FIELDS = ("subject", "type_id", "urgency", "due_date", "page_count")
RECEIVED_FIELDS = (
    *SENT_FIELDS,
    "code_number",
    "code_notation",
    "date_document",
    "place",
    "signer_name",
    "signer_position",
    "to_places",
)


class EdocChangeValue(models.Model):
    """One value that an update changes; the old one is kept as history."""

    _name = "edoc.change.value"
    _description = "Change of a Document: Value"
    _inherit = ["edoc.guarded.mixin"]
    _order = "id"
    _guarded_rows = True

    change_id = fields.Many2one(
        "edoc.change", index="btree_not_null", ondelete="restrict"
    )
    request_id = fields.Many2one(
        "edoc.change.request", index="btree_not_null", ondelete="restrict"
    )
    name = fields.Char(required=True)
    old = fields.Char()
    new = fields.Char()
    label = fields.Char(compute="_compute_shown", string="Field")
    old_shown = fields.Char(compute="_compute_shown", string="Until now")
    new_shown = fields.Char(compute="_compute_shown", string="New")

    def _compute_shown(self):
        for value in self:
            field = value._model()._fields[value.name]
            value.label = field.get_description(self.env, ["string"])["string"]
            value.old_shown = value._shown(field, value.old)
            value.new_shown = value._shown(field, value.new)

    def _model(self):
        return self.env["edoc.outgoing" if self.change_id else "edoc.incoming"]

    def _shown(self, field, raw):
        """Return a raw value as the form shows it."""
        if not raw:
            return ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(raw, raw)
        if field.type == "many2one":
            return self.env[field.comodel_name].browse(int(raw)).display_name
        if field.type == "date":
            return fields.Date.to_date(raw).strftime("%d/%m/%Y")
        return raw

    def _to_write(self):
        """Return the new values as ``write`` takes them."""
        found = {}
        for value in self:
            kind = value._model()._fields[value.name].type
            number = kind in ("many2one", "integer")
            found[value.name] = int(value.new or 0) if number else value.new
            if kind != "integer":
                found[value.name] = found[value.name] or False
        return found

    def _in_words(self):
        return "\n".join(
            f"{value.label}: {value.old_shown or '–'} → {value.new_shown or '–'}"
            for value in self
        )

    def _differences(self, document, values, names):
        """Return ``Command`` values for what differs from the document."""
        rows = []
        for name in names:
            if name not in values:
                continue
            field = document._fields[name]
            old = field.convert_to_write(document[name], document)
            old, new = _raw(field, old), _raw(field, values[name])
            if old != new:
                rows.append({"name": name, "old": old, "new": new})
        return rows


def _raw(field, value):
    if not value:
        return "0" if field.type == "integer" else ""
    if field.type == "date":
        return fields.Date.to_string(fields.Date.to_date(value))
    return str(value)
