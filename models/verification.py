"""Results of *Kiểm tra ký số*: kept with the document, never overwritten."""

import json
import logging
from datetime import UTC, datetime
from functools import lru_cache

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..core.pdfsign.advice import ADVICE
from ..core.pdfsign.confined import TASK, CheckerFailed, Refused, verify_warm
from ..core.pdfsign.policy import VerifyPolicy
from ..core.pdfsign.verdict import Grade, Severity
from ..core.pdfsign.warm import Pool
from ._server_settings import server_settings
from ._verdicts import checker_limits, storable

_logger = logging.getLogger(__name__)

SEVERITIES = [
    ("info", "For information"),
    ("note", "Note"),
    ("undecided", "Undecided"),
    ("invalid", "Invalid"),
    ("unreadable", "Unreadable"),
]
_STATUS_SECONDS = 15
# Of one list asked for online; a longer one is told by its hash and its size.
_MOST_STATUS = 8 * 1024 * 1024
# As long as no root is trusted, nothing can be said about any chain: an agency that has
# just installed the addon must not send back whatever comes in.
_TRUST_UNKNOWN = (("certificate.untrusted", Severity.UNDECIDED),)


class EdocVerification(models.Model):
    """One verification of one file version (Điều 10.2; TT 41/2017 Điều 9)."""

    _name = "edoc.verification"
    _description = "Signature Verification"
    _inherit = ["edoc.guarded.mixin", "edoc.verification.shown.mixin"]
    _order = "id desc"
    _guarded_rows = True

    version_id = fields.Many2one(
        "edoc.file.version", required=True, index=True, ondelete="restrict"
    )
    file_id = fields.Many2one(related="version_id.file_id", store=True, index=True)
    incoming_id = fields.Many2one(related="file_id.incoming_id", store=True, index=True)
    signature_ids = fields.One2many("edoc.verification.signature", "verification_id")
    rule_ids = fields.One2many("edoc.verification.rule", "verification_id")

    preview_url = fields.Char(string="Preview", related="version_id.url")

    @api.depends("grade", "verified_at")
    def _compute_display_name(self):
        labels = dict(self._fields["grade"]._description_selection(self.env))
        for record in self:
            record.display_name = labels.get(record.grade, record.grade)

    def _told_to_sender(self):
        """Return the sentence, the rules that decided and what to do (Điều 10.2).

        In Vietnamese, for it goes to another agency; empty where nothing fired.
        """
        worst_of = {"valid_with_note": "note"}.get(self.grade, self.grade)
        decided = self.sudo().rule_ids.filtered(lambda r: r.severity == worst_of)
        codes = list(dict.fromkeys(decided.mapped("code")))
        if not codes:
            return ""
        steps = " ".join(dict.fromkeys(ADVICE[code][0] for code in codes))
        return f"{self.sentence} [{', '.join(codes)}] {steps}"

    @api.model
    def _verify_version(
        self,
        version,
        kind,
        company,
        agency=None,
        number="",
        issued_on=None,
        packet_signed=False,
    ):
        """Verify the bytes of a version and keep the result as a new row.

        :param kind: ``document`` needs a person's signature and a seal, ``attachment``
            a seal (Điều 6.2b)
        :param agency: name that the seal's certificate should carry, if known
        :param number: that the packet or the register names, to compare with the page
        :param issued_on: date of issue, likewise
        :param packet_signed: the packet that brought it bears a signature itself
        :return: the new ``edoc.verification``
        """
        verdict, lists = self._judge(
            version._bytes(),
            kind,
            company,
            agency=agency,
            number=number or "",
            issued_on=issued_on or None,
            packet_signed=packet_signed,
        )
        return self._keep(version, verdict, lists)

    @api.model
    def _judge(self, content, kind, company, **about):
        """Verify bytes by whom this server trusts and the lists that it has.

        :param about: what else the policy knows, see :meth:`_verify_version`
        :return: the verdict as a dict, and the ``edoc.crl`` that it may go by
        """
        trust = self.env["edoc.trust.certificate"]
        roots, intermediates = trust._trusted()
        lists = self.env["edoc.crl"]._at_hand()
        policy = VerifyPolicy(
            roots=roots,
            intermediates=intermediates,
            online=company.edoc_check_online,
            ocsp_url=company.sudo().edoc_ocsp_url or "",
            status_bytes=_MOST_STATUS,
            **self._network(company),
            crls=lists._contents(),
            purposes=trust._purposes(),
            kind=kind,
            severities=() if roots else _TRUST_UNKNOWN,
            **about,
        )
        now = fields.Datetime.now().replace(tzinfo=UTC)
        verdict = self._ask_checker(content, policy, now)
        self._learn_addresses(verdict)
        return verdict, lists._about(verdict) | lists._keep_asked(verdict)

    @api.model
    def _network(self, company):
        """How status services are reached; they answer sooner than time-stamp ones."""
        options = company._edoc_network()
        return {**options, "timeout_s": min(options["timeout_s"], _STATUS_SECONDS)}

    @api.model
    def _ask_checker(self, content, policy, at):
        """Verify in a child process: no file hangs or takes down the server.

        :return: the verdict as :func:`~.core.pdfsign.confined.verify_warm` does
        :raises UserError: nothing can be verified on this server
        """
        try:
            return verify_warm(content, policy, at, _checkers())
        except (CheckerFailed, Refused) as error:
            _logger.error("the verification does not work here: %s", error)
            raise UserError(
                self.env._(
                    "The signatures can't be checked on this server now (%(reason)s). "
                    "The document stays where it is; tell the administrator of the "
                    "server.",
                    reason=str(error),
                )
            ) from error

    @api.model
    def _learn_addresses(self, verdict):
        """Fetch the lists of these authorities from now on, where a chain is trusted.

        The addresses in any other certificate are an attacker's.
        """
        trusted = ("good", "revoked", "expired", "unknown")
        self.env["edoc.crl.source"]._learn(
            [
                bytes.fromhex(item["certificate"])
                for item in verdict["signatures"]
                if item["certificate_status"] in trusted
            ],
            "signer",
        )

    @api.model
    def _keep(self, version, verdict, lists):
        record = self._through_door().create(
            {
                "version_id": version.id,
                "grade": verdict["verdict"],
                "sentence": storable(verdict["sentence"]["vi"]),
                "user_id": self.env.uid,
                "sha256": version.sudo().sha256,
                "report": storable(json.dumps(verdict, ensure_ascii=False)),
                "crl_ids": [Command.set(lists.ids)],
            }
        )
        signatures = self.env["edoc.verification.signature"]._through_door()
        signatures.create(
            [
                {
                    "verification_id": record.id,
                    "role": item["role"],
                    "signer": storable(item["signer"]),
                    "issuer": storable(item["issuer"]),
                    "serial": storable(item["serial"]),
                    "claimed_time": _naive(item["claimed_time"]),
                    "proven_time": _naive(item["proven_time"]),
                    "sentence": storable(item["sentence"]["vi"]),
                }
                for item in verdict["signatures"]
            ]
            + [
                {
                    "verification_id": record.id,
                    "role": "time_stamp",
                    "signer": storable(item["authority"]),
                    "proven_time": item["status"] == "good" and _naive(item["time"]),
                    "sentence": storable(item["sentence"]["vi"]),
                }
                for item in verdict["time_stamps"]
            ]
        )
        rules = self.env["edoc.verification.rule"]._through_door()
        rules.create(
            [
                {
                    "verification_id": record.id,
                    "code": item["code"],
                    "severity": item["severity"],
                    "sentence": storable(item["sentence"]["vi"]),
                }
                for item in verdict["rules"]
            ]
        )
        return record.with_env(self.env)

    # --------------------------------------------------------------- what users see

    def _file_name(self):
        return self.version_id.name

    def _kept_bytes(self):
        self.version_id.check_access("read")
        return self.version_id._bytes()

    def _has_bytes(self):
        return self.version_id.has_access("read")

    def _url(self):
        return f"/edoc/verification/{self.id}"

    def _slip(self):
        return "l10n_vn_edoc.verification_slip"


class EdocVerificationSignature(models.Model):
    """What one signature said, in one plain sentence and in its facts."""

    _name = "edoc.verification.signature"
    _description = "Verified Signature"
    _inherit = ["edoc.guarded.mixin"]
    _guarded_rows = True

    verification_id = fields.Many2one(
        "edoc.verification", required=True, index=True, ondelete="cascade"
    )
    role = fields.Selection(
        [
            ("person", "Personal signature"),
            ("seal", "Seal"),
            ("time_stamp", "Time stamp over the file"),
            ("unknown", "Unknown"),
        ]
    )
    signer = fields.Char()
    issuer = fields.Char()
    serial = fields.Char()
    claimed_time = fields.Datetime()
    proven_time = fields.Datetime(string="Proven time")
    sentence = fields.Char(string="In words")


class EdocVerificationRule(models.Model):
    """A rule that fired in a verification."""

    _name = "edoc.verification.rule"
    _description = "Verification Rule Result"
    _inherit = ["edoc.guarded.mixin"]
    _guarded_rows = True

    verification_id = fields.Many2one(
        "edoc.verification", required=True, index=True, ondelete="cascade"
    )
    code = fields.Char()
    severity = fields.Selection(SEVERITIES)
    sentence = fields.Char(string="In words")


def _naive(moment):
    """Return a time in ISO 8601, with zone, as Odoo stores it, or ``False``."""
    if not moment:
        return False
    found = datetime.fromisoformat(moment)
    if not 1000 <= found.year < 9999:
        return False
    return found.astimezone(UTC).replace(tzinfo=None)


@lru_cache(maxsize=1)
def _checkers():
    """Return the processes that verify; who runs the server sets their number."""
    number = int(server_settings().get("verify_processes", 2))
    return Pool(TASK, checker_limits(), number)


def worst(grades):
    """Return the worst of the grades, ``undecided`` when there is none."""
    return max(grades, key=lambda grade: Grade(grade).rank, default="undecided")
