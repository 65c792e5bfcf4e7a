"""Documents that came before: recognised, shown beside, never registered unasked."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core.sameness import code_key, same_agency

# None of them stands in the way of registering: they went back, or are no documents of
# their own.
_SETTLED = ("refused", "recalled", "linked")
_MOST_SAME, _MOST_SHOWN = 200, 20


class EdocIncomingDuplicateMixin(models.AbstractModel):
    """NĐ 30 Phụ lục VI III.1h: same identifier, or same number, notation and agency."""

    _name = "edoc.incoming.duplicate.mixin"
    _description = "Incoming Document: Duplicates"

    duplicate_key = fields.Char(
        compute="_compute_duplicate_key",
        store=True,
        index="btree_not_null",
    )
    packet_key = fields.Char(
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    duplicate_ids = fields.Many2many(
        "edoc.incoming", compute="_compute_duplicate_ids", string="Came before"
    )
    duplicates_beside = fields.Json(
        compute="_compute_duplicates_beside", string="Came before, side by side"
    )
    duplicate_reason = fields.Text(
        string="Why registered all the same", readonly=True, copy=False
    )
    follows_id = fields.Many2one(
        "edoc.incoming",
        string="Filed with",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The document that came before: this is its paper, or the same once more.",
    )
    follow_up_ids = fields.One2many(
        "edoc.incoming", "follows_id", string="Came after it", readonly=True
    )

    # ------------------------------------------------------------------ finding

    @api.depends("code_number", "code_notation")
    def _compute_duplicate_key(self):
        for document in self:
            number, notation = document.code_number, document.code_notation
            document.duplicate_key = code_key(number or "", notation or "") or False

    @api.depends(
        "document_uid",
        "duplicate_key",
        "sender_organ_id",
        "sender_name",
        "sender_id",
        "date_document",
    )
    @api.depends_context("uid")
    def _compute_duplicate_ids(self):
        """Those among them that the user may read."""
        for document in self:
            found = document._duplicates().with_env(self.env)
            document.duplicate_ids = found._filtered_access("read")

    def _duplicates(self):
        """Return all documents of the entity that may be this one, as superuser.

        Numbers begin anew each year, so that the date tells two of them apart.
        """
        self.ensure_one()
        own = self.sudo()
        keys = Domain.FALSE
        if own.document_uid:
            keys |= Domain("document_uid", "=", own.document_uid)
        if own.duplicate_key:
            keys |= own._same_number_domain()
        others = Domain("company_id", "=", own.company_id.id) & Domain(
            "id", "!=", own._origin.id
        )
        if own.follows_id:
            others &= Domain("id", "!=", own.follows_id.id)
        # many agencies have a number 01/BC-UBND: the latest of them are looked at
        found = own.browse().search(keys & others, limit=_MOST_SAME, order="id desc")
        sender_ids = own._sender_ids() if found else ()
        same = found.filtered(lambda other: own._may_be(other, sender_ids))
        return same[:_MOST_SHOWN].sorted("id")

    def _same_number_domain(self):
        same = Domain("duplicate_key", "=", self.duplicate_key)
        day = self.date_document
        if not day:
            return same
        year = Domain("date_document", ">=", day.replace(month=1, day=1))
        year &= Domain("date_document", "<=", day.replace(month=12, day=31))
        return same & (year | Domain("date_document", "=", False))

    def _may_be(self, other, sender_ids):
        if self.document_uid and self.document_uid == other.document_uid:
            return True
        years = {day.year for day in (self.date_document, other.date_document) if day}
        return len(years) < 2 and same_agency(
            sender_ids,
            other._sender_ids(),
            self.sender_name or "",
            other.sender_name or "",
        )

    def _sender_ids(self):
        """Return every identifier by which the sender is known (QĐ 20/2020)."""
        agency = self.sender_id or self.env["res.partner"]._edoc_find_agency(
            self.sender_organ_id
        )
        return (
            self.sender_organ_id,
            agency.edoc_organ_id,
            agency.edoc_organ_id_old,
            agency.id and f"partner {agency.id}",
        )

    def _in_the_way(self):
        """Return those because of which registering needs a reason."""
        self.ensure_one()
        return self._duplicates().filtered(
            lambda other: (
                other.state not in _SETTLED
                and (
                    not self._origin
                    or other.id < self._origin.id
                    or other.registered_at
                )
            )
        )

    # ------------------------------------------------------------------ showing

    @api.depends("duplicate_ids", "state", "date_document")
    @api.depends_context("uid", "lang", "tz")
    def _compute_duplicates_beside(self):
        for document in self:
            others = document._duplicates()
            document.duplicates_beside = others and {
                "own": document._beside(document),
                "others": [document._beside(other) for other in others],
            }

    def _beside(self, other):
        """Return what stands in the column of a document, for ``edoc_duplicates``.

        :param other: as superuser; of a box that is closed to the user only what tells
            him whom to ask
        """
        readable = other.with_env(self.env).has_access("read")
        # who has sent what only named persons may see is not told, either
        shown = ["code", "date_document", "sender_name"]
        if other.is_restricted and not readable:
            shown = ["code"]
        if readable:
            shown += ["subject", "type_id", "signer_name", "page_count", "document_uid"]
        shown += ["arrived_at", "state", "arrival_number", "source", "box_id"]
        cells = [
            {
                "name": name,
                "label": self._fields[name].get_description(self.env)["string"],
                "value": self._shown(other, name),
                "differs": self._shown(other, name) != self._shown(self.sudo(), name),
            }
            for name in shown
        ]
        return {
            "id": other.id,
            "readable": readable,
            "cells": cells,
            "url": other.preview_url if readable else False,
            "same_files": bool(other.file_ids)
            and _digests(other) == _digests(self.sudo()),
        }

    def _shown(self, document, name):
        field = document._fields[name]
        document = document.with_context(lang=self.env.lang, tz="Asia/Ho_Chi_Minh")
        value = document[name]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value) or ""
        if field.type == "many2one":
            return value.display_name or ""
        if field.type == "datetime":
            return value and fields.Datetime.context_timestamp(
                document, value
            ).strftime("%d/%m/%Y %H:%M")
        if field.type == "date":
            return value and value.strftime("%d/%m/%Y") or ""
        return str(value) if value else ""

    # ----------------------------------------------------------------- deciding

    def _check_duplicates(self, reason):
        """Registering what came before needs an explicit reason."""
        self.ensure_one()
        others = self._in_the_way()
        if others and not (reason or "").strip():
            raise UserError(
                self.env._(
                    "“%(name)s” may have come before (%(earlier)s). Compare the two. "
                    "File it with the earlier document, or write why it is registered "
                    "all the same (NĐ 30 Phụ lục VI III.1h).",
                    name=self.display_name,
                    earlier="; ".join(self._told_briefly(other) for other in others),
                )
            )

    def _told_briefly(self, other):
        number = other.arrival_number
        return self.env._(
            "%(code)s, arrived %(at)s, arrival number %(number)s, in the box “%(box)s”",
            code=other.code or "",
            at=self._shown(other, "arrived_at"),
            number=number or "…",
            box=other.box_id.name,
        )

    def _link(self, earlier, reason=None):
        """File it with the document that came before, without a number of its own.

        The paper that follows an electronic document is no second document: it is
        registered once (NĐ 30 Điều 22).
        """
        self.ensure_one()
        if earlier == self or earlier.company_id != self.company_id:
            raise UserError(self.env._("Choose another document of the same entity."))
        if earlier.state in _SETTLED:
            raise UserError(
                self.env._(
                    "“%(name)s” itself was returned, recalled or filed with another "
                    "one.",
                    name=earlier.display_name,
                )
            )
        if self.source == "packet":
            self._check_verdict(reason)
        self._take_step("link", reason=reason, follows_id=earlier.id)
        words = self.env._("Received already: %(code)s", code=earlier.display_name)
        self._queue_status("03", words)
        if self.source == "upload" and earlier.can_take_paper:
            earlier._take_paper(self._vn_today())
        else:
            earlier.sudo()._message_log(
                body=self.env._(
                    "This document came once more on %(at)s.",
                    at=self._shown(self.sudo(), "arrived_at"),
                )
            )
        return True

    @api.model
    def _known_packet(self, key, box, sender):
        """Return the document that this very packet has made before, or nothing.

        It may have come by another channel: identifier, sender, data and files tell,
        not the bytes. One that was returned may be sent anew.
        """
        sudo = self.sudo()
        if not key:
            return sudo.browse()
        candidates = sudo.search(
            [
                ("packet_key", "=", key),
                ("addressed_box_id", "=", box.id),
                ("state", "!=", "refused"),
            ]
        )
        return candidates.filtered(lambda document: document.sender_id == sender)[:1]

    def _came_again(self, record):
        """Note that the same packet has come once more, by whichever way."""
        for document in self:
            document._message_log(
                body=self.env._(
                    "The same packet came once more by “%(channel)s” (%(packet)s). It "
                    "is one document.",
                    channel=record.sudo().backend_id.name,
                    packet=record.identifier,
                )
            )


def _digests(document):
    return sorted(document.file_ids.mapped(lambda file: file.sha256 or ""))
