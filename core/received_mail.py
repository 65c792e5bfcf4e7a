"""An e-mail that brings a document: read with care, for anybody may send one.

E-mail is no channel by which documents are exchanged officially (QĐ 28/2018 Điều 3):
what is read here proposes, and the clerk decides.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from html import unescape

MAX_BYTES = 64 * 1024 * 1024
MAX_FILES = 30
MAX_PARTS = 300
MAX_FILE_BYTES = 64 * 1024 * 1024
_MAX_TEXT = 20_000
_ERRORS = (
    MessageError,
    LookupError,
    RecursionError,
    ValueError,
    TypeError,
    AttributeError,
)
_CODE = re.compile(
    r"(?<![\w/])(\d{1,6}[A-Za-z]?)\s?/\s?((?:\d{4}/)?[^\W\d_][\w&.,/-]*)"
)
_HIDDEN = re.compile(r"(?i)<(/?)(script|style|head)\b")
_TAGS = re.compile(r"<[^<>]{0,2000}>")
_PREFIX = re.compile(r"(?i)^(?:(?:re|fwd?|tr|trả lời|chuyển tiếp)\s*:\s*)+")
_ABSTRACT = re.compile(r"(?i)^[\s:;,.–-]*(?:ngày\s[\d/.-]+)?\s*(?:v/v|về việc)?[\s:]*")


@dataclass(frozen=True, slots=True)
class MailFile:
    """An attached file; ``content`` is empty where it was not unpacked."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something of the mail was left where it is: in the message as it came.

    :param code: ``too_large``, ``too_many``, ``too_deep``, ``damaged``, ``empty``
    """

    code: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class ReceivedMail:
    """What the mail says of itself.

    :param address: of the sender, in small letters; anybody may write another's
    :param automatic: an answer that a machine has written
    """

    address: str
    sender: str
    subject: str
    message_id: str
    date: str
    text: str
    files: tuple[MailFile, ...]
    problems: tuple[Problem, ...]
    automatic: bool


def read_mail(raw: bytes) -> ReceivedMail:
    """Read the bytes of a message; whatever is wrong with it becomes a problem.

    Nothing is raised: a message that can't be read is kept and shown all the same.
    """
    problems: list[Problem] = []
    if len(raw) > MAX_BYTES:
        # the headers still tell who has sent it
        problems.append(Problem("too_large"))
        raw = _head(raw)
    message = _parsed(raw, problems)
    sender, address = parseaddr(_header(message, "From"))
    files, text = ([], "") if problems else _parts(message, problems)
    return ReceivedMail(
        address=address.lower()[:254],
        sender=sender[:200],
        subject=_header(message, "Subject")[:500],
        message_id=_header(message, "Message-ID")[:500],
        date=_header(message, "Date")[:100],
        text=text,
        files=tuple(files),
        problems=tuple(dict.fromkeys(problems)),
        automatic=_is_automatic(message),
    )


def _parsed(raw: bytes, problems: list[Problem]) -> Message:
    try:
        return message_from_bytes(raw, policy=policy.compat32)
    except RecursionError:
        problems.append(Problem("too_deep"))
        return message_from_bytes(_head(raw), policy=policy.compat32)


def _head(raw: bytes) -> bytes:
    return raw[:_MAX_TEXT].partition(b"\r\n\r\n")[0].partition(b"\n\n")[0]


def code_in(subject: str) -> tuple[str, str, str]:
    """Return number, notation and abstract that a subject line names.

    >>> code_in("Fwd: CV số 123/UBND-KT ngày 5/3/2026 v/v kiểm tra chợ")
    ('123', 'UBND-KT', 'kiểm tra chợ')
    >>> code_in("Giấy mời họp")
    ('', '', 'Giấy mời họp')
    """
    subject = _PREFIX.sub("", subject.strip())
    found = _CODE.search(subject)
    if not found:
        return "", "", subject
    number, notation = found[1], found[2].rstrip(".,-/")
    if len(number) > 11 or len(notation) > 30 or re.fullmatch(r"[\d/]+", notation):
        return "", "", subject
    rest = _ABSTRACT.sub("", subject[found.end() :]).strip()
    return number, notation, rest or subject


def _header(message: Message, name: str) -> str:
    value = message.get(name) or ""
    try:
        value = str(make_header(decode_header(str(value))))
    except _ERRORS:
        value = str(value)
    value = _storable(value)
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


def _is_automatic(message: Message) -> bool:
    """RFC 3834: what a machine has sent, and nobody answers."""
    automatic = _header(message, "Auto-Submitted").lower()
    bulk = _header(message, "Precedence").lower() in ("bulk", "junk", "auto_reply")
    empty = _header(message, "Return-Path") == "<>"
    return bulk or empty or automatic not in ("", "no")


def _parts(message: Message, problems: list[Problem]) -> tuple[list[MailFile], str]:
    files: list[MailFile] = []
    texts: dict[str, str] = {}
    room = MAX_BYTES
    for part in _leaves(message, problems):
        kind, name = part.get_content_type(), _name(part)
        shown = part.get_content_maintype() == "text" and not _is_attached(part, name)
        if shown:
            texts.setdefault(kind, _text(part))
            continue
        if _is_picture_of_text(part):
            continue
        name = name or f"{len(files) + 1}"
        content = _content(part)
        if len(files) >= MAX_FILES:
            problems.append(Problem("too_many", name))
        elif content is None:
            problems.append(Problem("damaged", name))
        elif not content:
            problems.append(Problem("empty", name))
        elif len(content) > min(MAX_FILE_BYTES, room):
            problems.append(Problem("too_large", name))
        else:
            room -= len(content)
            files.append(MailFile(name, content))
    plain = texts.get("text/plain") or _stripped(texts.get("text/html", ""))
    return files, plain[:_MAX_TEXT]


def _leaves(message: Message, problems: list[Problem]) -> Iterator[Message]:
    """Parts that hold something; a mail within the mail is a file, not its parts."""
    stack, seen = [message], 0
    while stack:
        part = stack.pop()
        seen += 1
        if seen > MAX_PARTS:
            problems.append(Problem("too_deep"))
            return
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            stack.extend(reversed(part.get_payload()))
        else:
            yield part


def _name(part: Message) -> str:
    try:
        name = part.get_filename() or ""
        name = str(make_header(decode_header(name)))
    except _ERRORS:
        return ""
    name = "".join(c for c in name if c.isprintable())
    name = _storable(name)
    return re.split(r"[\\/]", name)[-1].strip(" .")[-150:]


def _is_attached(part: Message, name: str) -> bool:
    return part.get_content_disposition() == "attachment" or bool(name)


def _is_picture_of_text(part: Message) -> bool:
    """A logo under the signature of the mail is shown in its text, not attached."""
    inline = part.get_content_disposition() != "attachment" and part.get("Content-ID")
    return bool(inline) and part.get_content_maintype() == "image"


def _content(part: Message) -> bytes | None:
    try:
        if part.get_content_type() == "message/rfc822":
            return b"".join(bytes(item) for item in part.get_payload())
        content = part.get_payload(decode=True)
    except _ERRORS:
        return None
    return content if isinstance(content, bytes) else None


def _text(part: Message) -> str:
    content = (_content(part) or b"")[: 8 * _MAX_TEXT]
    charset = part.get_content_charset() or "utf-8"
    try:
        text = content.decode(charset, "replace")
    except (LookupError, ValueError):  # some codecs know no replacement
        text = content.decode("utf-8", "replace")
    return _storable(text).replace("\0", "")


def _storable(text: str) -> str:
    """Halves of characters, which some codecs give, can be written nowhere."""
    return text.encode("utf-8", "replace").decode()


def _stripped(html: str) -> str:
    lines = unescape(_TAGS.sub(" ", _seen(html))).splitlines()
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


def _seen(html: str) -> str:
    """What stands outside of scripts, styles and heads, looked for in one pass."""
    kept, start, inside = [], 0, ""
    for tag in _HIDDEN.finditer(html):
        closing, name = tag[1], tag[2].lower()
        if not inside and not closing:
            kept.append(html[start : tag.start()])
            start, inside = tag.start(), name
        elif inside == name and closing:
            start, inside = tag.start(), ""
    return "".join((*kept, html[start:]))
