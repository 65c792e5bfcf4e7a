"""Mail as strangers send it: read, never obeyed, and nothing of it lost in silence."""

import random
import time
from email.message import EmailMessage

import pytest

from core.received_mail import MAX_FILES, code_in, read_mail


def mail(*files, subject="Số 12/STC-NS v/v lập dự toán", **headers):
    message = EmailMessage()
    message["From"] = "Sở Tài chính <VanThu.stc@laichau.gov.vn>"
    message["Subject"] = subject
    message["Message-ID"] = "<1@stc>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Kính gửi Sở Công Thương.")
    for name, content in files:
        message.add_attachment(
            content, maintype="application", subtype="pdf", filename=name
        )
    return message


def test_what_a_mail_says():
    found = read_mail(bytes(mail(("Công văn số 12.pdf", b"%PDF-1"))))
    assert found.address == "vanthu.stc@laichau.gov.vn"
    assert found.sender == "Sở Tài chính"
    assert found.subject == "Số 12/STC-NS v/v lập dự toán"
    assert found.text.strip() == "Kính gửi Sở Công Thương."
    assert [(f.name, f.content) for f in found.files] == [
        ("Công văn số 12.pdf", b"%PDF-1")
    ]
    assert not found.problems and not found.automatic


@pytest.mark.parametrize(
    ("subject", "found"),
    [
        ("V/v 123/UBND-KT kiểm tra", ("123", "UBND-KT", "kiểm tra")),
        ("QĐ 28/2018/QĐ-TTg", ("28", "2018/QĐ-TTg", "QĐ 28/2018/QĐ-TTg")),
        ("họp ngày 5/3/2026", ("", "", "họp ngày 5/3/2026")),
        ("Re: Fwd: báo cáo 6 tháng", ("", "", "báo cáo 6 tháng")),
        ("", ("", "", "")),
    ],
)
def test_number_and_notation_are_proposed(subject, found):
    assert code_in(subject) == found


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"Return_Path": "<>"}],
)
def test_machines_are_told_apart(headers):
    """RFC 3834: nobody answers a machine."""
    assert read_mail(bytes(mail(**headers))).automatic


def test_too_many_files_are_named():
    files = [(f"{n}.pdf", b"x") for n in range(MAX_FILES + 2)]
    found = read_mail(bytes(mail(*files)))
    assert len(found.files) == MAX_FILES
    assert [problem.code for problem in found.problems] == ["too_many"] * 2


def test_names_that_lead_elsewhere():
    found = read_mail(bytes(mail(("../../etc/passwd", b"x"), ("..\\a\x00b.pdf", b"y"))))
    assert [item.name for item in found.files] == ["passwd", "ab.pdf"]


def test_a_logo_in_the_text_is_no_file():
    message = mail()
    message.add_alternative("<p>Kính gửi</p><img src='cid:logo'>", subtype="html")
    message.get_payload()[1].add_related(b"\x89PNG", "image", "png", cid="<logo>")
    assert read_mail(bytes(message)).files == ()


def test_parts_without_end():
    raw = b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"
    raw += b"--a\r\nContent-Type: text/plain; name=x\r\n\r\nx\r\n" * 2000
    found = read_mail(raw)
    assert "too_deep" in {problem.code for problem in found.problems}
    assert len(found.files) <= MAX_FILES


def test_a_script_is_not_shown():
    message = EmailMessage()
    message.set_content("<script>alert(1)</script><b>Kính</b> gửi", subtype="html")
    assert read_mail(bytes(message)).text == "Kính gửi"


def test_a_mail_too_large_still_tells_who_sent_it(monkeypatch):
    monkeypatch.setattr("core.received_mail.MAX_BYTES", 300)
    found = read_mail(bytes(mail(("a.pdf", b"x" * 500))))
    assert found.address == "vanthu.stc@laichau.gov.vn"
    assert [problem.code for problem in found.problems] == ["too_large"]
    assert found.files == ()


def test_whatever_comes_is_read():
    """Spoilt at random, a mail is still something to show."""
    whole = bytes(mail(("a.pdf", b"%PDF-1" * 50), Date="Mon, 5 Jan 2026 09:00:00"))
    chance = random.Random(7)  # noqa: S311 - no secret
    for _round in range(300):
        spoilt = bytearray(whole)
        for _change in range(chance.randrange(1, 30)):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        found = read_mail(bytes(spoilt[: chance.randrange(len(spoilt))]))
        assert found.subject.isprintable()


@pytest.mark.parametrize("charset", ["idna", "punycode", "undefined", "utf\x008"])
def test_a_charset_that_reads_nothing(charset):
    """An error here would return the mail to its sender by itself."""
    raw = f'Subject: x\nContent-Type: text/plain; charset="{charset}"\n\nKinh gui \xff'
    assert read_mail(raw.encode("latin-1")).text.startswith("Kinh gui")


@pytest.mark.parametrize("layer", [b"message/rfc822", b"multipart/mixed; boundary=%d"])
def test_mails_within_mails_within_mails(layer):
    raw = b"Subject: 12/STC-NS\n"
    for number in range(1500):
        kind = layer % number if b"%d" in layer else layer
        raw += b"Content-Type: " + kind + b"\n\n"
        raw += b"--%d\n" % number if b"%d" in layer else b""
    found = read_mail(raw)
    assert found.subject == "12/STC-NS"
    assert [problem.code for problem in found.problems] == ["too_deep"]


@pytest.mark.parametrize("tag", [b"<script", b"<head>", b"<"])
def test_html_without_end_holds_nobody_up(tag):
    """Looked for again from each of them, the end would take minutes."""
    began = time.monotonic()
    read_mail(b"Content-Type: text/html\n\n" + tag * (160_000 // len(tag)))
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("charset", "body"), [("utf-7", "+2AA-"), ("unicode_escape", r"\ud800")]
)
def test_half_a_character_can_be_stored(charset, body):
    raw = f"Content-Type: text/plain; charset={charset}\n\nKinh gui {body}"
    text = read_mail(raw.encode()).text
    assert text.startswith("Kinh gui")
    text.encode()
