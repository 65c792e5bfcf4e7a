"""What a sender asks afterwards in the demo, and what we ask: recall and update."""

from dataclasses import replace
from datetime import timedelta

from ..core.edxml import build_packet
from ..core.edxml.codes import BusinessDocType
from ..core.edxml.model import (
    Business,
    DocumentPacket,
    Organization,
    TraceHeader,
)
from .organisation import SCT
from .other_agency import utc_now


def order_packet(agency, document, kind, reason, business=None, **changes):
    """Return the packet by which the other agency recalls or updates a document.

    :param agency: ``OtherAgency`` that has sent the document
    :param business: more of what it asks, such as ``receivers``
    :param changes: what the header says differently from the document
    """
    packet = DocumentPacket(
        sender=agency.organization,
        recipients=(Organization(organ_id="H35.09", organ_name=SCT),),
        document_id=document.document_uid,
        code_number=document.code_number,
        code_notation=document.code_notation,
        place=document.place or "",
        promulgation_date=document.date_document,
        type=18,
        type_detail=0,
        type_name="Công văn",
        subject=document.subject,
        position=document.signer_position or "",
        signer_name=document.signer_name or "",
        due_date=document.due_date or None,
        priority=int(document.urgency),
        page_amount=document.page_count,
        business=Business(doc_type=kind, reason=reason, **(business or {})),
        trace=(TraceHeader(agency.organization.organ_id, utc_now()),),
    )
    return build_packet(replace(packet, **changes))


def ask(line, waiting, handled, issued):
    """Leave a recall and an update to be decided, and a recall of our own.

    :param waiting: an incoming document in *Chờ lưu trữ*
    :param handled: one that somebody handles
    :param issued: a document of our own
    """
    recall = order_packet(
        line.agency,
        waiting,
        BusinessDocType.RECALL,
        "Văn bản ban hành nhầm thể thức, Ủy ban nhân dân tỉnh sẽ ban hành lại.",
    )
    line.agency.send("thu-hoi", recall)
    update = order_packet(
        line.agency,
        handled,
        BusinessDocType.UPDATE,
        "Điều chỉnh trích yếu và thời hạn báo cáo.",
        business={"document_id": handled.document_uid, "document_info": True},
        subject=f"{handled.subject} (đính chính trích yếu)",
        due_date=handled.due_date + timedelta(days=5),
    )
    line.agency.send("cap-nhat", update)
    line.channel._edoc_receive()
    line.done("A recall and an update wait for the clerk")
    wizard = line.env["edoc.change.order"].with_user(line.user("vanthu"))
    wizard.create(
        {
            "outgoing_id": issued.id,
            "kind": "recall",
            "reason": "Số liệu tại phụ lục chưa chính xác, đề nghị thu hồi.",
        }
    ).action_order()
    line.done("The clerk proposes a recall")
