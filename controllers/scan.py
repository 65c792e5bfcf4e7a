"""Where the clerk's scans and photographs come in, and where they go out again."""

from odoo.exceptions import AccessError, UserError
from odoo.http import Controller, content_disposition, request, route

from ..core.ocr.separator import separator_sheet
from ..models.file import MAX_FILE_BYTES
from ..models.scan import WAYS

MOST_FILES = 100


class EdocScanController(Controller):
    @route(
        "/edoc/scan/bring-in",
        type="http",
        auth="user",
        methods=["POST"],
        max_content_length=4 * MAX_FILE_BYTES,
    )
    def bring_in(self, way="each", **_form):
        """Make documents of the files that come with the form; all of them or none.

        :return: JSON with what to open, or with a sentence that says what was wrong
        """
        uploads = request.httprequest.files.getlist("files")[:MOST_FILES]
        files = [(item.filename or "scan", item.read()) for item in uploads]
        try:
            with request.env.cr.savepoint():
                answer = self._brought_in(files, way)
        except (AccessError, UserError) as error:
            answer = {"error": str(error)}
        return request.make_json_response(answer)

    def _brought_in(self, files, way):
        env = request.env
        if not env.user.has_group("l10n_vn_edoc.group_clerk"):
            raise AccessError(env._("Only the clerk brings documents in."))
        if not files or way not in WAYS:
            raise UserError(env._("Choose a file."))
        box = env["edoc.contact.point"].sudo()._of_entity(env.company)
        documents = env["edoc.scan"]._bring_in(files, way, box)
        if documents:
            return {"action": documents[0].action_open_entry()}
        action = env["ir.actions.act_window"]._for_xml_id(
            "l10n_vn_edoc.edoc_scan_action"
        )
        return {"action": action}

    @route("/edoc/scan/<int:scan_id>", type="http", auth="user")
    def scan(self, scan_id):
        """Send a scan exactly as it came.

        :raises AccessError: the user may not read all documents in it
        """
        scan = request.env["edoc.scan"].browse(scan_id).exists()
        if not scan:
            raise request.not_found()
        content = scan._readable_bytes()
        scan._note_access("download", "scan")
        return self._send(content, scan.name, "application/octet-stream", "attachment")

    @route("/edoc/scan/sheet", type="http", auth="user", readonly=True)
    def sheet(self):
        """Send the sheet that is laid between two documents of one scan."""
        env = request.env
        sheet = separator_sheet(
            env._("Next document"),
            env._(
                "Lay this sheet before the first page of each document but the first, "
                "and scan them all at once. It is printed any number of times and "
                "used again."
            ),
        )
        return self._send(sheet, "to-phan-cach.pdf", "application/pdf", "inline")

    def _send(self, content, name, mimetype, way):
        headers = [
            ("Content-Type", mimetype),
            ("Content-Length", str(len(content))),
            ("Content-Disposition", content_disposition(name, way)),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "private, no-store"),
        ]
        return request.make_response(content, headers)
