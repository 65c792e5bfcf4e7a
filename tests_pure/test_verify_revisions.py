"""Revision against revision, and a report in words."""

import hashlib
import json

import pytest
from test_verify_attacks import (
    more_contents,
    new_page,
    note,
    other_number,
    updated,
)
from test_verify_chain import make

from core.pdfsign import fields
from core.pdfsign.advice import ADVICE
from core.pdfsign.confined import verify_warm
from core.pdfsign.limited import Limits
from core.pdfsign.messages import LANGUAGES
from core.pdfsign.presentation import present
from core.pdfsign.revisions import Revision, places_confined, revisions_in
from core.pdfsign.rules import RULES
from core.pdfsign.verify import verdict_as_dict, verify_document
from core.pdfsign.warm import Pool

LIMITS = Limits(seconds=30)


@pytest.fixture
def report(pki, now):
    def make(pdf):
        verdict = verdict_as_dict(verify_document(pdf, pki.policy(), now))
        return json.loads(json.dumps(verdict))

    return make


def placed(pdf, report):
    return places_confined(pdf, revisions_in(report(pdf)), LIMITS)


def test_each_signature_is_a_prefix_of_the_file(chain, report):
    """What the leader signed is there byte by byte, before the seal's revision."""
    found = revisions_in(report(chain.sealed))
    assert [revision.fields for revision in found][:2] == [
        (fields.PERSON,),
        (fields.SEAL,),
    ]
    first = chain.sealed[: found[0].end]
    assert chain.signed.startswith(first)
    assert hashlib.sha256(first) != hashlib.sha256(chain.sealed)
    assert found[-1].end == len(chain.sealed)
    assert report(first)["signatures"][0]["covered"] == len(first)


def test_number_date_and_seal_are_where_they_are_drawn(chain, report):
    """Điều 6: after the leader only number, date and seal were added."""
    first, *_rest = placed(chain.sealed, report)
    kinds = {(place.kind, place.detail) for place in first}
    assert kinds >= {("fields", fields.NUMBER), ("signature", fields.SEAL)}
    assert not {"page_content", "annotation", "pages"} & {p.kind for p in first}
    for place in first:
        if place.detail in (fields.NUMBER, fields.SEAL):
            assert place.page is not None
            assert all(number > 0 for number in place.box)


@pytest.mark.parametrize(
    ("change", "kind", "boxed"),
    [
        (other_number, "fields", True),
        (more_contents, "page_content", False),
        (note("/FreeText"), "annotation", True),
        (new_page, "pages", False),
    ],
    ids=["number", "contents", "annotation", "page"],
)
def test_changes_after_the_seal_are_placed(chain, report, change, kind, boxed):
    pdf = updated(chain.sealed, change)
    found = [place for place in placed(pdf, report)[-1] if place.kind == kind]
    assert found
    assert all(bool(place.box) is boxed for place in found)


def test_an_annotation_is_framed_where_it_stands(chain, report):
    pdf = updated(chain.sealed, note("/FreeText"))
    [place] = [p for p in placed(pdf, report)[-1] if p.kind == "annotation"]
    # /Rect 100 700 300 740 on a page of A4: 35 mm from the left, 14 mm high
    left, top, width, height = place.box
    assert (round(left, 1), round(width, 1), round(height, 1)) == (35.3, 70.6, 14.1)
    assert 35 < top < 37


def test_an_unsigned_file_is_one_revision(chain, report):
    assert revisions_in(report(chain.draft)) == (Revision(len(chain.draft)),)
    assert placed(chain.draft, report) == ()


def test_what_can_not_be_compared_is_told():
    """A file whose report is another's: no traceback, no places."""
    found = (Revision(10), Revision(20))
    assert places_confined(b"%PDF-1.7 hong %%EOF", found, LIMITS) is None
    assert places_confined(b"x", found, Limits(seconds=0.01)) is None


def test_every_rule_says_what_to_do():
    assert ADVICE.keys() == RULES.keys()
    assert all(text and text[-1] == "." for pair in ADVICE.values() for text in pair)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_report_in_words(chain, report, lang):
    shown = present(report(updated(chain.sealed, other_number)), lang)
    person, seal = shown["signatures"]
    assert shown["grade"] == "invalid"
    assert (person["role"], seal["role"]) == ("person", "seal")
    assert seal["state"] == "invalid"
    assert seal["proven"] and "T" not in seal["proven"]
    words = {"vi": "điền trường", "en": "fields filled"}
    assert seal["changes"][0].startswith(words[lang])
    assert all(rule["advice"] for rule in shown["rules"])


def test_an_early_report_is_shown_as_far_as_it_goes(chain, report):
    """Kept for good (TT 15/2025): none of a later form is written over it."""
    early = report(chain.sealed)
    del early["time_stamps"]
    for signature in early["signatures"]:
        del signature["covered"]
    early["rules"].append(
        {
            "code": "since.dropped",
            "severity": "note",
            "sentence": {"vi": "Câu cũ.", "en": "An old sentence."},
            "evidence": "",
        }
    )
    shown = present(early, "vi")
    assert [item["role"] for item in shown["signatures"]] == ["person", "seal"]
    assert shown["stamps"] == []
    assert shown["rules"][-1]["sentence"] == "Câu cũ."
    assert len(revisions_in(early)) == 1


def test_times_that_no_clock_shows(chain, report):
    hurt = report(chain.sealed)
    hurt["signatures"][0]["claimed_time"] = "0001-01-01T00:00:00+14:00"
    assert present(hurt, "vi")["signatures"][0]["claimed"].startswith("0001-")


def test_what_was_asked_online_is_kept_with_the_result(pki, draft, now):
    """TT 15/2025: certificates up to the root, and the status they were judged by."""
    pdf = make(pki, draft, now)
    verdict = verify_document(pdf, pki.policy(online=True), now)
    root = pki.roots[0]
    for report in verdict.signatures:
        assert report.status_source == "online"
        assert report.chain[0] == root or report.chain[-1] == root
        kinds = {item.kind for item in report.status_data}
        assert "ocsp" in kinds
        for item in report.status_data:
            assert hashlib.sha256(item.content).hexdigest() == item.sha256
    assert json.loads(json.dumps(verdict_as_dict(verdict)))["signatures"][0]["chain"]


def test_what_is_in_the_file_is_not_kept_twice(chain, pki, now):
    for report in verify_document(chain.sealed, pki.policy(), now).signatures:
        assert report.chain and not report.status_data


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("covered", "all"),
        ("coverage", "everything"),
        ("certificate_status", "splendid"),
        ("changes_after", [{"kind": "magic", "page": 0, "detail": ""}]),
        ("page", "first"),
        ("chain", ["no hex"]),
        ("errors", None),
    ],
)
def test_a_child_that_was_taken_over_is_not_believed(
    chain, report, pki, now, key, value
):
    """Nothing is kept that can't be shown: it ends undecided, told in words."""
    pool = Pool("tests_pure.limited_tasks:parrot", Limits(seconds=20), size=1)
    said = report(chain.sealed)
    pdf = json.dumps(said).encode()
    assert verify_warm(pdf, pki.policy(), now, pool) == said
    said["signatures"][0][key] = value
    pdf = json.dumps(said).encode()
    answer = verify_warm(pdf, pki.policy(), now, pool)
    pool.close()
    assert [rule["code"] for rule in answer["rules"]] == ["file.checker_died"]
    assert present(answer, "vi")["grade"] == "undecided"
