"""Bytes of files, to those who may read the document."""

from odoo.http import Controller, content_disposition, request, route


class EdocFileController(Controller):
    @route("/edoc/version/<int:version_id>", type="http", auth="user")
    def version(self, version_id, download=None):
        """Send a version's bytes exactly as they are kept.

        :raises AccessError: the user takes no part in the document
        """
        version = self._readable(version_id)
        inline = version.mimetype == "application/pdf" and not download
        content = version._bytes()
        version._note_access("view" if inline else "download", version.stage)
        return self._send(content, version.name, version.mimetype, inline)

    @route(
        "/edoc/version/<int:version_id>/original",
        type="http",
        auth="user",
    )
    def original(self, version_id):
        """Send the original that lies in a sealed cover, byte by byte (Điều 6.2b).

        :raises AccessError: the user takes no part in the document
        """
        version = self._readable(version_id)
        original = version._original()
        if not original:
            raise request.not_found()
        version._note_access("download", "original")
        return self._send(original.content, original.name, original.mimetype, False)

    @route("/edoc/version/<int:version_id>/marked", type="http", auth="user")
    def marked(self, version_id):
        """Send a copy of the pages with the mark of who took it and when.

        It holds no signature; the signed file is what :meth:`version` sends.

        :raises AccessError: the user takes no part in the document
        """
        version = self._readable(version_id)
        content = version._marked_copy()
        version._note_access("download", "marked")
        name = f"ban-sao-{version.name}"
        return self._send(content, name, "application/pdf", False)

    def _readable(self, version_id):
        version = request.env["edoc.file.version"].browse(version_id).exists()
        if not version:
            raise request.not_found()
        version.check_access("read")
        return version

    def _send(self, content, name, mimetype, inline):
        disposition = content_disposition(name, "inline" if inline else "attachment")
        headers = [
            ("Content-Type", mimetype or "application/octet-stream"),
            ("Content-Length", str(len(content))),
            ("Content-Disposition", disposition),
            ("X-Content-Type-Options", "nosniff"),
            # versions never change, but the right to read them may end
            ("Cache-Control", "private, no-cache"),
        ]
        return request.make_response(content, headers)
