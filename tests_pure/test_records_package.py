"""The package for archives (TT 05/2025/TT-BNV Phụ lục I, III; E-ARK CSIP 2)."""

import doctest
import hashlib
import io
import zipfile
from dataclasses import replace

import pytest
import records_factory as make
from lxml import etree

from core.errors import RecordsError
from core.records import codes, markup, names, xmlfile
from core.records.check import check_export
from core.records.markup import schema
from core.records.names import place_files, safe_name

N = {
    "m": "http://www.loc.gov/METS/",
    "csip": "https://DILCIS.eu/XML/METS/CSIPExtensionMETS",
    "xlink": "http://www.w3.org/1999/xlink",
    "p": "http://www.loc.gov/premis/v3",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
UUID = str(make.IDENTITY).upper()
STEM = "H35.24.2026.01.TCCB"

# Requirements of the common specification (CSIP 2.0.4), each as what must hold.
CSIP_RULES = {
    "CSIP1": "/m:mets/@OBJID != ''",
    "CSIP2": "/m:mets/@TYPE = 'Mixed'",
    "CSIP4": "/m:mets/@csip:CONTENTINFORMATIONTYPE = 'MIXED'",
    "CSIP6": "/m:mets/@PROFILE = 'https://earkcsip.dilcis.eu/profile/E-ARK-CSIP.xml'",
    "CSIP7": "//m:metsHdr/@CREATEDATE",
    "CSIP8": "//m:metsHdr/@LASTMODDATE",
    "CSIP9": "contains('SIP AIP', //m:metsHdr/@csip:OAISPACKAGETYPE)",
    "CSIP11": "//m:agent/@ROLE = 'CREATOR'",
    "CSIP12": "//m:agent[@ROLE = 'CREATOR']/@TYPE = 'OTHER'",
    "CSIP13": "//m:agent[@ROLE = 'CREATOR']/@OTHERTYPE = 'SOFTWARE'",
    "CSIP14": "//m:agent[@ROLE = 'CREATOR']/m:name != ''",
    "CSIP15": "count(//m:agent[@ROLE = 'CREATOR']/m:note) = 1",
    "CSIP16": "//m:agent[1]/m:note/@csip:NOTETYPE = 'SOFTWARE VERSION'",
    "CSIP18, 19": "not(//m:dmdSec[not(@ID and @CREATED)])",
    "CSIP20": "not(//m:dmdSec[not(@STATUS = 'CURRENT')])",
    "CSIP22, 36": "not(//m:mdRef[not(@LOCTYPE = 'URL')])",
    "CSIP23, 37": "not(//m:mdRef[not(@xlink:type = 'simple' and @xlink:href)])",
    "CSIP25 to 30": "not(//m:mdRef[not(@MDTYPE and @MIMETYPE and @SIZE and @CREATED"
    " and @CHECKSUM and @CHECKSUMTYPE = 'SHA-256')])",
    "CSIP31": "count(//m:amdSec) = 1",
    "CSIP33, 34": "not(//m:digiprovMD[not(@ID and @STATUS = 'CURRENT')])",
    "CSIP58, 59": "count(//m:fileSec[@ID]) = 1",
    "CSIP64, 65": "not(//m:fileGrp[not(@USE and @ID)])",
    "CSIP66": "not(//m:fileGrp[not(m:file)])",
    "CSIP67 to 72": "not(//m:file[not(@ID and @MIMETYPE and @SIZE and @CREATED"
    " and @CHECKSUM and @CHECKSUMTYPE = 'SHA-256')])",
    "CSIP76 to 79": "not(//m:file[not(m:FLocat[@LOCTYPE = 'URL'"
    " and @xlink:type = 'simple' and @xlink:href])])",
    "CSIP80 to 83": "count(//m:structMap[@TYPE='PHYSICAL' and @LABEL='CSIP' and @ID])"
    " = 1",
    "CSIP84 to 86": "//m:structMap/m:div[@ID]/@LABEL = /m:mets/@OBJID",
    "CSIP88 to 90": "count(//m:structMap/m:div/m:div[@LABEL = 'Metadata' and @ID]) = 1",
    "CSIP92": "//m:div[@LABEL = 'Metadata']/@DMDID",
    "every pointer leads to a file": "not(//m:fptr[not(@FILEID = //m:file/@ID)])",
    "every link leads to a section": "not(//m:div[@DMDID"
    " and not(contains(@DMDID, ' ')) and not(@DMDID = //m:dmdSec/@ID)])",
}
OF_PACKAGE = {
    "CSIP60": "//m:fileGrp/@USE = 'Documentation'",
    "CSIP113": "//m:fileGrp/@USE = 'Schemas'",
    "CSIP114": "//m:fileGrp[@csip:CONTENTINFORMATIONTYPE]/@USE='Representations/rep1'",
    "CSIP93 to 96": "//m:div[@LABEL = 'Documentation']/m:fptr/@FILEID",
    "CSIP97 to 100": "//m:div[@LABEL = 'Schemas']/m:fptr/@FILEID",
    "CSIP105 to 112": "//m:div[@LABEL = 'Representations/rep1']/m:mptr[@LOCTYPE = 'URL'"
    " and @xlink:href = 'representations/rep1/METS.xml'"
    " and @xlink:title = //m:fileGrp[@USE = 'Representations/rep1']/@ID]",
}


def tree(data, path):
    return etree.fromstring(make.contents(data)[path])


@pytest.fixture(scope="module")
def archived():
    return make.package()


@pytest.fixture(scope="module")
def handed_over():
    return make.package(kind="SIP")


def test_an_archives_package_has_the_tree_of_annex_i(archived):
    with zipfile.ZipFile(io.BytesIO(archived)) as archive:
        paths = archive.namelist()
    folder = f"urn_H35.24_uuid-{UUID}/"
    assert all(path.startswith(folder) for path in paths)
    rep = "representations/rep1/"
    assert {path.removeprefix(folder) for path in paths} >= {
        "METS.xml",
        "metadata/descriptive/EAD.xml",
        "metadata/preservation/PREMIS.xml",
        f"{rep}METS.xml",
        f"{rep}metadata/preservation/PREMIS_rep1.xml",
        f"{rep}metadata/descriptive/EAD_doc_{STEM}.001.xml",
        f"{rep}data/{STEM}.001.pdf",
        f"{rep}data/{STEM}.003.pdf",
        f"{rep}data/{STEM}.003.1.xlsx",
        "schemas/METS.xsd",
        "schemas/EAD.xsd",
        "schemas/EAD_doc.xsd",
    }


def test_a_package_for_hand_over_has_the_tree_of_annex_iii(handed_over):
    """Phụ lục III: PREMIS is added by the archive that accepts it."""
    paths = make.contents(handed_over)
    assert not [path for path in paths if "preservation" in path or "PREMIS" in path]
    root = tree(handed_over, "METS.xml")
    assert root.get("OBJID") == f"uuid-{UUID}"
    assert len(root.findall("m:amdSec", N)) == 1
    assert root.find("m:metsHdr", N).get(f"{{{N['csip']}}}OAISPACKAGETYPE") == "SIP"


@pytest.mark.parametrize("kind", ["AIP", "SIP"])
@pytest.mark.parametrize("path", ["METS.xml", "representations/rep1/METS.xml"])
def test_mets_keeps_to_its_schema_and_to_the_common_specification(kind, path):
    root = tree(make.package(kind=kind), path)
    # METS.xsd is that of METS 1.12, by its standards body
    assert schema("METS.xsd").validate(root)
    rules = CSIP_RULES | (OF_PACKAGE if path == "METS.xml" else {})
    missed = [
        name for name, rule in rules.items() if not root.xpath(rule, namespaces=N)
    ]
    assert missed == []


def test_mets_names_every_byte_of_the_package(archived):
    """Size, SHA-256 and media type; compared with another reading of the ZIP."""
    files, told = make.contents(archived), {}
    for base in ("", "representations/rep1/"):
        root = tree(archived, base + "METS.xml")
        for node in root.iter(f"{{{N['m']}}}mdRef", f"{{{N['m']}}}file"):
            place = node if node.get(f"{{{N['xlink']}}}href") else node[0]
            path = base + place.get(f"{{{N['xlink']}}}href")
            told[path] = (int(node.get("SIZE")), node.get("CHECKSUM"))
    wanted = {
        path: (len(data), hashlib.sha256(data).hexdigest().upper())
        for path, data in files.items()
        if path != "METS.xml"
    }
    assert told == wanted


def test_metadata_and_files_are_tied_together(archived):
    """MetadataLink/File for the document, AttachmentFile for its enclosures."""
    root = tree(archived, "representations/rep1/METS.xml")
    links = root.xpath("//m:div[@LABEL='MetadataLink/File']", namespaces=N)
    assert len(links) == 2  # the third is on paper only
    sections = {
        node.get("ID"): node[0].get(f"{{{N['xlink']}}}href")
        for node in root.iterfind("m:dmdSec", N)
    }
    files = {
        node.get("ID"): node[0].get(f"{{{N['xlink']}}}href")
        for node in root.iter(f"{{{N['m']}}}file")
    }
    for link in links:
        stem = files[link[0].get("FILEID")].removeprefix("data/").removesuffix(".pdf")
        assert sections[link.get("DMDID")].endswith(f"EAD_doc_{stem}.xml")
        assert link.get("ADMID")
    [enclosure] = root.xpath("//m:div[@LABEL='AttachmentFile']", namespaces=N)
    assert files[enclosure[0].get("FILEID")].endswith("003.1.xlsx")
    assert len(sections) == 3


def test_the_file_is_described_by_the_circulars_codes(archived, handed_over):
    root = tree(archived, "metadata/descriptive/EAD.xml")
    found = {node.tag: node.text for node in root}
    assert found["arcFileCode"] == f"LTLC.{STEM}"
    assert (found["maintenance"], found["mode"], found["language"]) == ("01",) * 3
    assert (found["startDate"], found["endDate"]) == ("05/01/2026", "05/03/2026")
    assert (found["totalDoc"], found["numberOfPage"]) == ("3", "16")
    assert found["confidenceLevel"] == "03"  # born digital and on paper
    root = tree(handed_over, "metadata/descriptive/EAD.xml")
    assert root.findtext("fileCode") == STEM and root.find("arcFileCode") is None


def test_a_document_is_described_by_the_circulars_codes(archived, handed_over):
    path = f"representations/rep1/metadata/descriptive/EAD_doc_{STEM}.003.xml"
    found = {node.tag: node.text for node in tree(archived, path)}
    assert found["docCode"] == f"LTLC.{STEM}.0000003"
    assert (found["typeName"], found["docOrdinal"]) == ("22", "3")
    assert (found["codeNumber"], found["codeNotation"]) == ("05", "SCT-VP")
    assert found["issuedDate"] == "05/03/2026"
    found = {node.tag: node.text for node in tree(handed_over, path)}
    assert (found["docCode"], found["docId"]) == (f"{STEM}.0000003", f"{STEM}.3")
    assert found["maintenance"] == "01"


def test_a_code_without_room_keeps_the_ordinal():
    """docId holds 25 characters, docCode 100."""
    code = replace(make.DOSSIER.code, organ_id="H" * 35, file_notation="9" * 20)
    data = make.package(replace(make.DOSSIER, code=code), kind="SIP", archive="L" * 90)
    for path in make.contents(data):
        if "EAD_doc" in path and path.endswith(".xml"):
            found = tree(data, path)
            ordinal = int(found.findtext("docCode")[-7:])
            assert found.findtext("docId").endswith(f".{ordinal}")
    make.package(replace(make.DOSSIER, code=code), archive="L" * 90)


@pytest.mark.parametrize(
    ("words", "code"),
    [("Vĩnh viễn", "01"), ("70 năm", "02"), ("50 năm", "03"), ("30 năm", "04")]
    + [("20 năm", "05"), ("10 năm", "06"), ("5 năm", "07"), ("", "07")],
)
def test_retention_has_seven_codes(words, code):
    assert codes.retention_code(words) == code


def test_access_and_types_have_their_codes():
    assert codes.access_code("Công khai") == "01"
    assert codes.access_code("Mật") == "03"
    # better closed than open by mistake
    assert codes.access_code("tùy") == "02"
    assert len(codes.TYPES) == 31 and codes.type_code("Bản vẽ kỹ thuật") == "31"
    assert codes.type_code("Quy chế") == "04" and codes.type_code("Sổ tay") == "32"
    assert codes.language_code("Tiếng Việt - Anh") == "11"


# The order of PREMIS 3's elements, and which must be there (*), by its data dictionary.
PREMIS_ORDER = {
    "premis": "object* event agent rights",
    "object": "objectIdentifier* preservationLevel significantProperties"
    " objectCharacteristics originalName storage signatureInformation"
    " environmentFunction relationship linkingEventIdentifier",
    "objectIdentifier": "objectIdentifierType* objectIdentifierValue*",
    "objectCharacteristics": "compositionLevel fixity* size* format*"
    " creatingApplication inhibitors",
    "fixity": "messageDigestAlgorithm* messageDigest* messageDigestOriginator",
    "format": "formatDesignation* formatRegistry formatNote",
    "formatDesignation": "formatName* formatVersion",
    "relationship": "relationshipType* relationshipSubType* relatedObjectIdentifier*"
    " relatedEventIdentifier",
    "relatedObjectIdentifier": "relatedObjectIdentifierType*"
    " relatedObjectIdentifierValue* relatedObjectSequence",
    "event": "eventIdentifier* eventType* eventDateTime* eventDetailInformation"
    " eventOutcomeInformation linkingAgentIdentifier linkingObjectIdentifier",
    "eventIdentifier": "eventIdentifierType* eventIdentifierValue*",
    "eventDetailInformation": "eventDetail eventDetailExtension",
    "linkingAgentIdentifier": "linkingAgentIdentifierType* linkingAgentIdentifierValue*"
    " linkingAgentRole",
    "linkingObjectIdentifier": "linkingObjectIdentifierType*"
    " linkingObjectIdentifierValue* linkingObjectRole",
    "agent": "agentIdentifier* agentName agentType agentVersion agentNote",
    "agentIdentifier": "agentIdentifierType* agentIdentifierValue*",
    "rights": "rightsStatement* rightsExtension",
    "rightsStatement": "rightsStatementIdentifier* rightsBasis* copyrightInformation"
    " licenseInformation statuteInformation otherRightsInformation rightsGranted"
    " linkingObjectIdentifier linkingAgentIdentifier",
    "rightsStatementIdentifier": "rightsStatementIdentifierType*"
    " rightsStatementIdentifierValue*",
    "statuteInformation": "statuteJurisdiction* statuteCitation*"
    " statuteInformationDeterminationDate statuteNote",
    "rightsGranted": "act* restriction termOfGrant termOfRestriction rightsGrantedNote",
}
PREMIS_PATHS = (
    "metadata/preservation/PREMIS.xml",
    "representations/rep1/metadata/preservation/PREMIS_rep1.xml",
)


@pytest.mark.parametrize("path", PREMIS_PATHS)
def test_premis_keeps_to_its_data_dictionary(archived, path):
    root = tree(archived, path)
    seen = set()
    for node in root.iter():
        name = etree.QName(node).localname
        children = [etree.QName(child).localname for child in node]
        if not children:
            assert (node.text or "").strip()
            continue
        seen.add(name)
        rule = PREMIS_ORDER[name].split()
        order = [word.rstrip("*") for word in rule]
        places = [order.index(child) for child in children]
        assert places == sorted(places), name
        kind = node.get(f"{{{N['xsi']}}}type")
        needed = {word[:-1] for word in rule if word.endswith("*")}
        assert needed <= set(children), name
        if name == "object":
            assert kind in ("file", "representation", "intellectualEntity")
            assert (kind == "file") == ("objectCharacteristics" in children)
    assert {"premis", "object", "relationship"} <= seen


def test_the_whole_dictionary_is_used(archived):
    used = {
        etree.QName(node).localname
        for path in PREMIS_PATHS
        for node in tree(archived, path).iter()
        if len(node)
    }
    assert used == set(PREMIS_ORDER)


def test_premis_tells_who_did_what_to_what(archived):
    root = tree(archived, PREMIS_PATHS[0])
    types = [node.text for node in root.iterfind(".//p:eventType", N)]
    assert types == ["sign", "close", "information package creation"]
    sign = root.find("p:event", N)
    roles = [node.text for node in sign.iterfind(".//p:linkingAgentRole", N)]
    assert roles == ["implementer", "authorizer"]
    acting = {node.text for node in root.iterfind("p:agent/p:agentName", N)}
    assert acting == {
        *("Nguyễn Thị Hoa", "Trần Quang Vinh", "Giám đốc"),
        *("l10n_vn_edoc", "Sở Công Thương"),
    }
    agents = {node.text for node in root.iterfind(".//p:agentIdentifierValue", N)}
    linked = {n.text for n in root.iterfind(".//p:linkingAgentIdentifierValue", N)}
    assert linked <= agents
    objects = {node.text for node in root.iterfind(".//p:objectIdentifierValue", N)}
    about = {n.text for n in root.iterfind(".//p:linkingObjectIdentifierValue", N)}
    assert about <= objects


def test_premis_and_mets_name_the_same_files(archived):
    premis = tree(archived, PREMIS_PATHS[1])
    mets = tree(archived, "representations/rep1/METS.xml")
    told = {
        node.get("ID"): node.get("CHECKSUM") for node in mets.iter(f"{{{N['m']}}}file")
    }
    kept = {
        node.findtext(".//p:objectIdentifierValue", "", N): node.findtext(
            ".//p:messageDigest", "", N
        )
        for node in premis.iterfind("p:object[p:objectCharacteristics]", N)
    }
    assert kept == told and len(kept) == 3


def test_same_file_same_bytes_and_another_package_another_name():
    assert make.package() == make.package()
    out = io.BytesIO()
    assert make.write_package(make.DOSSIER, make.OPTIONS, out) == f"{make.IDENTITY}.zip"


def test_nothing_is_packed_without_a_computer_file():
    with pytest.raises(RecordsError) as caught:
        make.package(replace(make.DOSSIER, documents=(make.PAPER,)))
    assert caught.value.code == "records.no_files"


def test_names_are_safe_and_never_two_alike():
    assert safe_name("../Hồ sơ: Đợt 2/2026 \u202egpj") == "Ho_so_Dot_2_2026_gpj"
    assert safe_name("漢字") == "_" and len(safe_name("a" * 300)) == 80
    twice = tuple(
        replace(make.LETTER, key=str(number), doc_ordinal=1) for number in range(3)
    )
    odd = (make.pdf_file("a.pdf\n"), make.pdf_file("b.p/../df"), make.pdf_file("c"))
    twice += (replace(make.LETTER, key="odd", doc_ordinal=1, files=odd),)
    paths = [item.path for item in place_files(replace(make.DOSSIER, documents=twice))]
    assert len({path.lower() for path in paths}) == len(paths) == 9
    assert paths[-1].endswith(".004.2.bin")


def test_above_four_gigabytes_the_zip_is_of_64_bits(monkeypatch):
    """The limit is lowered for the test: the same code runs at 4 GiB."""
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 400)
    data = make.package()
    assert b"PK\x06\x06" in data
    monkeypatch.undo()
    checked = check_export(io.BytesIO(data))
    assert (checked.kind, checked.verdict) == ("AIP", "valid")


def test_the_examples_of_the_rules_hold():
    for module in (codes, names, markup, xmlfile):
        found = doctest.testmod(module)
        assert found.attempted and not found.failed, module
