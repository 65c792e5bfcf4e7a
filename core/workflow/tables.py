"""The life of incoming and outgoing documents, and of electronic copies.

Incoming: Điều 10 and 11 of the regulation, Điều 20 to 24 of NĐ 30/2020.
Outgoing: Điều 12 of the regulation, Điều 10 to 18 of NĐ 30/2020.
Copies: Điều 25 to 27 of NĐ 30/2020.
Paper beside the packet: Điều 9 of the regulation, Điều 18.5 of NĐ 30/2020.
Files of work: Điều 15 of the regulation, Điều 28 to 31 of NĐ 30/2020.
"""

from .engine import Workflow, step

INCOMING = Workflow(
    "incoming",
    "received",
    # Điều 10.2: checked first, then registered or sent back
    step("register", "received", "registered", "clerk"),
    step("refuse", "received", "refused", "clerk system", needs_reason=True),
    # Điều 7: it lay in the wrong box of the entity
    step("forward", "received", "received", "clerk", needs_reason=True),
    # NĐ 30 Phụ lục VI III.1h: it came before; registered once
    step("link", "received", "linked", "clerk"),
    # Điều 11: who gave it to this unit takes it back, before it is registered here
    step("withdraw", "received", "recalled", "system", needs_reason=True),
    # Điều 7.2: a division handles what came into its own box
    step("take_on", "registered", "distributed", "box_head"),
    # Điều 10.3: presented to a leader the same day
    step("submit", "registered", "submitted", "clerk"),
    # Điều 11: distributed by the leader or his delegate
    step("distribute", "submitted", "distributed", "leader leader_delegate"),
    # the leader leaves the distributing to a deputy
    step("pass_on", "submitted", "submitted", "leader"),
    step("assign", "distributed processing", "processing", "lead_head"),
    # whom the leader named himself begins without a head's word
    step("begin", "distributed", "processing", "giver lead_head handler unit_has"),
    # nobody handles it any more: back to the head, to the leader, or to the box
    step("unassign", "processing", "distributed", "lead_head handler"),
    step(
        "reopen",
        "distributed processing",
        "submitted",
        "leader giver lead_head handler unit_refused",
    ),
    step("release", "distributed processing", "registered", "lead_head handler"),
    step(
        "finish",
        "distributed processing",
        "done",
        "lead_head handler system unit_done",
    ),
    # NĐ 30 Điều 18.4, QĐ 28 Điều 9.2: recalled by its sender, the content is destroyed
    step(
        "recall",
        "received refused registered submitted distributed processing done linked",
        "recalled",
        "clerk leader system",
        needs_reason=True,
    ),
)

# Điều 11, NĐ 30 Điều 23, 24: what one of those to whom a document was given does
ASSIGNMENT = Workflow(
    "assignment",
    "pending",
    step("give", "pending processing", "processing", "chief"),
    step("opinion", "pending processing", "done", "adviser"),
    step("read", "pending", "done", "reader"),
    step("take_back", "pending processing", "taken_back", "giver"),
    step(
        "return",
        "pending processing",
        "returned",
        "holder unit_refused",
        needs_reason=True,
    ),
    step("forward", "pending processing", "forwarded", "person"),
    # Điều 7, 11: a subordinate unit has registered its own document, has completed it
    step("unit_begins", "pending", "processing", "unit_has"),
    step("unit_ends", "pending processing", "done", "unit_done"),
)

# NĐ 30 Điều 28: the list of files that the head issues at the beginning of a year
DOSSIER_LIST = Workflow(
    "dossier_list",
    "draft",
    step("submit", "draft", "submitted", "compiler"),
    step("return", "submitted", "draft", "agency_head", needs_reason=True),
    step("approve", "submitted", "approved", "agency_head"),
)

DOSSIER = Workflow(
    "dossier",
    "open",
    # NĐ 30 Điều 29.4: when the work has ended, reviewed and put in order
    step("close", "open", "closed", "keeper dossier_head"),
    step("reopen", "closed", "open", "keeper dossier_head", needs_reason=True),
    # NĐ 30 Điều 30: within a year, checked against the list and taken over
    step("hand_over", "closed", "handed_over", "keeper dossier_head"),
    step("send_back", "handed_over", "closed", "archivist", needs_reason=True),
    step("accept", "handed_over", "archived", "archivist"),
)

# NĐ 30 Điều 30, 31: announced by the archive 30 days before, handed over, accepted
TRANSFER = Workflow(
    "transfer",
    "announced",
    step("hand_over", "announced returned", "handed_over", "giver"),
    step("return", "handed_over", "returned", "archivist", needs_reason=True),
    step("accept", "handed_over", "accepted", "archivist"),
    step("cancel", "announced returned", "cancelled", "archivist", needs_reason=True),
)

COPY = Workflow(
    "copy",
    "draft",
    step("request", "draft returned", "requested", "requester"),
    # NĐ 30 Điều 27: the head decides on copying, or whom he names
    step("approve", "requested", "approved", "copy_decider"),
    # NĐ 30 Điều 15: a series of their own
    step("number", "approved", "numbered", "clerk"),
    # NĐ 30 Điều 25.1c, 32: the agency's signature makes it a copy
    step("seal", "numbered", "sealed", "seal_keeper"),
    step("return", "requested approved", "returned", "reviewer", needs_reason=True),
    step("refuse", "requested", "refused", "copy_decider", needs_reason=True),
    step("cancel", "draft returned", "cancelled", "requester", needs_reason=True),
    # NĐ 30 Điều 18.4: what was copied from a recalled document goes with it
    step(
        "recall",
        "draft returned requested approved numbered sealed",
        "recalled",
        "system",
        needs_reason=True,
    ),
)

PAPER = Workflow(
    "paper",
    "waiting",
    # NĐ 30 Điều 18.5: printed, sealed on paper, and sent
    step("print", "waiting", "printed", "clerk"),
    step("stamp", "printed", "stamped", "clerk"),
    step("post", "stamped", "posted", "clerk"),
    step("hand", "stamped", "handed", "clerk"),
    # who sends by post hears later whether it came
    step("receipt", "posted", "received", "clerk"),
    step(
        "take_back",
        "printed stamped posted handed",
        "waiting",
        "clerk",
        needs_reason=True,
    ),
)

OUTGOING = Workflow(
    "outgoing",
    "draft",
    # Điều 12.1a: drafted and sent for signature, checked for content and form
    # (NĐ 30 Điều 12)
    step("submit", "draft returned", "content_review", "author"),
    step(
        "approve_content",
        "content_review",
        "form_review",
        "content_head content_delegate",
    ),
    step("approve_form", "form_review", "signing", "form_checker form_delegate"),
    # Điều 12.1b: the leader signs
    step("sign", "signing", "signed", "signer"),
    # Điều 12.1c: the clerk takes the number, writes it into the file and seals
    step("number", "signed", "numbered", "clerk"),
    step("seal", "numbered", "sealed", "seal_keeper"),
    # Điều 7, 12.1đ: by who sends for the entity, or for the division
    step("issue", "sealed", "issued", "sender"),
    step(
        "return",
        "content_review form_review signing signed",
        "returned",
        "reviewer review_delegate system",
        needs_reason=True,
    ),
    # a number once taken is never given again; without the seal the document can still
    # go back for one of the day on which it is signed anew (Điều 12.2)
    step("void", "numbered", "returned", "number_voider", needs_reason=True),
    step("cancel", "draft returned", "cancelled", "author", needs_reason=True),
    # NĐ 30 Điều 18.3, 18.4: by whom is competent to sign it; from then on the document
    # and its data are frozen (Phụ lục VI III.8)
    step("recall", "issued replaced", "recalled", "change_decider", needs_reason=True),
    step(
        "replace",
        "issued",
        "replaced",
        "change_decider clerk sender system",
        needs_reason=True,
    ),
)
