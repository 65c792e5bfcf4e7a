"""Documents find their box after the groups are there that boxes are given to."""


def migrate(cr, version):
    cr.execute("ALTER TABLE edoc_incoming ADD COLUMN IF NOT EXISTS box_id integer")
