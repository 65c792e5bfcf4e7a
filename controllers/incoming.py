"""What an incoming document brings besides its files."""

from odoo.http import Controller, content_disposition, request, route


class EdocIncomingController(Controller):
    @route(
        "/edoc/incoming/<int:document_id>/arrival",
        type="http",
        auth="user",
    )
    def arrival(self, document_id, corner="auto"):
        """Send a print with the stamp *ĐẾN* (NĐ 30 Phụ lục IV); it is kept nowhere.

        :raises AccessError: the user takes no part in the document
        """
        document = self._readable(document_id)
        printed = document._arrival_print(corner)
        document._note_access("print", "arrival")
        name = f"den-{document.arrival_number}.pdf"
        return self._send(printed.pdf, name, "application/pdf", "inline")

    @route("/edoc/incoming/<int:document_id>/mail", type="http", auth="user")
    def mail(self, document_id):
        """Send the message as it came, to be saved and never to be shown.

        :raises AccessError: the user takes no part in the document
        """
        document = self._readable(document_id)
        raw = document._mail_bytes()
        if not raw:
            raise request.not_found()
        document._note_access("download", "mail")
        name = f"thu-{document_id}.eml"
        return self._send(raw, name, "application/octet-stream", "attachment")

    def _readable(self, document_id):
        document = request.env["edoc.incoming"].browse(document_id).exists()
        if not document:
            raise request.not_found()
        document.check_access("read")
        return document

    def _send(self, content, name, mimetype, way):
        headers = [
            ("Content-Type", mimetype),
            ("Content-Length", str(len(content))),
            ("Content-Disposition", content_disposition(name, way)),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "private, no-store"),
        ]
        return request.make_response(content, headers)
