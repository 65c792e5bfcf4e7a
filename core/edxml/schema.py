"""The packet's elements in the order of the official builder, as data.

One table drives the reader, the writer, the checks and the JSON of the command line.
Order and spelling: the axis' client library; lengths: Nghị định 30/2020 annex VI part
II, with 35 characters for identifiers since Quyết định 20/2020; what must be there:
Quyết định 28/2018 Điều 10.2 (points b to q) and what the axis can't route without.
"""

from .model import (
    Business,
    Organization,
    Receiver,
    Reference,
    Replacement,
    ResponseFor,
    StaffInfo,
    TraceHeader,
)
from .template import Group, Kind, Leaf, Need

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
PREFIX = "edXML"

_LAW = "QĐ 28/2018 Đ10k2"
_AXIS = "QCVN 102:2016"


def _by_law(
    name: str,
    attribute: str,
    point: str,
    limit: int | None = None,
    kind: Kind = Kind.TEXT,
    need: Need = Need.ALWAYS,
) -> Leaf:
    """A leaf that point ``point`` of Quyết định 28/2018 Điều 10.2 wants."""
    return Leaf(name, attribute, kind, need=need, limit=limit, point=_LAW + point)


def _organ_id(need: Need, many: bool = False, attribute: str = "organ_id") -> Leaf:
    point = _LAW + "a"
    return Leaf("OrganId", attribute, many=many, need=need, limit=35, point=point)


def _organization(name: str, attribute: str, point: str, many: bool) -> Group:
    children = (
        _organ_id(Need.ALWAYS),
        Leaf("OrganizationInCharge", "organization_in_charge", limit=200),
        Leaf("OrganName", "organ_name", need=Need.EXPECTED, limit=200),
        Leaf("OrganAdd", "organ_add"),
        Leaf("Email", "email"),
        Leaf("Telephone", "telephone"),
        Leaf("Fax", "fax"),
        Leaf("Website", "website"),
    )
    return Group(
        name, children, attribute, Organization, many, Need.ALWAYS, _LAW + point
    )


def _response_for(many: bool, need: Need) -> Group:
    children = (
        _organ_id(need),
        Leaf("Code", "code", limit=42),
        Leaf("DocumentId", "document_id"),
        Leaf("PromulgationDate", "promulgation_date", Kind.DATE),
    )
    return Group(
        "ResponseFor", children, "response_for", ResponseFor, many, need, _AXIS
    )


_STAFF = Group(
    "StaffInfo",
    (
        Leaf("Department", "department"),
        Leaf("DepartmentId", "department_id"),
        Leaf("Staff", "staff"),
        Leaf("StaffId", "staff_id"),
        Leaf("Email", "email"),
        Leaf("Mobile", "mobile"),
    ),
    "staff",
    StaffInfo,
)

_CODE = Group(
    "Code",
    (
        _by_law("CodeNumber", "code_number", "c", limit=11),
        _by_law("CodeNotation", "code_notation", "c", limit=30),
    ),
)

_PROMULGATION = Group(
    "PromulgationInfo",
    (
        Leaf("Place", "place", need=Need.EXPECTED),
        _by_law("PromulgationDate", "promulgation_date", "d", kind=Kind.DATE),
    ),
)

_DOCUMENT_TYPE = Group(
    "DocumentType",
    (
        _by_law("Type", "type", "đ", kind=Kind.INTEGER),
        Leaf("TypeDetail", "type_detail", Kind.INTEGER),
        _by_law("TypeName", "type_name", "đ", limit=100),
    ),
)

_SIGNER = Group(
    "SignerInfo",
    (
        Leaf("Competence", "competence"),
        # Packets of 2025 lack it, the law doesn't do without (point i).
        _by_law("Position", "position", "i", limit=100, need=Need.LEGAL),
        _by_law("FullName", "signer_name", "i", limit=50),
    ),
)

_OTHER_INFO = Group(
    "OtherInfo",
    (
        Leaf("Priority", "priority", Kind.INTEGER, point=_LAW + "k"),
        Leaf("SphereOfPromulgation", "sphere"),
        Leaf("TyperNotation", "typer_notation"),
        Leaf("PromulgationAmount", "promulgation_amount", Kind.INTEGER),
        Leaf("PageAmount", "page_amount", Kind.INTEGER),
        Leaf("Direction", "direction", Kind.BOOLEAN),
        Group("Appendixes", (Leaf("Appendix", "appendixes", many=True),)),
    ),
)

DOCUMENT_HEADER = Group(
    "MessageHeader",
    (
        _organization("From", "sender", "l", many=False),
        _organization("To", "recipients", "m", many=True),
        _by_law("DocumentId", "document_id", "b"),
        _CODE,
        _PROMULGATION,
        _DOCUMENT_TYPE,
        _by_law("Subject", "subject", "e", limit=500),
        Leaf("Content", "content"),
        _SIGNER,
        Leaf("DueDate", "due_date", Kind.DATE, point=_LAW + "o"),
        _OTHER_INFO,
        _response_for(many=True, need=Need.OPTIONAL),
        Leaf("SteeringType", "steering_type", Kind.INTEGER),
        Group("ResponseForTask", (Leaf("TaskCode", "task_codes", many=True),)),
        Leaf("ApplicationType", "application_type"),
        Group("ToPlaces", (Leaf("Place", "to_places", many=True, limit=1000),)),
    ),
    last_wins=True,
)

_RECEIVER = Group(
    "Receiver",
    (_organ_id(Need.ALWAYS), Leaf("ReceiverType", "added", Kind.FLAG)),
    "receivers",
    Receiver,
    many=True,
)

_REPLACEMENT = Group(
    "ReplacementInfo",
    (
        Leaf("DocumentId", "document_id", need=Need.ALWAYS, point=_AXIS),
        Group("OrganIdList", (_organ_id(Need.OPTIONAL, True, "organ_ids"),)),
    ),
    "replacements",
    Replacement,
    many=True,
)

_BUSINESS = Group(
    "Bussiness",
    (
        Leaf("DocumentId", "document_id"),
        Leaf("BussinessDocType", "doc_type", Kind.OPERATION),
        Leaf("BussinessDocReason", "reason"),
        Leaf("Paper", "paper", Kind.FLAG),
        Group(
            "BussinessDocumentInfo",
            (
                Leaf("DocumentInfo", "document_info", Kind.FLAG),
                Leaf("DocumentReceiver", "document_receiver", Kind.FLAG),
                Group("ReceiverList", (_RECEIVER,)),
            ),
        ),
        Group("ReplacementInfoList", (_REPLACEMENT,)),
        _STAFF,
    ),
    "business",
    Business,
)

_TRACE = Group(
    "TraceHeader",
    (
        _organ_id(Need.EXPECTED),
        _by_law("Timestamp", "timestamp", "n", kind=Kind.TIMESTAMP, need=Need.LEGAL),
    ),
    "trace",
    TraceHeader,
    many=True,
    need=Need.ALWAYS,
    point=_LAW + "n, p",
)

DOCUMENT_TRACE = Group("TraceHeaderList", (_BUSINESS, _TRACE))

_REFERENCE = Group(
    "Reference",
    (
        Leaf("ContentId", "content_id", Kind.CONTENT_ID),
        Leaf("ContentType", "content_type"),
        Leaf("Description", "description"),
        Leaf("AttachmentName", "name"),
    ),
    "references",
    Reference,
    many=True,
)

MANIFEST = Group("edXMLManifest", (_REFERENCE,))

STATUS_HEADER = Group(
    "MessageHeader",
    (
        _organization("From", "sender", "l", many=False),
        _response_for(many=False, need=Need.ALWAYS),
        _STAFF,
        _by_law("StatusCode", "status_code", "h"),
        Leaf("Description", "description"),
        _by_law("Timestamp", "timestamp", "n", kind=Kind.TIMESTAMP),
    ),
    last_wins=True,
)

# Spellings of other producers; what is read under them counts as the standard's.
OTHER_SPELLINGS = {
    "Business": "Bussiness",
    "BusinessDocType": "BussinessDocType",
    "BusinessDocReason": "BussinessDocReason",
    "BusinessDocumentInfo": "BussinessDocumentInfo",
    "Promulgator": "PromulgationInfo",
    "Signer": "SignerInfo",
    "Manifest": "edXMLManifest",
}

# In the standard, but without a place in the model: not worth a finding.
IGNORED = frozenset({"ReplyFors", "ReferenceCodes", "To", "Paper"})
