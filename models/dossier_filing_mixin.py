"""What a dossier holds, and how it gets there (NĐ 30/2020 Điều 29.3)."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import secrecy
from ..core.copying import count_pages
from ..core.errors import EdocError
from ..core.pdftext import first_page_lines
from ._messages import user_error

# what belongs to no work yet, or to none any more
NOT_FILED = {
    "edoc.incoming": ("received", "refused", "linked", "recalled"),
    "edoc.outgoing": ("cancelled",),
    "edoc.copy": ("draft", "returned", "refused", "cancelled", "recalled"),
}
LINKS = {
    "edoc.incoming": "incoming_id",
    "edoc.outgoing": "outgoing_id",
    "edoc.copy": "copy_id",
}


class EdocDossierFilingMixin(models.AbstractModel):
    """Documents go in by hand or by rule, in order, each once."""

    _name = "edoc.dossier.filing.mixin"
    _description = "Dossier: Filing"

    document_ids = fields.One2many(
        "edoc.dossier.document", "dossier_id", string="Documents", readonly=True
    )
    file_ids = fields.One2many(
        "edoc.file", "dossier_id", string="Kept files", readonly=True
    )
    doc_total = fields.Integer(
        string="Documents in it",
        compute="_compute_totals",
        store=True,
        compute_sudo=True,
        aggregator="sum",
    )
    page_total = fields.Integer(
        string="Pages in it",
        compute="_compute_totals",
        store=True,
        compute_sudo=True,
        aggregator="sum",
    )

    @api.depends("document_ids.page_count")
    def _compute_totals(self):
        for dossier in self:
            rows = dossier.document_ids
            dossier.doc_total = len(rows)
            dossier.page_total = sum(rows.mapped("page_count"))

    def _check_may_file(self):
        """:raises UserError: it is closed, or the user takes no part in it"""
        for dossier in self:
            if dossier.state != "open":
                raise UserError(
                    self.env._(
                        "“%(name)s” is closed: nothing is put in any more. Its keeper "
                        "can reopen it with a reason.",
                        name=dossier.display_name,
                    )
                )
            duties = {"keeper", "dossier_head", "participant", "system"}
            if not dossier._duties() & duties:
                raise UserError(
                    self.env._(
                        "You take no part in “%(name)s”. Ask %(user)s, who keeps it.",
                        name=dossier.display_name,
                        user=dossier.sudo().user_id.name,
                    )
                )

    def _file(self, documents, rule=None):
        """Put documents into each of the dossiers; what is in there already stays.

        :param documents: of one kind, which the user may read
        :return: the new rows
        """
        self._check_may_file()
        documents.check_access("read")
        rows = self.env["edoc.dossier.document"]
        for dossier in self:
            dossier._check_fileable(documents)
            dossier.sudo().lock_for_update(allow_referencing=True)
            link = LINKS[documents._name]
            new = documents.sudo() - dossier.sudo().document_ids[link]
            for document in new.with_env(self.env):
                rows |= dossier._add_row(
                    {
                        link: document.id,
                        "page_count": document.sudo().page_count,
                        "rule_id": rule.id if rule else False,
                    }
                )
        return rows

    def _check_fileable(self, documents):
        for document in documents:
            if document.sudo().company_id != self.sudo().company_id:
                raise UserError(
                    self.env._(
                        "“%(document)s” belongs to another entity than the dossier.",
                        document=document.display_name,
                    )
                )
            if document.state in NOT_FILED[document._name]:
                states = document._fields["state"]._description_selection(self.env)
                raise UserError(
                    self.env._(
                        "“%(document)s” stands at “%(state)s” and goes into no "
                        "dossier.",
                        document=document.display_name,
                        state=dict(states)[document.state],
                    )
                )

    def _add_row(self, vals):
        self.ensure_one()
        last = max(self.sudo().document_ids.mapped("ordinal"), default=0)
        row = self.env["edoc.dossier.document"]._through_door()
        row = row.create(
            {
                "dossier_id": self.id,
                "ordinal": last + 1,
                "added_by_id": self.env.uid,
                **vals,
            }
        )
        return row.with_env(self.env)

    def _keep_file(self, name, content, **known):
        """Keep a file that is no document of the registers (Điều 29.3).

        :param known: ``kept_…`` columns of the row
        :raises UserError: a format that isn't permitted, or marked secret (Điều 1.2)
        """
        self.ensure_one()
        self._check_may_file()
        self.env["edoc.file.format"]._check(name, content, "enclosure")
        pages = 0
        if name.lower().endswith(".pdf"):
            pages = self._pages_of(content)
        self.sudo().lock_for_update(allow_referencing=True)
        file = self.env["edoc.file"]._through_door()
        file = file.create({"name": name, "role": "main", "dossier_id": self.id})
        file._close_door()._add_version(content, "received")
        known.setdefault("page_count", pages)
        return self._add_row({"file_id": file.id, **known})

    def _pages_of(self, pdf):
        try:
            degree = secrecy.find_degree(first_page_lines(pdf))
            pages = count_pages(pdf)
        except EdocError as error:
            raise user_error(self.env, error) from error
        if degree:
            raise UserError(self.env["edoc.incoming"]._secret_refusal(degree))
        return pages

    def _drop(self, rows, reason):
        """Take documents out; a kept file is destroyed, its SHA-256 stays written."""
        self.ensure_one()
        self._check_may_change({"document_ids"})
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason in words."))
        for row in rows.sudo() & self.sudo().document_ids:
            file, facts = row.file_id, row._facts()
            what = facts["code"] or facts["subject"] or file.name
            closed = row.with_env(self.env)
            # the history is read by all who take part, the document is not
            if not file and row._document()._fields.get("is_restricted"):
                restricted = row._document().is_restricted
                what = closed.env._("Restricted document") if restricted else what
            mark = f" (SHA-256 {file.sha256})" if file else ""
            self._note_step("drop", f"{row.ordinal}. {what}{mark}: {reason}")
            row._through_door().unlink()
            file._through_door().unlink()
        self._number_rows(self.sudo().document_ids.sorted("ordinal"))
        return True

    def _number_rows(self, rows):
        """Give the ordinals anew, in the order of the rows."""
        for ordinal, row in enumerate(rows, 1):
            if row.ordinal != ordinal:
                row._through_door().write({"ordinal": ordinal})
