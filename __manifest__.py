{
    "name": "Vietnam - Official Documents",
    "summary": "Receive, verify, register, handle, sign, seal, issue and exchange "
    "the official documents of a Vietnamese state agency",
    "version": "19.0.1.0.0",
    "category": "Productivity/Official Documents",
    "author": "l10n_vn_edoc maintainers",
    "license": "LGPL-3",
    "depends": ["mail", "edi_core_oca", "edi_queue_oca", "queue_job"],
    "external_dependencies": {"python": ["pyhanko", "pkcs11", "lxml"]},
    "data": [],
    "application": True,
    "installable": True,
}
