"""Taking a list of agencies over into partners, thousands of them in seconds."""

import re

from odoo import models

from ._channel_errors import ChannelUnavailableError

# Mã định danh by QCVN 102:2016
_FORMER = re.compile(r"\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}")
_SHOWN = 20


class AgenciesTakeover:
    """One run over the list, in a few statements for thousands of agencies."""

    def __init__(self, channel, rows):
        self.channel, self.env = channel.sudo(), channel.env
        self.rows = {row.code: row for row in rows}
        self.partners = (
            self.env["res.partner"]
            .sudo()
            .with_context(active_test=False, tracking_disable=True)
        )
        self.today = self.partners._edoc_today()
        self.names = {key: row.name for row in rows for key in (row.id, row.code)}
        self.new, self.renamed, self.back, self.ended = [], {}, [], []
        self.doubtful = []

    def run(self):
        self._read_ours()
        found = {row.code: self._find(row) for row in self.rows.values()}
        current = {c: r for c, r in self.rows.items() if not r.deleted}
        self._add([row for code, row in current.items() if not found[code]], found)
        for code, row in current.items():
            if found[code].id not in self.created:
                self._update(found[code], row)
        self._write_changes()
        self._set_superiors(current, found)
        self._end(current, found)
        return self._say()

    def _read_ours(self):
        """All that have an identifier, by either form of it."""
        ours = self.partners.search_fetch(
            ["|", ("edoc_organ_id", "!=", False), ("edoc_organ_id_old", "!=", False)],
            ["edoc_organ_id", "edoc_organ_id_old", "name", "email"],
        )
        self.by_former = {p.edoc_organ_id_old: p for p in ours if p.edoc_organ_id_old}
        self.by_code = {p.edoc_organ_id: p for p in ours if p.edoc_organ_id}
        self.own = self.env["res.company"].sudo().search([]).partner_id
        self.changes, self.created = {}, set()

    def _find(self, row):
        none = self.partners.browse()
        for code in filter(None, _identifiers(row)):
            found = self.by_code.get(code) or self.by_former.get(code)
            if found:
                return found
        return none

    def _add(self, rows, found):
        created = self.partners.create([self._vals_of(row) for row in rows])
        for row, partner in zip(rows, created, strict=True):
            found[row.code] = partner
        self.created = set(created.ids)
        self.new = created.mapped("name")

    def _vals_of(self, row):
        new, former = _identifiers(row)
        return {
            "name": row.name or row.code,
            "is_company": True,
            "edoc_is_agency": True,
            "edoc_organ_id": new,
            "edoc_organ_id_old": former,
            "edoc_in_charge": self.names.get(row.parent_id) or False,
            "edoc_channel_id": self.channel.id,
            "email": row.mail or False,
            "edoc_valid_from": self.today,
            **self._listed(row),
        }

    def _listed(self, row):
        return {
            "edoc_listed_by_id": self.channel.id,
            "edoc_listed_name": row.name or row.code,
            "edoc_listed_mail": row.mail or False,
        }

    def _update(self, partner, row):
        """Note what has to be written to an agency that we know."""
        vals = self._listed(row)
        vals |= self._identifiers_for(partner, row)
        if not partner.edoc_listed_by_id:
            vals["edoc_is_agency"] = True
            vals["edoc_valid_from"] = self.today
            if not partner.edoc_channel_id and partner not in self.own:
                vals["edoc_channel_id"] = self.channel.id
            if partner.edoc_ended_on:
                vals["edoc_ended_on"] = False
                self.back.append(partner.name)
        was = partner.edoc_listed_name
        if was and was != row.name and row.name:
            self.renamed[partner.id] = (was, row.name)
            if partner.name == was:
                vals["name"] = row.name
        if row.mail and partner.email in (False, partner.edoc_listed_mail):
            vals["email"] = row.mail
        changed = {
            name: value
            for name, value in vals.items()
            if (_plain(partner[name]) or False) != (value or False)
        }
        if changed:
            key = tuple(sorted(changed.items(), key=lambda item: item[0]))
            self.changes.setdefault(key, []).append(partner.id)

    def _identifiers_for(self, partner, row):
        """Add a form of identifier that we lack, unless another agency has it."""
        vals = {}
        new, former = _identifiers(row)
        for name, value, taken in (
            ("edoc_organ_id", new, self.by_code),
            ("edoc_organ_id_old", former, self.by_former),
        ):
            if not value or partner[name] == value:
                continue
            if partner[name] or taken.get(value, partner) != partner:
                self.doubtful.append(f"{partner.name} ({value})")
            else:
                vals[name] = value
        return vals

    def _write_changes(self):
        for vals, ids in self.changes.items():
            self.partners.browse(ids).write(dict(vals))
        if not self.renamed:
            return
        told = self.env._(
            "Renamed in the list of agencies: “%(was)s” is “%(now)s” now."
        )
        self.partners.browse(self.renamed)._message_log_batch(
            {
                partner_id: told % {"was": was, "now": now}
                for partner_id, (was, now) in self.renamed.items()
            }
        )

    def _set_superiors(self, current, found):
        by_key = {
            key: found[code]
            for code, row in current.items()
            for key in (row.id, row.code)
        }
        wanted = {}
        for code, row in current.items():
            superior = by_key.get(row.parent_id, self.partners.browse())
            if superior != found[code] and found[code].edoc_superior_id != superior:
                wanted.setdefault(superior.id, []).append(found[code].id)
        for superior_id, ids in wanted.items():
            self.partners.browse(ids).write({"edoc_superior_id": superior_id})

    def _end(self, current, found):
        """Those that left get an end; they are never deleted."""
        here = {found[code].id for code in current}
        listed = self.partners.search([("edoc_listed_by_id", "=", self.channel.id)])
        told = {found[c].id for c, row in self.rows.items() if row.deleted}
        gone = listed.filtered(lambda p: p.id not in here)
        missing = gone.filtered(lambda p: p.id not in told)
        if len(missing) > max(10, len(listed) // 2):
            raise ChannelUnavailableError(
                self.env._(
                    "%(missing)s of %(listed)s agencies are missing in the list: that "
                    "is no list to go by. Nothing was changed; ask who runs the axis.",
                    missing=len(missing),
                    listed=len(listed),
                )
            )
        self.ended = gone.mapped("name")
        gone.filtered("edoc_ended_on").write({"edoc_listed_by_id": False})
        gone.filtered(lambda p: not p.edoc_ended_on).write(
            {"edoc_listed_by_id": False, "edoc_ended_on": self.today}
        )

    def _say(self):
        changed = sum(len(ids) for ids in self.changes.values())
        lines = [
            self.env._(
                "%(count)s agencies in the list; new: %(new)s, changed: %(changed)s, "
                "renamed: %(renamed)s, back: %(back)s, no longer listed: %(ended)s.",
                count=len(self.rows),
                new=len(self.new),
                changed=changed,
                renamed=len(self.renamed),
                back=len(self.back),
                ended=len(self.ended),
            )
        ]
        named = [
            (self.env._("New"), self.new),
            (
                self.env._("Renamed"),
                [f"{was} → {now}" for was, now in self.renamed.values()],
            ),
            (self.env._("Back"), self.back),
            (self.env._("No longer listed"), self.ended),
            (self.env._("Another identifier than ours, left as it is"), self.doubtful),
        ]
        for label, names in named:
            if names:
                more = ", …" if len(names) > _SHOWN else ""
                lines.append(f"{label}: {', '.join(names[:_SHOWN])}{more}")
        return "\n".join(lines)


def _identifiers(row):
    """Return the new and the former identifier; a list may have either in ``code``."""
    if not row.old_code and _FORMER.fullmatch(row.code):
        return False, row.code
    return row.code, row.old_code or False


def _plain(value):
    return value.id if isinstance(value, models.BaseModel) else value
