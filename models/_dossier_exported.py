"""A dossier and its documents as core exports them, in the law's own words.

NĐ 30/2020 Phụ lục VI II. Whoever calls has asked before whether all of it may go out.
"""

from datetime import UTC

from odoo import fields

from ..core.records.model import (
    ComputerFile,
    Document,
    Dossier,
    Event,
    FileCode,
    Recipient,
    Signer,
)

# whatever language the user reads
_LANGUAGE = "vi_VN"
_VIETNAMESE = "Tiếng Việt"
_RIGHTS = {"01": "Công khai", "02": "Sử dụng có điều kiện"}
_PERMANENT = "Vĩnh viễn"
_SIGNED_HERE = {
    "signed": "Đã ký số trên Hệ thống",
    "numbered": "Đã ký số, cấp số trên Hệ thống",
    "sealed": "Đã ký số và đóng dấu của cơ quan trên Hệ thống",
    "archived": "Đã ký số, đóng dấu, gia hạn dấu thời gian lưu trữ trên Hệ thống",
}


def exported(dossier):
    """Return an ``edoc.dossier`` with its documents, files and history."""
    asked_in = dossier.env.context.get("lang")
    dossier = dossier.sudo().with_context(lang=_LANGUAGE)
    rows = dossier.document_ids
    holders = [(dossier, ""), *((row._document(), _key(row)) for row in rows)]
    years = dossier.retention_id.years
    return Dossier(
        FileCode(dossier.organ_id or "", dossier.year, dossier.notation or ""),
        dossier.title or "",
        f"{years} năm" if years else _PERMANENT,
        _RIGHTS[dossier.rights],
        dossier.user_id.name,
        dossier.company_id.name,
        language=dossier.language or _VIETNAMESE,
        start_date=dossier.start_date or None,
        end_date=dossier.end_date or None,
        description=dossier.note or "",
        documents=tuple(_document(row, asked_in) for row in rows),
        history=tuple(
            event
            for holder, key in holders
            if holder
            for event in _events(holder.step_ids, key)
        ),
    )


def _key(row):
    return f"{row._name},{row.id}"


def _document(row, asked_in):
    facts, document = row._facts(), row._document()
    number, _slash, notation = (facts["code"] or "").partition("/")
    files = tuple(_files(row, asked_in))
    outgoing = bool(row.outgoing_id or row.copy_id)
    known = {
        "key": _key(row),
        "direction": "outgoing" if outgoing else "incoming",
        "doc_ordinal": row.ordinal,
        "type_name": facts["type_name"] or "",
        "code_number": number,
        "code_notation": notation,
        "issued_date": facts["day"] or None,
        "organ_name": facts["agency"] or "",
        "subject": facts["subject"] or "",
        "page_amount": row.page_count,
        "description": row.note or "",
        "origin": _origin(row, files),
        "files": files,
    }
    if row.incoming_id:
        known |= {**_common(document), **_incoming(document)}
    elif row.outgoing_id:
        known |= {**_common(document), **_outgoing(document)}
    return Document(**known)


def _origin(row, files):
    if not files:
        return "paper"
    entered = row.incoming_id and row.incoming_id.source == "upload"
    return "digitised" if entered else "digital"


def _common(document):
    return {
        "code_number": document.code_number or "",
        "code_notation": document.code_notation or "",
        "language": document.language or _VIETNAMESE,
        "signer": Signer(document.signer_position or "", document.signer_name or ""),
        "priority": int(document.urgency),
        "due_date": document.due_date or None,
    }


def _incoming(document):
    here = document.with_context(tz="Asia/Ho_Chi_Minh")
    arrived = fields.Datetime.context_timestamp(here, document.arrived_at)
    places = document.handler_id.name or document.lead_department_id.name
    return {
        "arrival_date": arrived.date(),
        "arrival_number": document.arrival_number,
        "to_places": places or "",
        "trace": document.instruction or "",
    }


def _outgoing(document):
    return {
        "recipients": tuple(
            Recipient(partner.name or "-", partner.edoc_organ_id or "")
            for partner in document.delivery_ids.partner_id
        ),
        "issued_amount": document.copies,
    }


def _files(row, asked_in):
    """The files as they are kept, each with what its last check said."""
    for file in row._files().filtered("current_id"):
        # what goes wrong is told in the language of whoever asked
        version = file.current_id.with_context(lang=asked_in)
        if version.destroyed_at:
            continue
        yield ComputerFile(
            file.name,
            version.mimetype,
            version.size,
            version.sha256,
            lambda version=version: version._stored().open(),
            created=version.create_date.replace(tzinfo=UTC),
            signature=_checked(version),
            main=file.role == "main",
        )


def _checked(version):
    """What the last check said; of what was signed here, that it was."""
    checks = version.env["edoc.verification"].sudo()
    last = checks.search([("version_id", "=", version.id)], limit=1)
    if last or version.stage not in _SIGNED_HERE:
        return " ".join((last.sentence or "").split())
    return _SIGNED_HERE[version.stage]


def _events(steps, key):
    for step in steps.sorted("id"):
        yield Event(
            step.done_at.replace(tzinfo=UTC),
            step.action,
            step.action_label,
            step.user_id.name,
            step.on_behalf_id.name or "",
            step.reason or "",
            key,
        )
