"""Closing a dossier when its work has ended (NĐ 30/2020 Điều 29.4)."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..core.dossier import duplicates, gaps, in_order
from ._columns import person
from ._dialogs import dialog


class EdocDossierClosingMixin(models.AbstractModel):
    """Reviewed, put in order of time, its table of contents made."""

    _name = "edoc.dossier.closing.mixin"
    _description = "Dossier: Closing"

    closed_at = fields.Datetime(string="Closed at", readonly=True, copy=False)
    closed_by_id = person("Closed by", required=False, index=False, copy=False)

    def action_open_close(self):
        """Review before closing: duplicates, drafts, what is missing."""
        self.ensure_one()
        self._check_step("close")
        wizard = self.env["edoc.dossier.close"]._begin(self)
        return dialog(self.env._("Close the dossier"), wizard._name, wizard.id)

    def _findings(self):
        """Return what the review finds: ``{row: (better taken out, sentences)}``."""
        self.ensure_one()
        rows = self.sudo().document_ids
        entries = {row.id: row._entry() for row in rows}
        same = duplicates(list(entries.values()))
        labels = {
            "code": self.env._("no number and notation"),
            "day": self.env._("no date"),
            "subject": self.env._("no abstract"),
            "agency": self.env._("no author"),
            "pages": self.env._("no number of pages"),
        }
        found = {}
        for row in rows:
            words = []
            if row.id in same:
                first = rows.browse(same[row.id])
                words.append(
                    self.env._("The same as no. %(number)s", number=first.ordinal)
                )
            if entries[row.id].draft:
                words.append(self.env._("A draft that was not issued"))
            missing = [labels[name] for name in gaps(entries[row.id])]
            if missing:
                words.append(self.env._("Missing: %(data)s", data=", ".join(missing)))
            doubtful = row.id in same or entries[row.id].draft
            found[row.with_env(self.env)] = (doubtful, words)
        return found

    def _last_day(self):
        """Return the date of the newest document, else today."""
        days = [row._facts()["day"] for row in self.sudo().document_ids]
        today = self.env["edoc.incoming"]._vn_today()
        return max(filter(None, days), default=today)

    def _close(self, **vals):
        """Put in order of time and close; see :meth:`_drop` for what is taken out.

        :param vals: ``title``, ``retention_id``, ``rights``, ``start_date``,
            ``end_date``, ``note`` as reviewed
        """
        self.ensure_one()
        self._check_step("close")
        rows = self.sudo().document_ids
        if not rows:
            raise UserError(
                self.env._(
                    "An empty dossier isn't closed. Put its documents in, or delete it."
                )
            )
        if vals["end_date"] < vals["start_date"]:
            raise UserError(
                self.env._("The work can't have ended before the dossier was opened.")
            )
        order = in_order([row._entry() for row in rows])
        self._number_rows(rows.browse([entry.key for entry in order]))
        self._take_step(
            "close",
            reason=self.env._(
                "%(documents)s documents, %(pages)s pages",
                documents=self.doc_total,
                pages=self.page_total,
            ),
            closed_at=fields.Datetime.now(),
            closed_by_id=self.env.uid,
            **vals,
        )
        self.sudo().activity_unlink(["l10n_vn_edoc.activity_dossier"])
        return True

    def _reopen(self, reason):
        """What belongs to it came up later; the history says why."""
        return self._take_step(
            "reopen", reason=reason, closed_at=False, closed_by_id=False, end_date=False
        )

    def action_print_contents(self):
        """Print the table of contents (NĐ 30 Phụ lục V, VI V.5)."""
        report = self.env.ref("l10n_vn_edoc.dossier_contents_report_action")
        return report.report_action(self)
