"""The page behind the QR code of a document: open to everybody, telling little."""

import hashlib
import time
from functools import cache

from odoo.http import Controller, request, route

from ..core.direct.rate import Rate

_PER_MINUTE = 30
_MOST_BYTES = 128 * 1024 * 1024
_PIECE = 1024 * 1024
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


class EdocCheckController(Controller):
    @route(
        "/edoc/check/<string:token>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        csrf=False,
        save_session=False,
        max_content_length=_MOST_BYTES,
    )
    def check(self, token, file=None):
        """Tell what a document is, and whether a file is it.

        A wrong code is answered like one that was never given. Nothing is changed, so
        that anybody's form may ask; the file is read and forgotten.

        :param file: of the holder, where his browser can't compare
        """
        if not _rate().allows(request.httprequest.remote_addr, time.monotonic()):
            return self._answer("Xin thử lại sau một phút. Try again in a minute.", 429)
        found = request.env["edoc.checkable.mixin"]._public_check(token)
        answer = None
        if found and hasattr(file, "stream"):
            answer = "same" if _sha256(file.stream) in found["hashes"] else "other"
        values = {"found": found, "answer": answer}
        page = request.env["ir.qweb"]._render("l10n_vn_edoc.public_check", values)
        return self._answer("<!DOCTYPE html>\n" + page, 200 if found else 404)

    def _answer(self, content, status):
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Security-Policy", _POLICY),
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Robots-Tag", "noindex"),
        ]
        return request.make_response(content, headers, status=status)


def _sha256(stream):
    digest = hashlib.sha256()
    while piece := stream.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()


@cache
def _rate():
    return Rate(_PER_MINUTE)
