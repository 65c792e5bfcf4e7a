"""What users see of a verification: the verdict in words, its revisions, its papers."""

import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.pdfsign.presentation import change_in_words, present
from ..core.pdfsign.revisions import places_confined, revisions_in
from ._verdicts import GRADES, checker_limits, language, storable


class EdocVerificationShownMixin(models.AbstractModel):
    """A verdict with its kept report, shown in the language of whoever looks.

    Codes and facts are kept once; sentences in the report are those of that day, in
    both languages. A concrete model answers ``_file_name``, ``_kept_bytes`` (what was
    verified, as far as the user may read it), ``_has_bytes``, ``_url`` and ``_slip``
    (the name of the printed slip's report).
    """

    _name = "edoc.verification.shown.mixin"
    _description = "Signature Verification: Presentation"

    grade = fields.Selection(GRADES, string="Verdict", required=True)
    sentence = fields.Char(string="In words, as kept")
    verified_at = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", string="Asked by", ondelete="restrict")
    sha256 = fields.Char(string="SHA-256", required=True)
    report = fields.Text(help="The whole result with its evidence, as JSON.")
    crl_ids = fields.Many2many(
        "edoc.crl",
        string="Revocation lists at hand",
        context={"active_test": False},
        help="Lists by which the certificates could be judged then (TT 15/2025).",
    )
    told = fields.Char(string="In words", compute="_compute_shown")
    shown = fields.Json(string="Verdict in detail", compute="_compute_shown")

    @api.depends("report", "sentence")
    @api.depends_context("lang")
    def _compute_shown(self):
        self.told = self.shown = False
        for record in self.filtered("report"):
            shown = record._present(language(self.env))
            record.shown = {
                **shown,
                "id": record.id,
                "model": record._name,
                "name": record._file_name(),
                "comparable": bool(
                    len(record._revisions()) > 1 and record._has_bytes()
                ),
                "report_url": f"{record._url()}/report",
                "slip_url": f"/report/pdf/{record._slip()}/{record.id}",
            }
            record.told = shown["sentence"]

    def _read_report(self):
        """Return the kept report; its texts come from the file."""
        return json.loads(storable(self.report).replace("\\u0000", "\\ufffd"))

    def _present(self, lang):
        self.ensure_one()
        return present(self._read_report(), lang)

    def _revisions(self):
        return revisions_in(self._read_report())

    # --------------------------------------------------------------------- revisions

    def _revision_bytes(self, number):
        """Return the file as it stood at one of its revisions, from 0.

        A signed revision is a prefix of the file: it is cut where the verification
        found its end, nothing is read.

        :return: the bytes, or None when there is no such revision
        """
        self.ensure_one()
        found = self._revisions()
        if not 0 <= number < len(found):
            return None
        return self._kept_bytes()[: found[number].end]

    def action_compare(self):
        """Open the pages of two revisions side by side."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "l10n_vn_edoc.compare",
            "name": self.env._("Compare revisions: %(name)s", name=self._file_name()),
            "context": {"active_model": self._name, "active_id": self.id},
        }

    def compare_data(self):
        """Return the revisions of the file, and what each did to the one before it.

        :return: ``name`` and ``revisions``, each with ``title``, ``detail``, ``url``
            and ``places``: kind, words, page and box in millimetres
        :raises UserError: the file can't be compared
        """
        self.ensure_one()
        self.check_access("read")
        found = self._revisions()
        places = places_confined(self._kept_bytes(), found, checker_limits())
        if places is None:
            raise UserError(
                self.env._(
                    "The revisions of “%(name)s” can't be compared: the file is "
                    "damaged, or reading it took too long.",
                    name=self._file_name(),
                )
            )
        lang = language(self.env)
        signatures = {s["field"]: s for s in self._present(lang)["signatures"]}
        return {
            "name": self._file_name(),
            "revisions": [
                {
                    **self._revision_title(
                        [signatures[name] for name in revision.fields]
                    ),
                    "url": f"{self._url()}/file?revision={number}",
                    "places": [
                        self._shown_place(place, lang)
                        for place in (places[number - 1] if number else ())
                    ],
                }
                for number, revision in enumerate(found)
            ],
        }

    def _revision_title(self, signatures):
        if not signatures:
            return {"title": self.env._("The file as it is now"), "detail": ""}
        last = signatures[-1]
        return {
            "title": ", ".join(f"{s['role_label']}: {s['signer']}" for s in signatures),
            "detail": last["proven"] or last["claimed"],
        }

    @api.model
    def _shown_place(self, place, lang):
        change = {"kind": place.kind, "page": place.page, "detail": place.detail}
        return {**change, "box": place.box, "words": change_in_words(change, lang)}

    def action_print_slip(self):
        """*Phiếu kiểm tra chữ ký số*."""
        report = self.env["ir.actions.report"]._get_report(self._slip())
        return report.report_action(self)
