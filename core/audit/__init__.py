"""The history of all acts: its form, its chain, and what in a database differs from it.

NĐ 30/2020 Phụ lục VI III.5: the history is kept whole. Each act is a row that bears a
seal over what it says; rows are linked in order by hash, and a time stamp of an
authority is put on the last link of a day. So a row that was changed, taken out, put in
or moved shows, as does whatever was changed in tables and files without a row.
"""
