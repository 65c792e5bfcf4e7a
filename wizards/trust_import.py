"""Bring certificates and revocation lists in from files, also on a closed network."""

import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.errors import EdocError
from ..core.token.certificate import describe_certificate
from ..core.token.pem import certificates_in
from ..models._messages import user_error
from ..models.trust_certificate import PURPOSES, fingerprint


class EdocTrustImport(models.TransientModel):
    """All certificates of one file, roots only with their published fingerprints."""

    _name = "edoc.trust.import"
    _description = "Import Trusted Certificates"

    file = fields.Binary(string="Certificates (PEM, DER or P7B)", attachment=False)
    file_name = fields.Char()
    found = fields.Text(
        string="In this file",
        compute="_compute_found",
        help="Compare the fingerprints with those that the official service publishes.",
    )
    published = fields.Text(
        string="Published fingerprints",
        help="SHA-256, one on each line; every root in the file needs its own.",
    )
    for_person = fields.Boolean(string="Personal signatures", default=True)
    for_seal = fields.Boolean(string="Seals", default=True)
    for_tsa = fields.Boolean(string="Time stamps", default=True)
    reason = fields.Char(string="Why they are trusted")

    @api.depends("file")
    def _compute_found(self):
        for wizard in self:
            try:
                lines = [
                    wizard._line(der, info) for der, info in wizard._certificates()
                ]
            except UserError as error:
                lines = [str(error)] if wizard.file else []
            wizard.found = "\n\n".join(lines)

    def _line(self, _der, info):
        kinds = dict(
            self.env["edoc.trust.certificate"]
            ._fields["kind"]
            ._description_selection(self.env)
        )
        days = (
            f"{day.strftime('%d/%m/%Y')}" for day in (info.not_before, info.not_after)
        )
        return "\n".join(
            (
                f"{kinds[_kind(info)]}: {info.subject}",
                " – ".join(days),
                f"SHA-256: {info.sha256.upper()}",
            )
        )

    def _certificates(self):
        """Return pairs of DER and description, of every authority in the file."""
        self.ensure_one()
        content = base64.b64decode(self.with_context(bin_size=False).file or b"")
        try:
            found = [
                (der, describe_certificate(der)) for der in certificates_in(content)
            ]
        except EdocError as error:
            raise user_error(self.env, error) from error
        if not found:
            raise UserError(
                self.env._("There is no certificate in “%s”.", self.file_name or "")
            )
        wrong = [info.subject for _der, info in found if not info.is_ca]
        if wrong:
            raise UserError(
                self.env._(
                    "“%(name)s” is the certificate of a signer and not of an "
                    "authority; only authorities are trusted.",
                    name=wrong[0],
                )
            )
        return found

    def action_import(self):
        """Trust what the file holds and is not trusted yet."""
        self.ensure_one()
        self.env["edoc.trust.certificate"].check_access("create")
        if not (self.reason or "").strip():
            raise UserError(self.env._("Write why these certificates are trusted."))
        published = {fingerprint(line) for line in (self.published or "").splitlines()}
        store = self.env["edoc.trust.certificate"].with_context(active_test=False)
        known = set(store.search([]).mapped("sha256"))
        records = store.create(
            [
                {
                    "certificate": base64.b64encode(der),
                    "kind": _kind(info),
                    "published_sha256": info.sha256 if info.sha256 in published else "",
                    "reason": self.reason,
                    **{name: self[name] for name in PURPOSES},
                }
                for der, info in self._certificates()
                if info.sha256 not in known
            ]
        )
        if not records:
            raise UserError(
                self.env._("The certificates of this file are stored already.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Trusted certificates"),
            "res_model": store._name,
            "view_mode": "list,form",
            "domain": [("id", "in", records.ids)],
        }


class EdocCrlLoad(models.TransientModel):
    """A revocation list from a file, where nothing can be fetched."""

    _name = "edoc.crl.load"
    _description = "Load a Revocation List"

    file = fields.Binary(string="Revocation list (CRL)", attachment=False)
    file_name = fields.Char()

    def action_load(self):
        """Keep the list, if a trusted authority signed it and it is the newest."""
        self.ensure_one()
        if not self.env.user.has_group("l10n_vn_edoc.group_manager"):
            raise AccessError(self.env._("Only the administrator loads them."))
        content = base64.b64decode(self.with_context(bin_size=False).file or b"")
        if not content:
            raise UserError(self.env._("Choose a file."))
        record = self.env["edoc.crl"]._keep(content)
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }


def _kind(info):
    return "root" if info.subject == info.issuer else "intermediate"
