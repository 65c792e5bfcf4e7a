"""``edoc records check``: is an export whole, and who would want it not to be?"""

import io
import json
import stat
import struct
import subprocess
import sys
import zipfile

import pytest
import records_factory as make

from core.records.archive import ReadLimits
from core.records.check import check_export

STEM = "H35.24.2026.01.TCCB"
FOLDER = f"urn_H35.24_uuid-{str(make.IDENTITY).upper()}/"
PDF = f"representations/rep1/data/{STEM}.001.pdf"
EDOC = make.__file__.rpartition("/tests_pure")[0] + "/bin/edoc"


def check(data, **limits):
    return check_export(io.BytesIO(data), ReadLimits(**limits))


def places(checked):
    return [(item.code, item.place) for item in checked.findings]


@pytest.fixture(scope="module")
def package():
    return make.package()


@pytest.fixture(scope="module")
def export():
    return make.xml_export()


def changed(data, path, content, folder=FOLDER):
    def change(files):
        old = files[folder + path]
        files[folder + path] = content(old) if callable(content) else content

    return make.rewritten(data, change)


def replaced(old, new):
    def change(content):
        assert old in content
        return content.replace(old, new)

    return change


@pytest.mark.parametrize("kind", ["AIP", "SIP", "XML"])
def test_what_we_export_is_whole(kind):
    data = make.xml_export() if kind == "XML" else make.package(kind=kind)
    checked = check(data)
    assert (checked.kind, checked.verdict, checked.findings) == (kind, "valid", ())
    assert checked.files == len(make.contents(data)) - 1


def test_a_changed_document_is_found(package):
    checked = check(changed(package, PDF, b"%PDF-1.4 decisiom"))
    assert (checked.verdict, places(checked)) == ("invalid", [("digest", PDF)])
    checked = check(changed(package, PDF, b"%PDF-1.4 longer now"))
    assert places(checked) == [("size", PDF)]


def test_a_missing_and_an_extra_file_are_found(package, export):
    def move(files):
        files[FOLDER + PDF + ".x"] = files.pop(FOLDER + PDF)

    checked = check(make.rewritten(package, move))
    assert places(checked) == [("extra", PDF + ".x"), ("missing", PDF)]
    name = f"files/{STEM}.001.pdf"

    def move(files):
        files[f"{STEM}/other"] = files.pop(f"{STEM}/{name}")

    checked = check(make.rewritten(export, move))
    assert places(checked) == [("extra", "other"), ("missing", name)]


def test_changed_metadata_is_found_even_with_a_new_digest(package):
    """EAD, PREMIS and the documents' metadata are covered by METS, METS by nothing;
    but PREMIS and dossier.xml tell the same digests once more."""
    path = "metadata/descriptive/EAD.xml"
    checked = check(changed(package, path, replaced(b"<mode>01", b"<mode>03")))
    assert places(checked) == [("digest", path)]
    digest = make.DECISION.files[0].sha256.upper().encode()
    path = "representations/rep1/METS.xml"
    checked = check(changed(package, path, replaced(digest, b"0" * 64)))
    codes = places(checked)
    assert ("digest", PDF) in codes
    assert codes.count(("disagree", PDF)) == 2


def test_xml_that_breaks_its_schema_is_found_with_its_line(package, export):
    path = "metadata/descriptive/EAD.xml"
    checked = check(changed(package, path, replaced(b"<mode>01", b"<mode>09")))
    assert ("schema", f"{path}:6") in places(checked)
    checked = check(
        changed(export, "dossier.xml", replaced(b"<Title>", b"<Titel>"), f"{STEM}/")
    )
    assert [item.code for item in checked.findings] == ["not_xml", "digest"]


def test_two_lists_that_differ_are_found(export):
    sha = make.DECISION.files[0].sha256.encode()
    checked = check(
        changed(export, "manifest-sha256.txt", replaced(sha, b"0" * 64), f"{STEM}/")
    )
    [found] = checked.findings
    assert (found.code, found.place) == ("disagree", f"files/{STEM}.001.pdf")
    assert found.params == {"first": "dossier.xml", "second": "manifest-sha256.txt"}


def test_a_list_that_was_taken_out_is_missed(export):
    def drop(files):
        del files[f"{STEM}/manifest-sha256.txt"]

    codes = [item.code for item in check(make.rewritten(export, drop)).findings]
    assert codes[0] == "missing"
    # the schema is in that list only
    assert ("extra", "dossier.xsd") in places(check(make.rewritten(export, drop)))


@pytest.mark.parametrize(
    "target", ["../../../etc/passwd", "/etc/passwd", "http://example.org/x", "a\\..\\b"]
)
def test_a_reference_never_leads_out(package, target):
    old = f'"data/{STEM}.001.pdf"'.encode()
    new = f'"{target}"'.encode()
    path = "representations/rep1/METS.xml"
    checked = check(changed(package, path, replaced(old, new)))
    [found] = [item for item in checked.findings if item.code == "points_out"]
    assert found.params == {"path": target}
    assert found.place.startswith(f"{path}:")


@pytest.mark.parametrize(
    "payload",
    [
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>',
        b"<!DOCTYPE x>",
    ],
)
def test_a_doctype_is_refused(export, payload):
    def begin(content):
        return content.replace(b"?>\n", b"?>\n" + payload, 1)

    checked = check(changed(export, "dossier.xml", begin, f"{STEM}/"))
    assert "not_xml" in [item.code for item in checked.findings]
    assert "passwd" not in repr(checked)


def test_a_package_of_another_program_is_compared_with_a_note(package):
    def rename(files):
        path = FOLDER + "METS.xml"
        files[path] = files[path].replace(b">l10n_vn_edoc<", b">ArchiveNex<")

    checked = check(make.rewritten(package, rename))
    assert (checked.verdict, places(checked)) == (
        "valid_with_note",
        [("foreign", "METS.xml")],
    )


def test_a_folder_of_another_name_is_noted(package):
    def move(files):
        for name in list(files):
            files["other/" + name.removeprefix(FOLDER)] = files.pop(name)

    checked = check(make.rewritten(package, move))
    assert places(checked) == [("folder", "other/")]
    assert checked.verdict == "valid_with_note"


def zipped(*entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content, mode in entries:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


METS = ("METS.xml", b"<mets/>", 0)


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("not_a_zip", b""),
        ("not_a_zip", b"PK\x03\x04 and no more"),
        ("not_a_zip", b"%PDF-1.7 a PDF\n%%EOF"),
        ("not_an_export", zipped(("readme.txt", b"x", 0))),
        ("not_an_export", zipped(METS)),
        ("bad_name", zipped(METS, ("../x", b"", 0))),
        ("bad_name", zipped(METS, ("/etc/passwd", b"", 0))),
        ("bad_name", zipped(METS, ("a\\b", b"", 0))),
        ("bad_name", zipped(METS, ("a\x1b[2Jb", b"", 0))),
        ("twice", zipped(METS, ("a.pdf", b"", 0), ("A.PDF", b"", 0))),
        ("not_plain", zipped(METS, ("link", b"/etc/passwd", stat.S_IFLNK | 0o777))),
    ],
)
def test_what_nobody_should_open_is_unreadable(code, data):
    checked = check(data)
    assert (checked.kind, checked.verdict) == ("", "unreadable")
    assert [item.code for item in checked.findings] == [code]


def test_a_bomb_is_stopped_while_it_unpacks(package):
    bomb = zipped(
        ("METS.xml", make.contents(package)["METS.xml"], 0),
        (f"schemas/{'METS.xsd'}", b"\0" * 5_000_000, 0),
    )
    checked = check(bomb, free_bytes=1000)
    assert ("too_large", "schemas/METS.xsd") in places(checked)
    assert check(bomb, unpacked_bytes=4_000_000).findings[0].code == "too_large"
    assert check(bomb, entries=1).findings[0].code == "too_large"
    assert check(bomb, directory_bytes=10).findings[0].code == "too_large"
    assert check(bomb, xml_bytes=100).findings[0].code == "too_large"


def test_entries_that_share_bytes_are_refused():
    data = bytearray(zipped(METS, ("a", b"a" * 50, 0), ("b", b"b" * 50, 0)))
    last = data.rfind(b"PK\x01\x02")
    middle = data.rfind(b"PK\x01\x02", 0, last)
    offset = struct.unpack_from("<L", data, middle + 42)
    struct.pack_into("<L", data, last + 42, *offset)
    assert [item.code for item in check(bytes(data)).findings] == ["overlapping"]


def test_a_damaged_sector_is_told_of_one_file(package):
    """A stored file is damaged alone; the ZIP's own checksum finds it first."""
    data = package.replace(b"%PDF-1.4 decision", b"%PDF-1.4 decasion")
    assert places(check(data)) == [("broken", PDF)]


def test_every_cut_package_is_unreadable_or_not_whole(package):
    """Cut anywhere, spoilt anywhere: a verdict, never a crash, never "whole"."""
    for cut in range(0, len(package), len(package) // 40):
        assert check(package[:cut]).verdict == "unreadable"
    for place in range(0, len(package), len(package) // 150):
        spoilt = bytearray(package)
        spoilt[place] ^= 0x55
        verdict = check(bytes(spoilt)).verdict
        # a bit in a ZIP's time stamp or in its notes harms nobody
        harmless = verdict == "valid" and same_files(bytes(spoilt), package)
        assert verdict in ("invalid", "unreadable") or harmless, place


def same_files(one, other):
    return make.contents(one) == make.contents(other)


def run(*arguments):
    command = [sys.executable, EDOC, "records", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8")


def test_the_command_line_tells_by_its_exit_code(tmp_path, package):
    """The codes of ``edoc verify``."""
    path = tmp_path / "gói.zip"
    path.write_bytes(package)
    done = run("check", path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Nguyên vẹn (đã đối chiếu 18 tệp)" in done.stdout
    path.write_bytes(changed(package, PDF, b"%PDF-1.4 decisiom"))
    done = run("check", path, "--lang", "en")
    assert done.returncode == 1
    assert f"- error: {PDF}: the SHA-256 differs" in done.stdout
    found = json.loads(run("check", path, "--json").stdout)
    assert (found["verdict"], found["kind"]) == ("invalid", "AIP")
    [item] = found["findings"]
    assert (item["code"], item["place"], item["severity"]) == ("digest", PDF, "error")
    path.write_bytes(b"no zip")
    assert run("check", path).returncode == 4
    assert run("check", tmp_path / "none").returncode == 4
    assert run("check").returncode == 64
    assert run("chek", path).returncode == 64
