"""Prints: what the clerk seals on paper, and what the leader signs on paper."""

from odoo.http import Controller, content_disposition, request, route


class EdocPaperController(Controller):
    @route("/edoc/paper/<string:ids>", type="http", auth="user")
    def dispatches(self, ids):
        """Send the pages of paper copies, for each recipient as many as he gets.

        :param ids: numbers of the paper copies, with commas between them
        :raises AccessError: the user may not read one of them
        """
        papers = self._records("edoc.paper.dispatch", ids)
        content = papers._print()
        papers._note_access("print", "paper")
        return self._send(content)

    @route("/edoc/paper/archive/<string:ids>", type="http", auth="user")
    def archive(self, ids):
        """Send the pages that are signed on paper for the archive (Điều 12.1d).

        :param ids: numbers of the documents, with commas between them
        :raises AccessError: the user may not read one of them
        """
        documents = self._records("edoc.outgoing", ids)
        content = documents._print_paper()
        documents._note_access("print", "paper")
        return self._send(content)

    def _records(self, model, ids):
        numbers = ids.split(",")
        if not all(number.isdecimal() for number in numbers):
            raise request.not_found()
        records = request.env[model].browse([int(number) for number in numbers])
        if not records or records.exists() != records:
            raise request.not_found()
        records.check_access("read")
        return records

    def _send(self, content):
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Length", str(len(content))),
            ("Content-Disposition", content_disposition("ban-in.pdf", "inline")),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "private, no-store"),
        ]
        return request.make_response(content, headers)
