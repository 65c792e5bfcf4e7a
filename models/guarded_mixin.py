"""The guarded door: some fields change only through a document's own steps."""

from odoo import api, models
from odoo.exceptions import AccessError, LockError, UserError

# what the System notes beside a document, and nothing of the document itself
BESIDE = frozenset(
    {
        "warned_for",
        "urging_count",
        "urged_at",
        "urging_level",
        "accept_warn_at",
        "send_warn_at",
    }
)

# No caller over the network can send this object, whatever context he passes.
_DOOR = object()


class EdocGuardedMixin(models.AbstractModel):
    """Refuses to create, write or delete guarded data unless its own code does it.

    ``_guarded_fields`` names the fields; ``_guarded_rows`` closes whole rows: nobody
    creates, writes or deletes them by hand. The rule binds superuser code, too, so that
    JSON-2, imports and server actions meet it alike. Defaults of the context and of
    ``ir.default`` never fill a guarded field.
    """

    _name = "edoc.guarded.mixin"
    _description = "Guarded Fields"
    _inherit = ["edoc.audited.mixin"]

    _guarded_fields = frozenset()
    _guarded_rows = False

    def _through_door(self):
        """Return the same records, as superuser, with the door open for one call."""
        return self.sudo().with_context(edoc_door=_DOOR)

    def _close_door(self):
        """Return the records with the door closed, for the code that goes on."""
        context = {k: v for k, v in self.env.context.items() if k != "edoc_door"}
        return self.with_context(context)  # pylint: disable=context-overridden

    def _door_is_open(self):
        return self.env.context.get("edoc_door") is _DOOR

    @api.private
    def lock_for_update(self, *, allow_referencing=False):
        """Lock the rows, or say in plain words that another one's step holds them."""
        try:
            return super().lock_for_update(allow_referencing=allow_referencing)
        except LockError as error:
            raise LockError(self._busy_sentence()) from error

    def _busy_sentence(self):
        # the rows may be of others than the document that the user has before him
        mine = self.sudo(False)._filtered_access("read")
        if len(mine) != 1:
            return self.env._(
                "Somebody else is working on this document just now. Nothing was "
                "changed; look at it again in a moment."
            )
        return self.env._(
            "Somebody else is working on “%(name)s” just now. Nothing was changed; "
            "look at it again in a moment.",
            name=mine.display_name,
        )

    @api.model
    def _refuse_guarded(self, vals):
        """Raise when ``vals`` holds what only the document's own steps may set."""
        if self._guarded_rows:
            raise AccessError(
                self.env._(
                    "%(model)s: these records are written by the system only.",
                    model=self.env["ir.model"]._get(self._name).name,
                )
            )
        names = sorted(self._guarded_fields & vals.keys())
        if names:
            labels = ", ".join(
                self._fields[name].get_description(self.env)["string"] for name in names
            )
            raise AccessError(
                self.env._(
                    "These values change only through the document's own steps: "
                    "%(labels)s.",
                    labels=labels,
                )
            )

    @api.model
    def default_get(self, fields):
        guarded = self._guarded_fields & set(fields)
        values = super().default_get([name for name in fields if name not in guarded])
        for name in guarded:
            field = self._fields[name]
            if field.default and not field.compute:
                value = field.convert_to_cache(field.default(self), self, False)
                values[name] = field.convert_to_write(value, self)
        return values

    def _refuse_held(self, vals=None):
        """Raise when any of the records is frozen, door open or not (Phụ lục VI IV).

        :param vals: what is written; talk and what is noted beside them is let pass
        """
        if vals is not None:
            names = self.env["edoc.incoming"]._document_fields(vals) - BESIDE
            if not names:
                return
        for hold in self.env["edoc.hold"]._over(self):
            raise UserError(
                self.env._(
                    "“%(name)s” is frozen by “%(hold)s” (%(basis)s): nothing in it is "
                    "changed, moved or deleted until a leader lifts that (NĐ 30 Phụ "
                    "lục VI IV).",
                    name=self[:1].display_name,
                    hold=hold.name,
                    basis=hold.basis,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        if self._door_is_open():
            records = super().create(vals_list)._close_door()
        else:
            for vals in vals_list:
                self._refuse_guarded(vals)
            records = super().create(vals_list)
        records._refuse_held()
        return records

    def write(self, vals):
        if not self._door_is_open():
            self._refuse_guarded(vals)
        self._refuse_held(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_guarded(self):
        self._refuse_held()
        if self._guarded_rows and not self._door_is_open():
            raise AccessError(
                self.env._(
                    "%(model)s: these records are kept as evidence and can't be "
                    "deleted.",
                    model=self.env["ir.model"]._get(self._name).name,
                )
            )
