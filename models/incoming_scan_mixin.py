"""What the page of a scan proposes for the register (Điều 10.1; NĐ 30 Phụ lục I)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import secrecy
from ..core.errors import EdocError
from ..core.ocr.program import Bounds
from ..core.ocr.propose import Known, propose
from ..core.ocr.read import read_document
from ..core.ocr.separator import join
from ..core.sameness import agency_key
from ._messages import user_error
from ._server_settings import server_settings
from .incoming_entry_mixin import NOT_ENTERED
from .incoming_return_mixin import hint

# The rules' names of what the form has as it is.
_SAME = {
    "date": "date_document",
    "subject": "subject",
    "signer_name": "signer_name",
    "signer_position": "signer_position",
}


class EdocIncomingScanMixin(models.AbstractModel):
    """Proposals lie beside the fields, never in them: the clerk takes each over."""

    _name = "edoc.incoming.scan.mixin"
    _description = "Incoming Document: Scan"

    reading_state = fields.Selection(
        [
            ("queued", "The page is being read"),
            ("read", "The page was read"),
            ("unread", "The page can't be read"),
        ],
        readonly=True,
        copy=False,
    )
    proposals = fields.Json(
        readonly=True,
        copy=False,
        help="By field: value, label, confidence, page and spot on it.",
    )
    scan_id = fields.Many2one(
        "edoc.scan", string="From the scan", readonly=True, copy=False, index=True
    )
    scan_pages = fields.Char(string="Pages of the scan", readonly=True, copy=False)

    @api.model
    def _of_scan(self, name, pdf, box):
        """Return a document that waits for the clerk, with the scan as its file."""
        document = self.with_company(box.company_id).with_context(lang="vi_VN")
        document = document._through_door().create(
            {
                "company_id": box.company_id.id,
                "box_id": box.id,
                "addressed_box_id": box.id,
                "subject": name[:500] or NOT_ENTERED,
                "sender_name": NOT_ENTERED,
            }
        )
        document._attach("main", f"{name[:120] or 'scan'}.pdf", pdf)
        document._announce()
        document._queue_reading()
        return document.with_env(self.env)

    @api.model
    def _joined(self, pdfs):
        """Return one PDF of several files, in their order."""
        try:
            return join(pdfs)
        except EdocError as error:
            raise user_error(self.env, error) from error

    def _queue_reading(self):
        """Have the page read in the background: it takes a second or two each."""
        for document in self:
            if document.state != "received" or not document._page_to_read():
                continue
            document._through_door().write({"reading_state": "queued"})
            document.with_delay(
                description=self.env._("Read the pages of a document that came in"),
                identity_key=f"edoc-read-{document.id}",
            )._read_pages()

    def _page_to_read(self):
        """Return the main document, if it is a PDF."""
        files = self.sudo().file_ids.filtered(lambda file: file.role == "main")
        return files.filtered(lambda file: file._is_pdf())[:1]

    def _read_pages(self):
        """Job: read the main document; what can't be read stays as it came."""
        self.ensure_one()
        file = self._page_to_read()
        if not file or file.current_id.destroyed_at:
            return
        try:
            reading = read_document(file._content(), *reading_limits())
        except EdocError as error:
            why = str(user_error(self.env(context={"lang": "vi_VN"}), error))
            noted = self._hints_with("hint.scan_unread", {"why": why})
            self._through_door().write({"reading_state": "unread", "hints": noted})
            return
        file._keep_reading(reading)
        values = {
            "reading_state": "read",
            "proposals": self._proposals_of(reading),
        }
        degree = reading.pages[0].number == 1 and secrecy.find_degree(
            row.text for row in reading.pages[0].rows
        )
        if degree:
            values["hints"] = self._hints_with("hint.scan_secret", {"degree": degree})
        self._through_door().write(values)

    def _hints_with(self, code, params):
        """Return the hints with one more; read again, it isn't there twice."""
        others = [item for item in self.hints or () if item["code"] != code]
        return [*others, hint("scan", code, params)]

    def _proposals_of(self, reading):
        """Return the proposals by field of the form, as the form needs them."""
        agencies, types = self._known_agencies(), self.env["edoc.document.type"]
        types = types.with_context(lang="vi_VN").search([])
        known = Known(
            list(agencies),
            {item.name: item.abbreviation or "" for item in types},
            self._vn_today(),
        )
        found = propose(reading.pages, known)
        made = {
            name: self._told(found[key]) for key, name in _SAME.items() if key in found
        }
        if {"number", "notation"} <= found.keys():
            code = self._told(found["notation"])
            code["value"] = f"{found['number'].value}/{code['value']}"
            made["typed_code"] = code
        if "type" in found:
            kind = types.filtered(lambda item: item.name == found["type"].value)
            made["type_id"] = self._told(found["type"], kind.id)
        if "agency" in found:
            partner = agencies.get(found["agency"].value)
            name = "sender_id" if partner else "sender_name"
            made[name] = self._told(found["agency"], partner)
        if "subject" in made and self.source == "upload":
            # its name stands there, until the page tells
            made["subject"]["over"] = self.subject
        return made

    @api.model
    def _told(self, proposal, record_id=None):
        return {
            "value": record_id or proposal.value,
            "label": proposal.value,
            "confidence": proposal.confidence,
            "page": proposal.page,
            "spot": proposal.spot,
        }

    def _known_agencies(self):
        """Return the agencies of the list by name, but for two of one name."""
        partners = self.env["res.partner"].search([("edoc_is_agency", "=", True)])
        found = {}
        for partner in partners:
            key = agency_key(partner.name or "")
            found[key] = False if key in found else (partner.name, partner.id)
        return dict(filter(None, found.values()))

    @api.model
    def _hint_sentence(self, hint):
        if hint["code"] == "hint.scan_unread":
            return self.env._(
                "Its pages could not be read, so nothing is proposed: %(why)s",
                why=hint["params"]["why"],
            )
        if hint["code"] == "hint.scan_secret":
            field = self._fields["secrecy"]
            labels = dict(field._description_selection(self.env))
            return self.env._(
                "On the page stands %(degree)s. Look at it at once: documents with "
                "state secrets must not be in this system (Điều 1.2). If it is one, "
                "don't register it and tell the administrator.",
                degree=labels[hint["params"]["degree"]],
            )
        return super()._hint_sentence(hint)

    def action_read_again(self):
        """Read the page once more, where it could not be read."""
        self.ensure_one()
        self._check_step("register")
        if not self._page_to_read():
            raise UserError(self.env._("There is no PDF to read."))
        self._queue_reading()
        return True


def reading_limits():
    """Return what one page and what all pages may take; the server sets it."""
    section = server_settings()
    memory = int(section.get("ocr_memory_mb", 2048)) * 1024 * 1024
    bounds = Bounds(float(section.get("ocr_page_seconds", 30)), memory)
    return bounds, float(section.get("ocr_seconds", 90))
