"""The report on documents sent and received (*tình hình gửi, nhận văn bản điện tử*).

Điều 16 of the regulation, QĐ 28/2018 Điều 11. No official template was found; the
columns are those of state systems. How they are counted:

- a document counts once, however many recipients it has;
- outgoing: what has been issued, by date of issue and drafting department;
- incoming: all that arrived, by day of arrival in Vietnam and lead department;
- electronic: a packet has left for one recipient at least. Every issued document is
  exactly one of electronic only, electronic with paper, paper only, not sent yet;
- by when a document is sent or accepted is its own mark, see ``core/working_time.py``;
- every incoming document is exactly one of refused and the four ways of handling; one
  without deadline is always in time.
"""

from .matrix import ColumnGroup, count, percent

OUTGOING = ColumnGroup(
    "outgoing",
    "outgoing",
    (
        count("out_total"),
        count("out_electronic"),
        count("out_both"),
        count("out_paper"),
        count("out_unsent"),
        percent("out_electronic_rate", "out_electronic out_both", "out_total"),
        count("out_personal"),
        count("out_agency"),
        count("out_signed_twice"),
        percent("out_signed_twice_rate", "out_signed_twice", "out_total"),
        count("out_channel"),
        count("out_in_time"),
        count("out_late"),
        count("out_refused"),
    ),
)
INCOMING = ColumnGroup(
    "incoming",
    "incoming",
    (
        count("in_total"),
        count("in_electronic"),
        count("in_scanned"),
        count("in_superior"),
        count("in_valid"),
        count("in_invalid"),
        count("in_undecided"),
        count("in_refused"),
        count("in_accepted"),
        count("in_accepted_late"),
    ),
)
HANDLING = ColumnGroup(
    "handling",
    "handling",
    (
        count("done_in_time"),
        count("done_late"),
        count("open_in_time"),
        count("open_late"),
        percent("in_time_rate", "done_in_time", "done_in_time done_late open_late"),
    ),
)
EXCHANGE = (OUTGOING, INCOMING, HANDLING)

# What is counted over outgoing documents, and what over incoming ones
OUTGOING_COUNTS = tuple(
    column.key for column in OUTGOING.columns if not column.denominator
)
INCOMING_COUNTS = tuple(
    column.key
    for group in (INCOMING, HANDLING)
    for column in group.columns
    if not column.denominator
)
