"""Nobody learns through a link of his own making what he may not read."""

from odoo import api, models

_NEW, _UPDATE, _UNLINKED = 0, 1, (2, 3, 5)


class Base(models.AbstractModel):
    """Checks the records of ours that a caller names in values of ours.

    A dialog shows the abstract of the document that it is about, and names of records
    are read with all rights. So whoever sets a link, over the network or in the
    context, has to be allowed to read what it points to (NĐ 30 Phụ lục VI III.3). What
    a record links to already stays.
    """

    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        if self._edoc_guards_links():
            for vals in vals_list:
                self._edoc_check_links(vals)
        return super().create(vals_list)

    def write(self, vals):
        if self._edoc_guards_links():
            self._edoc_check_links(vals)
        return super().write(vals)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self._edoc_guards_links():
            self._edoc_check_links(values)
        return values

    def onchange(self, values, field_names, fields_spec):
        if self._edoc_guards_links():
            self._edoc_check_links(values)
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def _edoc_guards_links(self):
        return self._name.startswith("edoc.") and not self.env.su

    def _edoc_check_links(self, vals):
        """Raise unless the current user may read all that these values point to.

        :raises AccessError: naming the kind of record, not the record
        """
        for name, value in vals.items():
            field = self._fields.get(name)
            if not value or not field or not field.relational:
                continue
            if not (field.comodel_name or "").startswith("edoc."):
                continue
            target = self.env[field.comodel_name]
            named, nested = _named(field.type, value)
            known = self.sudo()[name].ids if self.ids else ()
            target.browse(named - set(known)).check_access("read")
            for record_id, inner in nested:
                target.browse(record_id)._edoc_check_links(inner)


def _named(kind, value):
    """Return the ids that a value points to, and the values nested in it by record."""
    if kind == "many2one":
        found = value.get("id") if isinstance(value, dict) else value
        return ({found} if isinstance(found, int) and found else set()), []
    named, nested = set(), []
    for command in value if isinstance(value, (list, tuple)) else ():
        if isinstance(command, int):
            named.add(command)
            continue
        code, record_id, inner = (*command, None, None)[:3]
        if isinstance(inner, dict) and code in (_NEW, _UPDATE):
            nested.append((record_id if code == _UPDATE else None, inner))
        elif isinstance(inner, (list, tuple)):
            named.update(inner)
        if isinstance(record_id, int) and record_id and code not in (0, *_UNLINKED):
            named.add(record_id)
    return named, nested
