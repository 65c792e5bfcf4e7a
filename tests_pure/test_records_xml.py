"""A file's metadata as XML in order of time (NĐ 30/2020 Phụ lục VI I.III.4, II)."""

import gc
import hashlib
import io
import subprocess
import zipfile
from dataclasses import replace

import pytest
import records_factory as make
from lxml import etree

from core.errors import RecordsError
from core.records.markup import schema
from core.records.xmlfile import NAMESPACE, dossier_xml
from core.records.xmlzip import write_xml_export

D = {"d": NAMESPACE}


def parsed(dossier=make.DOSSIER):
    return etree.fromstring(dossier_xml(dossier, make.NOON))


def texts(node):
    return {etree.QName(child).localname: child.text for child in node}


def test_documents_come_in_order_of_time():
    found = [texts(node)["IssuedDate"] for node in parsed().find("d:Documents", D)]
    assert found == ["2026-01-05", "2026-02-14", "2026-03-05"]


def test_a_document_without_a_date_comes_last_and_one_of_the_day_by_its_ordinal():
    undated = replace(make.LETTER, key="x", doc_ordinal=9, issued_date=None, files=())
    twin = replace(make.DECISION, key="y", doc_ordinal=8, files=())
    dossier = replace(make.DOSSIER, documents=(undated, twin, make.DECISION))
    nodes = parsed(dossier).find("d:Documents", D)
    found = [texts(node)["DocOrdinal"] for node in nodes]
    assert found == ["1", "8", "9"]


def test_the_file_has_all_fields_of_the_decree():
    """Phụ lục VI phần II, metadata of files."""
    found = texts(parsed())
    assert (found["Title"], found["Maintenance"]) == (make.DOSSIER.title, "Vĩnh viễn")
    assert (found["Rights"], found["Creator"]) == ("Công khai", "Nguyễn Thị Hoa")
    assert (found["StartDate"], found["EndDate"]) == ("2026-01-05", "2026-03-05")
    assert (found["DocTotal"], found["PageTotal"]) == ("3", "16")
    assert texts(parsed().find("d:FileCode", D)) == {
        "OrganId": "H35.24",
        "FileCatalog": "2026",
        "FileNotation": "01.TCCB",
    }


def test_an_outgoing_document_has_fields_1_to_16():
    node = parsed().find(".//d:Outgoing", D)
    assert list(texts(node)) == [
        *("FileCode", "DocOrdinal", "TypeName", "CodeNumber", "CodeNotation"),
        *("IssuedDate", "OrganName", "Subject", "Language", "PageAmount"),
        *("SignerInfo", "To", "Priority", "IssuedAmount"),
    ]
    assert [texts(to) for to in node.findall("d:To", D)] == [
        {"OrganId": "H35", "OrganName": "UBND tỉnh Lai Châu"},
        {"OrganName": "Sở Nội vụ"},
    ]
    assert texts(node.find("d:SignerInfo", D)) == {
        "Position": "Giám đốc",
        "FullName": "Trần Quang Vinh",
    }


def test_an_incoming_document_has_fields_1_to_18():
    found = texts(parsed().find(".//d:Incoming", D))
    assert (found["ArrivalDate"], found["ArrivalNumber"]) == ("2026-01-06", "7")
    assert (found["ToPlaces"], found["DueDate"]) == ("Văn phòng", "2026-02-01")
    assert found["TraceHeaderList"] == "Văn phòng chủ trì"


def test_the_history_tells_who_for_whom_and_why():
    """Phụ lục VI I.III.5: kept with the document."""
    first, last = parsed().find("d:History", D)
    assert first.get("document") == "d3" and last.get("document") is None
    assert texts(first) == {
        "Name": "Ký số",
        "Who": "Trần Quang Vinh",
        "OnBehalf": "Giám đốc",
    }
    assert texts(last)["Why"] == "Xong việc"
    assert last.get("when") == "2026-11-20T12:00:00+07:00"


def test_what_is_longer_than_the_decree_allows_is_kept_whole():
    subject = "V/v " + "rất dài " * 100
    long = replace(make.LETTER, subject=subject)
    node = parsed(replace(make.DOSSIER, documents=(long,))).find(".//d:Outgoing", D)
    assert len(texts(node)["Subject"]) <= 500 and texts(node)["Subject"].endswith("…")
    full = node.find("d:FullValue", D)
    assert (full.get("name"), full.text) == ("Subject", subject.strip())


def test_characters_that_xml_has_no_place_for_are_left_out():
    broken = replace(make.DECISION, trace="Giao\x0c VP\x00 \ud800chủ trì")
    node = parsed(replace(make.DOSSIER, documents=(broken,)))
    assert node.findtext(".//d:TraceHeaderList", "", D) == "Giao VP chủ trì"


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("//d:Title", lambda node: node.getparent().remove(node)),
        ("//d:Title", lambda node: setattr(node, "text", "x" * 501)),
        ("//d:Outgoing/d:FileCode", lambda node: node.getparent().remove(node)),
        ("//d:DocOrdinal", lambda node: setattr(node, "text", "3")),
        ("//d:IssuedDate", lambda node: setattr(node, "text", "05/01/2026")),
        ("//d:Manifest/d:File", lambda node: node.set("sha256", "0" * 63)),
        ("//d:Manifest/d:File", lambda node: node.set("document", "d77")),
        ("//d:Documents/*", lambda node: node.append(etree.Element("Foreign"))),
    ],
)
def test_the_schema_refuses_what_is_not_so(path, change):
    root = parsed()
    assert schema("dossier.xsd").validate(root)
    change(root.xpath(path, namespaces=D)[0])
    assert not schema("dossier.xsd").validate(root)


def test_a_value_that_can_not_be_is_told_before_anything_is_handed_out():
    wrong = replace(make.LETTER, priority=12)
    with pytest.raises(RecordsError) as caught:
        dossier_xml(replace(make.DOSSIER, documents=(wrong,)), make.NOON)
    assert caught.value.code == "records.invalid"
    assert "Priority" in caught.value.params["reason"]


def test_the_export_holds_every_file_under_a_safe_name(tmp_path):
    data = make.xml_export()
    with zipfile.ZipFile(tmp_path_of(tmp_path, data)) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path)
    stem = "H35.24.2026.01.TCCB"
    assert names[-3:] == [
        f"{stem}/files/{stem}.{name}" for name in ("001.pdf", "003.pdf", "003.1.xlsx")
    ]
    # the name by which people know it is in the metadata
    root = etree.parse(tmp_path / stem / "dossier.xml")
    assert root.findtext(".//d:File[3]/d:Name", "", D) == "Danh sách (漢).xlsx"
    # another program than ours finds everything whole
    command = ["sha256sum", "--strict", "-c", "manifest-sha256.txt"]
    done = subprocess.run(command, cwd=tmp_path / stem, capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout.count(": OK") == 5


def tmp_path_of(folder, data):
    path = folder / "export.zip"
    path.write_bytes(data)
    return path


def test_same_file_same_bytes():
    assert make.xml_export() == make.xml_export()


def test_a_file_that_is_not_what_was_registered_stops_the_export():
    for sha256, size in (("0" * 64, 9), (hashlib.sha256(b"%PDF-1.4 x").hexdigest(), 9)):
        other = replace(make.pdf_file("a.pdf", b"%PDF-1.4 x"), sha256=sha256, size=size)
        document = replace(make.DECISION, files=(other,))
        with pytest.raises(RecordsError) as caught:
            make.xml_export(replace(make.DOSSIER, documents=(document,)))
        assert caught.value.code == "records.file_changed"
        assert caught.value.params == {"name": "a.pdf"}


def test_a_stopped_export_leaves_nothing_that_looks_whole():
    other = replace(make.pdf_file("a.pdf"), sha256="0" * 64)
    dossier = replace(make.DOSSIER, documents=(replace(make.DECISION, files=(other,)),))
    out = io.BytesIO()
    with pytest.raises(RecordsError):
        write_xml_export(dossier, make.NOON, out)
    gc.collect()
    assert out.getvalue() == b""


def test_a_file_that_is_gone_stops_the_export(tmp_path):
    gone = replace(make.pdf_file("a.pdf"), source=tmp_path / "gone.pdf")
    document = replace(make.DECISION, files=(gone,))
    with pytest.raises(RecordsError) as caught:
        make.xml_export(replace(make.DOSSIER, documents=(document,)))
    assert caught.value.code == "records.file_unreadable"
