"""Ask the trust services of an entity for real, and show what they answered."""

import base64
import secrets
from dataclasses import replace
from datetime import UTC, datetime

from odoo import api, fields, models

from ..core.pdfsign.probe import Answer, probe_status, probe_time_stamps

ANSWERS = [("yes", "Yes"), ("no", "No"), ("unknown", "Can't tell")]
# Seconds that our clock may differ from the authority's before it is a fault
CLOCK_LIMIT = 60


class EdocSigningServicesTest(models.TransientModel):
    """One test of time stamps and certificate status (NĐ 23/2025 Điều 15)."""

    _name = "edoc.signing.services.test"
    _description = "Test of Trust Services"

    company_id = fields.Many2one("res.company", string="Entity", required=True)
    stamp_answer = fields.Selection(ANSWERS, string="Time stamps", readonly=True)
    stamp_text = fields.Char(string="Time stamps in words", readonly=True)
    stamp_seconds = fields.Float(
        string="Time-stamp answer (s)", digits=(8, 1), readonly=True
    )
    clock_text = fields.Char(string="Our clock", readonly=True)
    clock_is_off = fields.Boolean(readonly=True)
    status_answer = fields.Selection(
        ANSWERS, string="Certificate status", readonly=True
    )
    status_text = fields.Char(string="Certificate status in words", readonly=True)
    status_seconds = fields.Float(
        string="Status answer (s)", digits=(8, 1), readonly=True
    )

    @api.model
    def _run(self, company):
        """Ask both services once, without further tries; return the record."""
        services = replace(company._edoc_trust_services(), retries=0)
        certificate = self._certificate(company)
        stamp = probe_time_stamps(
            services, lambda: datetime.now(UTC), secrets.token_bytes(32)
        )
        vals = {
            "company_id": company.id,
            "stamp_answer": stamp.answer.value,
            "stamp_text": self._stamp_text(stamp),
            "stamp_seconds": stamp.seconds,
            "clock_text": self._clock_text(stamp),
            "clock_is_off": stamp.clock_is_off(CLOCK_LIMIT),
        }
        if not certificate:
            return self.create(
                {
                    **vals,
                    "status_answer": Answer.UNKNOWN.value,
                    "status_text": self.env._(
                        "No certificate of a token of %(entity)s has been read yet.",
                        entity=company.name,
                    ),
                }
            )
        status = probe_status(services, _der(certificate))
        return self.create(
            {
                **vals,
                "status_answer": status.answer.value,
                "status_text": self._status_text(status, certificate),
                "status_seconds": status.seconds,
            }
        )

    @api.model
    def _certificate(self, company):
        """Return the certificate to ask about: the seal's, or else a person's."""
        tokens = self.env["edoc.token"].sudo()
        found = tokens.search([("company_id", "=", company.id)], order="kind desc, id")
        return found.certificate_id[:1]

    def _stamp_text(self, probe):
        return {
            "": self.env._("A time stamp was had and is genuine."),
            "probe.unset": self.env._("No time-stamp service is set."),
            "probe.unreachable": self.env._(
                "The service did not answer; check address, proxy and time-out."
            ),
            "probe.refused": self.env._(
                "What answered gave no time stamp that holds; check the address."
            ),
            "probe.untrusted": self.env._(
                "The stamp does not lead to a trusted root, or the status of its "
                "authority could not be had."
            ),
        }[probe.code]

    def _clock_text(self, probe):
        if probe.ahead_s is None:
            return self.env._("Not compared.")
        seconds = abs(round(probe.ahead_s))
        unsure = max(1, round(probe.unsure_s))
        if probe.ahead_s > 0:
            text = self.env._(
                "%(seconds)s s ahead of the authority's, give or take %(unsure)s s.",
                seconds=seconds,
                unsure=unsure,
            )
        else:
            text = self.env._(
                "%(seconds)s s behind the authority's, give or take %(unsure)s s.",
                seconds=seconds,
                unsure=unsure,
            )
        return text

    def _status_text(self, probe, certificate):
        text = {
            "": self.env._("The certificate of %(name)s is in force."),
            "probe.revoked": self.env._(
                "The certificate of %(name)s has been revoked."
            ),
            "probe.no_status": self.env._(
                "The status of the certificate of %(name)s could not be had."
            ),
            "probe.untrusted": self.env._(
                "The certificate of %(name)s does not lead to a trusted root."
            ),
            "probe.refused": self.env._(
                "The certificate of %(name)s is not in force, or what answered is no "
                "status."
            ),
        }[probe.code]
        return text % {"name": certificate.name}


def _der(certificate):
    return base64.b64decode(certificate.with_context(bin_size=False).certificate)
