"""What a verification hands out: its report, the file and its earlier revisions."""

from odoo.http import Controller, content_disposition, request, route

_MODELS = {"verification": "edoc.verification", "check": "edoc.verification.check"}
_KIND = "any(verification,check)"


class EdocVerificationController(Controller):
    @route(
        f"/edoc/<{_KIND}:kind>/<int:record_id>/report",
        type="http",
        auth="user",
    )
    def report(self, kind, record_id):
        """Send the raw report, with certificates and evidence, as JSON.

        :raises AccessError: the user may not read the verification
        """
        record = self._readable(kind, record_id)
        name = f"{record._file_name()}.kiem-tra-ky-so.json"
        content = record.report.encode()
        record._note_access("download", "report")
        return self._send(content, name, "application/json", "attachment")

    @route(
        f"/edoc/<{_KIND}:kind>/<int:record_id>/file",
        type="http",
        auth="user",
    )
    def file(self, kind, record_id, revision=None):
        """Send the verified bytes, or those of an earlier revision.

        :param revision: number of the revision, from 0
        :raises AccessError: the user may not read the verification, or not the file
        """
        record = self._readable(kind, record_id)
        if revision is None:
            content = record._kept_bytes()
        elif revision.isascii() and revision.isdigit() and len(revision) < 6:
            content = record._revision_bytes(int(revision))
        else:
            content = None
        if content is None:
            raise request.not_found()
        record._note_access("view", "file")
        is_pdf = content[:1024].find(b"%PDF-") >= 0
        mimetype = "application/pdf" if is_pdf else "application/octet-stream"
        disposition = "inline" if is_pdf else "attachment"
        return self._send(content, record._file_name(), mimetype, disposition)

    def _readable(self, kind, record_id):
        record = request.env[_MODELS[kind]].browse(record_id).exists()
        if not record:
            raise request.not_found()
        record.check_access("read")
        return record

    def _send(self, content, name, mimetype, disposition):
        headers = [
            ("Content-Type", mimetype),
            ("Content-Length", str(len(content))),
            ("Content-Disposition", content_disposition(name, disposition)),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "private, no-cache"),
        ]
        return request.make_response(content, headers)
