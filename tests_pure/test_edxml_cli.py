"""``bin/edoc packet``: what it prints, writes and returns."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from edxml_factory import (
    PDF,
    ROOT,
    SAMPLES,
    attached,
    document,
    raw,
    referenced,
    status,
    zipped,
)

from core.edxml import build_packet, read_packet
from core.edxml.extract import extract, safe_name
from core.edxml.model import Attachment

EDOC = ROOT / "bin" / "edoc"


def edoc(*arguments: object, code: int = 0, **options) -> subprocess.CompletedProcess:
    """Run ``edoc packet`` as a user does, with a locale that knows no Vietnamese."""
    done = subprocess.run(
        [sys.executable, EDOC, "packet", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env={"LC_ALL": "C", "PATH": os.environ["PATH"]},
        timeout=60,
        **options,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == code, done.stderr + done.stdout
    return done


def show(path: Path, *arguments: object) -> dict:
    return json.loads(edoc("show", path, "--json", *arguments).stdout)


@pytest.fixture
def packet(tmp_path) -> Path:
    path = tmp_path / "goi.edxml"
    path.write_bytes(build_packet(document()))
    return path


def test_it_is_executable():
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        [EDOC, "--help"], capture_output=True, encoding="utf-8", env={"PATH": path}
    )
    assert done.returncode == 0 and "packet" in done.stdout


def test_wrong_use():
    for arguments in ([], ["nothing"]):
        done = subprocess.run(
            [sys.executable, EDOC, *arguments], capture_output=True, encoding="utf-8"
        )
        assert done.returncode == 2 and "usage" in done.stderr
    edoc(code=2)
    edoc("show", code=2)


def test_show_a_document(packet):
    shown = show(packet)
    assert shown["kind"] == "edoc"
    header = shown["edXMLEnvelope"]["edXMLHeader"]
    message = header["MessageHeader"]
    assert message["DocumentId"] == "H35.24,2026/01/05,12/SCT-VP"
    assert message["Code"] == {"CodeNumber": "12", "CodeNotation": "SCT-VP"}
    assert message["PromulgationInfo"]["PromulgationDate"] == "2026/01/05"
    assert message["DocumentType"]["Type"] == 1
    assert [item["OrganId"] for item in message["To"]] == ["H35", "000.00.00.G02"]
    assert message["OtherInfo"]["Direction"] is False
    assert header["TraceHeaderList"]["Bussiness"]["BussinessDocType"] == 0
    assert shown["attachments"] == [
        {
            "ContentId": "cid:1",
            "AttachmentName": "12-SCT-VP.pdf",
            "Description": "",
            "ContentType": "application/pdf",
            "size": len(PDF),
            "sha256": hashlib.sha256(PDF).hexdigest(),
            "unpacked": False,
        }
    ]
    assert shown["findings"] == []


def test_show_a_status(tmp_path):
    path = tmp_path / "s.edxml"
    path.write_bytes(build_packet(status("02")))
    shown = show(path)
    assert shown["kind"] == "status" and "attachments" not in shown
    message = shown["edXMLEnvelope"]["edXMLHeader"]["MessageHeader"]
    assert message["StatusCode"] == "02"
    assert message["ResponseFor"]["OrganId"] == "H35.24"
    assert message["Timestamp"] == "2026/01/05 10:30:15"


def test_show_for_people(packet):
    shown = edoc("show", packet).stdout
    assert "Subject: V/v thử nghiệm <A & B>\n" in shown


def test_extract(tmp_path):
    names = [
        "../../x.pdf",
        "a.pdf",
        "a.pdf",
        "/etc/passwd",
        "..\\b.txt",
        "..",
        "A\u202e",
    ]
    files = "".join(
        attached(str(index).encode(), name, content_id=f"cid:{index}")
        for index, name in enumerate(names)
    )
    path = tmp_path / "goi.edxml"
    path.write_text(raw(attachments=files, references=""), encoding="utf-8")
    folder = tmp_path / "deep" / "out"
    folder.mkdir(parents=True)
    (folder / "x.pdf").write_bytes(b"mine")
    (folder / "passwd").symlink_to(tmp_path / "outside")
    shown = show(path, "--extract", folder)
    written = [Path(item["path"]) for item in shown["attachments"]]
    assert [item.name for item in written] == [
        "x (2).pdf",
        "a.pdf",
        "a (2).pdf",
        "passwd (2)",
        "b.txt",
        "attachment",
        "A",
    ]
    assert {item.parent for item in written} == {folder}
    for index, item in enumerate(written):
        assert item.read_bytes() == str(index).encode()
    assert (folder / "x.pdf").read_bytes() == b"mine"
    assert not (tmp_path / "outside").exists()
    assert sorted(os.listdir(tmp_path)) == ["deep", "goi.edxml"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Quyết định số 5.pdf", "Quyết định số 5.pdf"),
        ("a/b\\c.pdf", "c.pdf"),
        ("a\x00b\nc.pdf", "abc.pdf"),
        ('a:b"c?.pdf', "a_b_c_.pdf"),
        (".bashrc", "bashrc"),
        ("...", "attachment"),
        ("", "attachment"),
        ("x/", "attachment"),
        ("fdp\u202eexe.pdf", "fdpexe.pdf"),
        ("a. ", "a"),
    ],
)
def test_safe_names(name, expected):
    assert safe_name(name) == expected


def test_long_names():
    for name in ("ệ" * 500 + ".pdf", "a" * 500, "a." + "b" * 500):
        assert len(safe_name(name).encode()) <= 240
    assert safe_name("ệ" * 500 + ".pdf").endswith("ệ.pdf")


def test_many_files_of_one_name(tmp_path):
    item = Attachment("1", "a", "text/plain", content=b"x")
    names = {extract(item, tmp_path).name for _ in range(5)}
    assert names == {"a", "a (2)", "a (3)", "a (4)", "a (5)"}


def test_build_from_what_show_said(packet, tmp_path):
    shown = show(packet, "--extract", tmp_path / "out")
    spec = tmp_path / "spec.json"
    spec.write_text(json.dumps(shown), encoding="utf-8")
    target = tmp_path / "new.edxml"
    edoc("build", spec, "-o", target)
    assert read_packet(target) == document()
    assert target.read_bytes() == packet.read_bytes()
    assert sorted(os.listdir(tmp_path)) == [
        "goi.edxml",
        "new.edxml",
        "out",
        "spec.json",
    ]


def test_build_a_status(tmp_path):
    path, spec, target = (tmp_path / name for name in ("a", "b", "c"))
    path.write_bytes(build_packet(status("13")))
    spec.write_text(json.dumps(show(path)), encoding="utf-8")
    edoc("build", spec, "-o", target)
    assert target.read_bytes() == path.read_bytes()


def test_build_by_hand(packet, tmp_path):
    """Without the levels around, paths beside the specification, names by default."""
    header = show(packet)["edXMLEnvelope"]["edXMLHeader"]
    header["MessageHeader"]["To"] = header["MessageHeader"]["To"][0]
    header["MessageHeader"]["OtherInfo"]["Priority"] = "2"
    (tmp_path / "Bảng.xlsx").write_bytes(PDF)
    spec = tmp_path / "spec.json"
    data = {"kind": "edoc", **header, "attachments": [{"path": "Bảng.xlsx"}]}
    spec.write_text("\ufeff" + json.dumps(data), encoding="utf-8")
    edoc("build", spec, "-o", tmp_path / "new.edxml", cwd="/")
    built = read_packet(tmp_path / "new.edxml")
    assert built.priority == 2 and len(built.recipients) == 1
    (item,) = built.attachments
    assert (item.name, item.content_id) == ("Bảng.xlsx", "1")
    assert item.content_type == "application/zip" and item.read() == PDF


def _spec(**changes) -> dict:
    message = {
        "From": {"OrganId": "H35"},
        "ResponseFor": {"OrganId": "H35.24", "DocumentId": "X"},
        "StatusCode": "03",
        "Timestamp": "2026/01/05 10:00:00",
    }
    return {"kind": "status", "MessageHeader": {**message, **changes}}


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("[]", "isn't a JSON object"),
        ("{}", "MessageHeader is missing"),
        (json.dumps({**_spec(), "kind": "x"}), "kind"),
        (json.dumps(_spec(Subjekt="x")), "MessageHeader/Subjekt"),
        (json.dumps(_spec(From={"OrganIdd": "x"})), "MessageHeader/From/OrganIdd"),
        (json.dumps(_spec(Timestamp="hôm nay")), "hôm nay"),
        (json.dumps(_spec(Description=1.5)), "MessageHeader/Description"),
        (json.dumps(_spec(Description=["a", "b"])), "Description"),
        (json.dumps({"MessageHeader": {}, "attachments": {}}), "attachments"),
        (json.dumps({"MessageHeader": {}, "attachments": [1]}), "attachments[1]"),
        (json.dumps({"MessageHeader": {}, "attachments": [{}]}), "path"),
        (
            json.dumps({"MessageHeader": {}, "attachments": [{"path": "a", "x": 1}]}),
            "attachments[1]/x",
        ),
        (
            json.dumps({"MessageHeader": {}, "attachments": [{"path": "a\0b"}]}),
            "can't be read",
        ),
        (
            json.dumps({"MessageHeader": {}, "attachments": [{"path": "gone.pdf"}]}),
            "gone.pdf",
        ),
    ],
)
def test_build_of_nonsense(data, told, tmp_path):
    spec = tmp_path / "spec.json"
    spec.write_text(data, encoding="utf-8")
    done = edoc("build", spec, "-o", tmp_path / "x", code=4)
    assert told in done.stderr
    assert not (tmp_path / "x").exists()


def test_build_tells_all_that_is_missing(tmp_path):
    spec = tmp_path / "spec.json"
    spec.write_text(json.dumps(_spec(StatusCode="", From={})), encoding="utf-8")
    done = edoc("build", spec, "-o", tmp_path / "x", code=1)
    assert "MessageHeader/From/OrganId" in done.stdout
    assert "MessageHeader/StatusCode" in done.stdout
    assert os.listdir(tmp_path) == ["spec.json"]


def test_build_never_replaces_a_device(packet, tmp_path):
    spec = tmp_path / "spec.json"
    spec.write_text(json.dumps(_spec()), encoding="utf-8")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE) as reader:
        edoc("build", spec, "-o", pipe)
        assert b"<edXML" in reader.stdout.read()
    assert pipe.is_fifo()


def test_check(packet, tmp_path):
    assert edoc("check", packet).stdout == ""
    warned = tmp_path / "w.edxml"
    warned.write_text("12" + raw(), encoding="utf-8")
    assert ":1: warning: edXML: " in edoc("check", warned).stdout
    wrong = tmp_path / "x.edxml"
    wrong.write_text(raw(attachments=""), encoding="utf-8")
    lines = edoc("check", wrong, code=1).stdout.splitlines()
    assert lines == [
        f"{wrong}:5: error: edXMLManifest/Reference: Danh mục nêu a.pdf (1) nhưng gói "
        "tin không có tệp đó. / The manifest lists a.pdf (1), which the packet "
        "doesn't hold.",
        f"{wrong}:6: error: AttachmentEncoded: Gói tin không có tệp văn bản nào "
        "(QĐ 28/2018 Đ10k2g). / The packet carries no document file "
        "(QĐ 28/2018 Đ10k2g).",
    ]


def test_check_as_json(tmp_path):
    path = tmp_path / "x.edxml"
    path.write_text(raw(references=referenced("b.pdf")), encoding="utf-8")
    (finding,) = json.loads(edoc("check", path, "--json").stdout)
    assert finding["code"] == "packet.attachment_name_differs"
    assert finding["severity"] == "warning" and finding["line"] == 5


@pytest.mark.parametrize("action", ["show", "check"])
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7",
        raw().encode()[:500],
        b"<!DOCTYPE a><a/>",
        raw(attachments=attached(zipped(("a", bytes(10**7))))).encode(),
    ],
    ids=["empty", "pdf", "cut", "doctype", "bomb"],
)
def test_unreadable(action, data, tmp_path):
    path = tmp_path / "hỏng.edxml"
    path.write_bytes(data)
    done = edoc(action, path, code=4)
    assert str(path) in done.stderr and done.stdout == ""
    vietnamese, english = done.stderr.splitlines()
    assert vietnamese.startswith("edoc: ") and english.startswith("edoc: ")


def test_missing_file_and_folder(tmp_path):
    assert "gone" in edoc("show", tmp_path / "gone", code=4).stderr
    assert str(tmp_path) in edoc("check", tmp_path, code=4).stderr


def test_a_folder_that_cannot_be_written(packet):
    assert "goi.edxml" in edoc("show", packet, "--extract", packet, code=4).stderr


def test_a_reader_that_goes_away(packet):
    """``edoc ... | head`` ends without noise."""
    command = [sys.executable, EDOC, "packet", "show", packet, "--json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as done:
        done.stdout.close()
        assert done.stderr.read() == b""


if SAMPLES:

    @pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
    def test_official_samples_are_shown_and_built_again(path, tmp_path):
        shown = show(path, "--extract", tmp_path / "out")
        spec, target = tmp_path / "spec.json", tmp_path / "new.edxml"
        spec.write_text(json.dumps(shown), encoding="utf-8")
        edoc("build", spec, "-o", target)
        assert read_packet(target) == read_packet(path)
        again = show(target)
        for one in (shown, again):
            one.pop("findings")
            one["edXMLEnvelope"]["edXMLHeader"].pop("Signature", None)
            for item in one.get("attachments", ()):
                item.pop("path", None)
                item.pop("unpacked")
        assert again == shown
