"""Documents that come by e-mail to the address of a box (Điều 7, 10)."""

import base64
import hashlib

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_domain_extract, email_normalize, plaintext2html

from ..core import secrecy
from ..core.received_mail import code_in, read_mail
from .incoming_return_mixin import hint

# What a person may have, and no agency: nobody is recognised by it.
_PUBLIC = frozenset(
    {"gmail.com", "yahoo.com", "yahoo.com.vn", "outlook.com", "hotmail.com"}
)


class EdocIncomingMailMixin(models.AbstractModel):
    """A message becomes a document that waits for the clerk; he decides what it is.

    E-mail is no channel of the exchange of electronic documents (QĐ 28/2018 Điều 3):
    nobody is told anything by itself, and nothing is returned by itself.
    """

    _name = "edoc.incoming.mail.mixin"
    _description = "Incoming Document: E-mail"

    mail_raw = fields.Binary(attachment=True, copy=False, groups=fields.NO_ACCESS)
    mail_sha256 = fields.Char(
        string="SHA-256 of the message",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    mail_from = fields.Char(
        string="E-mail of the sender",
        readonly=True,
        copy=False,
        help="As the message says. Anybody may write another's address.",
    )
    mail_message_id = fields.Char(
        string="Message-ID", readonly=True, copy=False, index="btree_not_null"
    )
    mail_automatic = fields.Boolean(
        string="Automatic answer", readonly=True, copy=False
    )

    # ---------------------------------------------------------------- receiving

    @api.private
    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """A message to the address of a box; called by the mail gateway only.

        Whatever it is, it is kept: an error would return it to its sender by itself.
        """
        box = self.env["edoc.contact.point"].sudo()
        box = box.browse((custom_values or {}).get("box_id")).exists()
        box = box or box._of_entity(self.env.company)
        document = self._of_mail(self._raw_of(msg_dict), box)
        self._leave_text_only(msg_dict)
        return document

    @api.private
    def message_update(self, msg_dict, update_vals=None):
        """An answer that brings files is a document of its own, and waits as such."""
        raw = self.env.context.get("edoc_raw_mail")
        mail = raw and read_mail(raw)
        if mail and (mail.files or self._secrecy_of_mail(mail)):
            self._of_mail(raw, self.sudo().box_id)
            self._leave_text_only(msg_dict)
        return super().message_update(msg_dict, update_vals)

    @api.model
    def _raw_of(self, msg_dict):
        raw = self.env.context.get("edoc_raw_mail")
        if raw:
            return raw
        # called without the gateway: what is left of the message
        lines = [
            f"From: {msg_dict.get('email_from') or ''}",
            f"Subject: {msg_dict.get('subject') or ''}",
            f"Message-ID: {msg_dict.get('message_id') or ''}",
        ]
        return "\n".join(" ".join(line.split()) for line in lines).encode() + b"\n\n"

    @api.model
    def _leave_text_only(self, msg_dict):
        """What is talked about beside the document holds neither files nor HTML.

        Of what is marked secret it holds nothing at all (Điều 1.2).
        """
        raw = self.env.context.get("edoc_raw_mail")
        mail = raw and read_mail(raw)
        secret = mail and self._secrecy_of_mail(mail)
        shown = mail and not secret
        msg_dict["attachments"] = []
        msg_dict["body"] = Markup(plaintext2html(mail.text)) if shown else ""
        if secret:
            msg_dict["subject"] = False

    @api.model
    def _of_mail(self, raw, box):
        """Return the document of a message; the same message once more changes nothing.

        :param raw: the message as it came
        :param box: the contact point whose address it was sent to
        """
        mail, digest = read_mail(raw), hashlib.sha256(raw).hexdigest()
        same = Domain("mail_sha256", "=", digest)
        if mail.message_id:
            same |= Domain("mail_message_id", "=", mail.message_id)
        known = self.sudo().search(
            same & Domain("addressed_box_id", "=", box.id), limit=1
        )
        if known:
            return known
        language = self.with_context(lang=box.company_id.partner_id.lang or "vi_VN")
        degree = language._secrecy_of_mail(mail)
        vals = language._vals_of_mail(mail, degree) | {
            "company_id": box.company_id.id,
            "box_id": box.id,
            "addressed_box_id": box.id,
            "mail_sha256": digest,
            "mail_raw": False if degree else base64.b64encode(raw),
        }
        document = language._through_door().with_company(box.company_id).create(vals)
        if not degree:
            document._take_files(mail)
        document._announce()
        if document.file_ids:
            document.with_delay(
                description=self.env._(
                    "Check signatures of %(name)s", name=document.display_name
                ),
                identity_key=f"edoc-verify-{document.id}",
            )._verify_mail()
            document._queue_reading()
        return document

    @api.model
    def _secrecy_of_mail(self, mail):
        """Điều 1.2: a state secret doesn't enter, by whatever way."""
        lines = [mail.subject, *mail.text.splitlines()]
        for item in mail.files:
            if item.content.startswith(b"%PDF-"):
                lines += self._lines_of(item.content)
        return secrecy.find_degree(lines)

    @api.model
    def _vals_of_mail(self, mail, degree):
        agency = self._agency_of_mail(mail.address)
        number, notation, subject = code_in(mail.subject)
        unnamed = self.env._("(no abstract)")
        return {
            "source": "mail",
            "sender_id": agency.id,
            "sender_name": (agency.name or mail.sender or mail.address)[:200]
            or self.env._("(unknown sender)"),
            "sender_organ_id": agency.edoc_organ_id,
            "subject": unnamed if degree else (subject or unnamed)[:500],
            "code_number": False if degree else number,
            "code_notation": False if degree else notation,
            "type_id": self.env["edoc.document.type"]._of_notation(notation).id,
            "mail_from": mail.address,
            "mail_message_id": mail.message_id,
            "mail_automatic": mail.automatic,
            "hints": self._hints_of_mail(mail, agency, degree),
        }

    @api.model
    def _agency_of_mail(self, address):
        """Return the agency with that address, or the only one of its domain."""
        agencies = self.env["res.partner"].sudo()
        normal = email_normalize(address or "")
        if not normal:
            return agencies
        known = [("edoc_is_agency", "=", True)]
        found = agencies.search([*known, ("email_normalized", "=", normal)], limit=2)
        domain = email_domain_extract(normal)
        if not found and domain and domain not in _PUBLIC:
            found = agencies.search(
                [*known, ("email_normalized", "=like", f"%@{domain}")], limit=2
            )
        return found if len(found) == 1 else agencies

    def _take_files(self, mail):
        """Keep the permitted files; what is not permitted stays in the message."""
        formats, refused, role = self.env["edoc.file.format"], [], "main"
        ordered = sorted(mail.files, key=lambda item: not _is_pdf(item))
        for position, item in enumerate(ordered):
            try:
                with self.env.cr.savepoint():
                    formats._check(item.name, item.content, "enclosure")
                    main = role == "main" and _is_pdf(item)
                    self._attach(
                        "main" if main else "enclosure",
                        item.name,
                        item.content,
                        sequence=position,
                    )
                    role = "enclosure" if main else role
            except UserError as error:
                why = str(error)
                refused.append(hint("mail", "hint.mail_refused", {"why": why}))
        noted = [*(self.hints or ()), *refused]
        if not self.file_ids:
            noted.append(hint("incomplete", "hint.mail_no_file", {}))
        self._through_door().write({"hints": noted})

    # -------------------------------------------------------------------- hints

    @api.model
    def _hints_of_mail(self, mail, agency, degree):
        hints = [hint("mail", "hint.mail", {"address": mail.address or "?"})]
        if degree:
            label = dict(self._fields["secrecy"]._description_selection(self.env))
            return [*hints, hint("mail", "hint.mail_secret", {"mark": label[degree]})]
        if not agency:
            hints.append(hint("mail", "hint.mail_unknown", {}))
        if mail.automatic:
            hints.append(hint("mail", "hint.mail_automatic", {}))
        for problem in mail.problems:
            params = {"name": problem.name}
            hints.append(hint("mail", f"hint.mail_{problem.code}", params))
        return hints

    @api.model
    def _hint_sentence(self, hint):
        code, params = hint["code"], hint["params"]
        if not code.startswith("hint.mail"):
            return super()._hint_sentence(hint)
        if code == "hint.mail":
            return self.env._(
                "It came by e-mail from %(address)s. E-mail is no channel for the "
                "exchange of documents, and an address is easily forged: decide "
                "whether it is taken as an official document.",
                address=params["address"],
            )
        if code == "hint.mail_secret":
            return self.env._(
                "It is marked %(mark)s. Its content was not kept: state secrets stay "
                "out of this system (Điều 1.2). Return it, and have it handled by the "
                "rules on state secrets.",
                mark=params["mark"],
            )
        if code == "hint.mail_refused":
            return self.env._("Not taken over: %(why)s", why=params["why"])
        return self._mail_problem(code, params.get("name", ""))

    @api.model
    def _mail_problem(self, code, name):
        return {
            "hint.mail_unknown": self.env._(
                "No agency of the list has this address: choose the issuing agency."
            ),
            "hint.mail_automatic": self.env._(
                "It seems to be an automatic answer or a circular."
            ),
            "hint.mail_no_file": self.env._(
                "It has no file that can be kept as a document. The message itself is "
                "kept."
            ),
            "hint.mail_too_large": self.env._(
                "Not taken over, for it is too large: %(name)s",
                name=name or self.env._("the whole message"),
            ),
            "hint.mail_too_many": self.env._(
                "Not taken over, for there are too many files: %(name)s", name=name
            ),
            "hint.mail_too_deep": self.env._(
                "The message has too many parts; not all of them were looked at."
            ),
            "hint.mail_damaged": self.env._(
                "Not taken over, for it is damaged: %(name)s", name=name
            ),
            "hint.mail_empty": self.env._("“%(name)s” is empty.", name=name),
        }[code]

    # ------------------------------------------------------------------ verdict

    def _verify_mail(self):
        """Job: check the signatures; the clerk decides, nothing goes back by itself."""
        self.ensure_one()
        if self.state != "received":
            return
        self._verify()
        self._message_log(
            body=self.env._(
                "Checked on arrival: %(sentence)s Held for the clerk.",
                sentence=self.verdict_light["sentence"],
            )
        )

    def _disposition(self):
        """What came by mail is held: without signatures it is like a scanned paper."""
        if self.source == "mail" and self.verdict:
            return "accept" if self.verdict == "valid" else "hold"
        return super()._disposition()

    def _bars_registration(self):
        """A broken signature bars it, however it came; a missing one doesn't."""
        if self.source != "mail":
            return super()._bars_registration()
        return self.verdict == "invalid" and bool(self.signature_line_ids)

    def _refuse(self, reason, kind=None):
        """Return what came by mail by mail; only by hand, and never to a machine."""
        result = super()._refuse(reason, kind)
        for document in self.sudo():
            if document.source != "mail" or document.mail_automatic:
                continue
            if not email_normalize(document.mail_from or ""):
                continue
            subject = self.env._("Returned: %(name)s", name=document.display_name)
            self.env["mail.mail"].sudo().create(
                {
                    "model": document._name,
                    "res_id": document.id,
                    "subject": subject,
                    "email_to": document.mail_from,
                    "email_from": document.company_id.email_formatted
                    or self.env.user.email_formatted,
                    "body_html": plaintext2html(reason or ""),
                    "headers": {"Auto-Submitted": "auto-replied"},
                    "references": document.mail_message_id,
                    "auto_delete": False,
                }
            )
        return result

    def action_open_mail(self):
        """Download the message as it came."""
        self.ensure_one()
        self.check_access("read")
        url = f"/edoc/incoming/{self.id}/mail"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def _mail_bytes(self):
        """Return the message; refuse it when it doesn't match its hash."""
        self.ensure_one()
        stored = self.sudo().with_context(bin_size=False)
        raw = base64.b64decode(stored.mail_raw or b"")
        if raw and hashlib.sha256(raw).hexdigest() != stored.mail_sha256:
            raise UserError(
                self.env._(
                    "The stored bytes of “%(name)s” do not match their SHA-256. "
                    "Nothing is done with them; tell the administrator at once.",
                    name=self.display_name,
                )
            )
        return raw


def _is_pdf(item):
    return item.name.lower().endswith(".pdf")
