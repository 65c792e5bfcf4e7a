"""Bytes of files, to those who may read the document."""

from odoo.http import Controller, content_disposition, request, route


class EdocFileController(Controller):
    @route("/edoc/version/<int:version_id>", type="http", auth="user", readonly=True)
    def version(self, version_id, download=None):
        """Send a version's bytes exactly as they are kept.

        :raises AccessError: the user takes no part in the document
        """
        version = request.env["edoc.file.version"].browse(version_id).exists()
        if not version:
            raise request.not_found()
        version.check_access("read")
        content = version._bytes()
        inline = version.mimetype == "application/pdf" and not download
        disposition = content_disposition(
            version.name, "inline" if inline else "attachment"
        )
        headers = [
            ("Content-Type", version.mimetype or "application/octet-stream"),
            ("Content-Length", str(len(content))),
            ("Content-Disposition", disposition),
            ("X-Content-Type-Options", "nosniff"),
            # versions never change, but the right to read them may end
            ("Cache-Control", "private, no-cache"),
        ]
        return request.make_response(content, headers)
