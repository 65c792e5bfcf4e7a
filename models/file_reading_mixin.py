"""What was read of a file: its words, and a copy that can be searched (Điều 10.1)."""

from odoo import fields, models


class EdocFileReadingMixin(models.AbstractModel):
    """Lies beside the file as it came, which stays as it is."""

    _name = "edoc.file.reading.mixin"
    _description = "Document File: Reading"

    searchable_id = fields.Many2one(
        "edoc.file.version",
        string="Searchable copy",
        readonly=True,
        copy=False,
        help="The pages as they came, with the words that were read below them.",
    )
    page_text = fields.Text(string="Text of the pages", readonly=True, copy=False)

    def _keep_reading(self, reading):
        """Keep the words and, of a scan, the searchable copy; once for each file.

        :param reading: ``core.ocr.read.Reading``
        """
        self.ensure_one()
        text = reading.text.replace("\0", "")
        self._through_door().write({"page_text": text})
        if reading.searchable and not self.sudo().searchable_id:
            copy = self._append_version(reading.searchable, "searchable")
            self._through_door().write({"searchable_id": copy.id})

    def action_open_searchable(self):
        """Open the copy that can be searched."""
        self.ensure_one()
        self.check_access("read")
        url = self.sudo().searchable_id.url
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}
