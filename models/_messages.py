"""What users read for each error code of ``core``, translated at the edge."""

from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ..core.edxml.messages import sentence as packet_sentence
from ..core.pdfsign.messages import shown_param

_lt = LazyTranslate(__name__)

MESSAGES = {
    "workflow.wrong_state": _lt(
        "This step is not possible now: the document stands at “%(state)s”. "
        "Reload the page; somebody may have taken the step already."
    ),
    "workflow.not_your_duty": _lt(
        "This step belongs to somebody else. Ask the administrator if you should hold "
        "this duty."
    ),
    "workflow.reason_missing": _lt("Give the reason in words."),
    "authority.other_signer": _lt(
        "“%(lines)s” is somebody else's right to sign. Choose one of the signer's own "
        "(NĐ 30/2020 Điều 13)."
    ),
    "authority.other_entity": _lt(
        "“%(lines)s” is a right to sign for another entity (NĐ 30/2020 Điều 13)."
    ),
    "authority.other_type": _lt(
        "“%(lines)s” does not extend to documents of this type (NĐ 30/2020 Điều 13)."
    ),
    "authority.not_begun": _lt(
        "“%(lines)s” is a right to sign from %(first)s on; the day of signing is "
        "%(day)s (NĐ 30/2020 Điều 13)."
    ),
    "authority.ended": _lt(
        "The right to sign “%(lines)s” ended on %(last)s; the day of signing is "
        "%(day)s (NĐ 30/2020 Điều 13). Return the document and choose another signer, "
        "or have a new delegation entered."
    ),
    "authority.entered_later": _lt(
        "The right to sign “%(lines)s” was entered on %(entered)s, after the file was "
        "signed on %(day)s. It does not cover a signature made without it (NĐ 30/2020 "
        "Điều 13)."
    ),
    "authority.opening_wrong": _lt(
        "The lines above the signature do not fit the kind of authority. Write them as "
        "“%(wanted)s” and the position (NĐ 30/2020 Phụ lục I)."
    ),
    "authority.acting_position": _lt(
        "“Q. ” stands before the position of an acting head, and only there (NĐ "
        "30/2020 Phụ lục I)."
    ),
    "authority.dates_reversed": _lt("The last day lies before the first."),
    "authority.dates_missing": _lt(
        "An authorisation (TUQ.) is limited in time: enter its last day (NĐ 30/2020 "
        "Điều 13.3)."
    ),
    "authority.basis_missing": _lt(
        "Signing %(prefix)s needs a basis in writing: enter the document that gives it "
        "(NĐ 30/2020 Điều 13.3, 13.4)."
    ),
    "authority.scope_missing": _lt(
        "An authorisation (TUQ.) is limited in content: choose the types or write what "
        "it extends to (NĐ 30/2020 Điều 13.3)."
    ),
    "authority.unit_missing": _lt(
        "Signing by order (TL.) belongs to the head of a unit or his deputy: choose "
        "the department (NĐ 30/2020 Điều 13.4)."
    ),
    "authority.principal_self": _lt("Nobody signs in his own place."),
    "authority.principal_missing": _lt(
        "Enter in whose place is signed %(prefix)s (NĐ 30/2020 Điều 13)."
    ),
    "authority.redelegation": _lt(
        "The person in whose place is signed %(prefix)s has no such right of his own "
        "on that day. Who signs by authorisation can't authorise others; an order is "
        "passed on only by the head of the unit (NĐ 30/2020 Điều 13.3, 13.4)."
    ),
    "numbering.not_positive": _lt("A number must be 1 or more, not %(number)s."),
    "numbering.no_plan": _lt(
        "No numbering plan covers this document in %(year)s. The administrator adds "
        "one (NĐ 30/2020 Điều 15.1)."
    ),
    "numbering.agency_missing": _lt(
        "The agency has no abbreviation yet, so no notation can be written. "
        "The administrator sets it in the company's document settings."
    ),
    "convert.format": _lt("“%(name)s” can't be converted to PDF."),
    "convert.program_missing": _lt(
        "“%(name)s” can't be converted: LibreOffice is missing on the server. Upload a "
        "PDF, or ask the administrator of the server to install it."
    ),
    "convert.timeout": _lt(
        "“%(name)s” was not converted within %(seconds)s seconds. Upload a PDF instead."
    ),
    "convert.failed": _lt(
        "“%(name)s” could not be converted; it may be damaged. Open and save it again, "
        "or upload a PDF."
    ),
    "copy.form_of_copy": _lt(
        "%(form)s is made from an original; from a certified copy (sao y) only a sao "
        "lục is made (NĐ 30 Điều 25.2)."
    ),
    "copy.form_of_original": _lt(
        "%(form)s is made from a certified copy (sao y), not from the original (NĐ 30 "
        "Điều 25.2)."
    ),
    "copy.pages_missing": _lt("Name the pages of the extract, such as 1-3,5."),
    "copy.pages_syntax": _lt(
        "“%(text)s” can't be read as pages. Write them like 1-3,5."
    ),
    "copy.pages_range": _lt(
        "There is no page %(page)s: the document has %(count)s pages."
    ),
    "copy.pages_all": _lt(
        "An extract leaves something out, but these are all %(count)s pages. Make a "
        "full copy (sao y) instead."
    ),
    "format.disguised": _lt(
        "“%(name)s” is not what its name says, or it is protected by a password. Save "
        "it anew in the program that it comes from."
    ),
    "ocr.program_missing": _lt(
        "The server lacks the program “%(program)s”, with which pages are read. Tell "
        "the administrator."
    ),
    "ocr.timeout": _lt("Reading took too long and was given up."),
    "ocr.failed": _lt("The pages can't be drawn or read."),
    "ocr.too_many_pages": _lt(
        "A scan may have %(limit)s pages. Scan its documents in several goes."
    ),
    "ocr.only_sheets": _lt("It holds nothing but separator sheets."),
    "format.cut_off": _lt(
        "“%(name)s” is damaged or incomplete. Open and save it again, then upload it."
    ),
    "format.bomb": _lt(
        "“%(name)s” unpacks to more than %(limit)s million bytes or pixels and is not "
        "opened."
    ),
    "format.password": _lt(
        "“%(name)s” is protected by a password. Upload it without protection."
    ),
    "format.not_utf8": _lt(
        "“%(name)s” is not written in UTF-8 (TT 39/2017). Save it in UTF-8."
    ),
    "scan.version": _lt("A scan must be a PDF from version 1.4 on (NĐ 30 Phụ lục I)."),
    "scan.no_picture": _lt(
        "Page %(page)s is no scan: no picture covers it. A paper is digitised as a "
        "whole page (NĐ 30 Phụ lục I)."
    ),
    "scan.coarse": _lt(
        "Page %(page)s was scanned with %(dpi)s dpi; at least %(least)s dpi are wanted "
        "(NĐ 30 Phụ lục I)."
    ),
    "scan.no_colour": _lt(
        "Page %(page)s was scanned without colour; papers are digitised in colour (NĐ "
        "30 Phụ lục I)."
    ),
    "wrap.empty": _lt("“%(name)s” is empty."),
    "wrap.too_large": _lt(
        "“%(name)s” is larger than %(limit)s MB, the most that a sealed cover holds."
    ),
    "wrap.damaged": _lt(
        "The original “%(name)s” in this file is not the one that was put into it."
    ),
    "pdf.unreadable": _lt(
        "The PDF is damaged or cut off and can't be read (%(reason)s). Upload it again."
    ),
    "pdf.too_large": _lt(
        "The PDF has %(size)s bytes; at most %(limit)s bytes are allowed."
    ),
    "pdf.encrypted": _lt(
        "The PDF is protected by a password. Upload it without protection."
    ),
    "pdf.active_content": _lt(
        "The PDF holds active content (%(kind)s), which a signed document must not. "
        "Print it to a new PDF and upload that."
    ),
    "pdf.already_signed": _lt(
        "The PDF bears a signature already. A signed file is never rewritten; upload "
        "the unsigned draft."
    ),
    "pdf.already_prepared": _lt(
        "The PDF has been prepared for signing before. Upload the original draft."
    ),
    "pdf.placement_invalid": _lt(
        "The box “%(field)s” on page %(page)s has no size or does not lie on the page. "
        "Drag it back onto the page."
    ),
    "pdf.placement_unknown": _lt(
        "The document has no room for a box “%(field)s” (page %(page)s), or it was "
        "given twice. Open the preview again."
    ),
    "pdf.certified_without_fields": _lt(
        "The PDF was certified elsewhere and has no fields for number and seal: "
        "whatever is added now would break the signature in it. Ask for the file "
        "without certification, or upload the unsigned draft."
    ),
    "pdf.locked": _lt(
        "The signature “%(field)s” in the PDF locks the file: nothing can be added any "
        "more without breaking it. Upload the file from before that signature."
    ),
    "pdf.not_prepared": _lt(
        "The PDF has no fields for number and signatures. Return the document and hand "
        "it in again."
    ),
    "pdf.not_signed": _lt(
        "The competent person has not signed this file, so it can't be numbered or "
        "sealed (NĐ 30 Điều 32)."
    ),
    "pdf.number_invalid": _lt("“%(value)s” can't be written as a number or date."),
    "pdf.number_already_filled": _lt(
        "The number is written already (%(number)s). The draft must leave it open: "
        "“Số:       /…”."
    ),
    "pdf.number_missing": _lt("The number must be written before the seal is set."),
    "pdf.already_sealed": _lt("This file bears the seal already."),
    "signing.certificate_expired": _lt(
        "The certificate of %(name)s ended on %(not_after)s. It can't sign any more; "
        "apply for a new one."
    ),
    "signing.certificate_not_yet_valid": _lt(
        "The certificate of %(name)s is valid from %(not_before)s on."
    ),
    "signing.certificate_revoked": _lt(
        "The certificate of %(name)s has been revoked (%(since)s). It can't sign."
    ),
    "signing.certificate_purpose": _lt(
        "The certificate of %(name)s is not meant for signing documents."
    ),
    "signing.status_unavailable": _lt(
        "The status of the certificate of %(name)s could not be had from its "
        "authority (no answer from: %(asked)s). The document stays where it is; try "
        "again later."
    ),
    "signing.chain_untrusted": _lt(
        "The certificate of %(name)s does not lead to a trusted root. The "
        "administrator checks the list of trusted certificates."
    ),
    "signing.roots_missing": _lt(
        "No root certificate is trusted yet, so the status of the certificate can't be "
        "checked. The administrator imports the roots of the official service."
    ),
    "signing.time_without_zone": _lt("The time of signing has no time zone."),
    "signing.tsa_unreachable": _lt(
        "The time-stamp service %(url)s did not answer within %(seconds)s seconds "
        "(tries: %(tries)s). Nothing was signed; the document stays where it is. Try "
        "again later."
    ),
    "signing.tsa_changed": _lt(
        "The time-stamp service %(url)s has changed its certificate at this moment. "
        "Nothing was signed; try again."
    ),
    "signing.archive_incomplete": _lt(
        "A time stamp for the archive goes over signed files that hold the status of "
        "their certificates (level B-LT). This file is none."
    ),
    "signing.archive_ended": _lt(
        "The certificate of the last time stamp over this file ended on %(ended)s. A "
        "further stamp proves nothing of the time before; keep the file with the "
        "minutes of its verification."
    ),
    "signing.archive_broken": _lt(
        "The time stamp “%(field)s” over this file is not valid, so no further one is "
        "put over it. Verify the file."
    ),
    "signing.not_by_signer": _lt(
        "The file does not bear the signature of the person who has to sign it (signed "
        "by: %(signers)s). The seal goes only on what the competent person has signed "
        "(NĐ 30/2020 Điều 32)."
    ),
    "signing.signature_invalid": _lt(
        "The signature of %(signer)s in the file is not valid, so it can't be sealed "
        "(NĐ 30/2020 Điều 32): %(reason)s"
    ),
    "signing.signature_undecided": _lt(
        "Whether the signature of %(signer)s in the file is good can't be told now, so "
        "it is not sealed yet: %(reason)s Try again later."
    ),
    "signing.tsa_missing": _lt(
        "No time-stamp service is set, but level %(level)s needs one. The "
        "administrator sets it in the company's document settings."
    ),
    "signing.picture_unreadable": _lt(
        "The picture of the signature or seal can't be read. It must be a PNG."
    ),
    "signing.result_wrong": _lt(
        "The signed file did not pass our own check (%(reason)s). It was thrown away; "
        "the document stays where it is. Tell the administrator."
    ),
    "signing.failed": _lt(
        "The file could not be signed with the certificate of %(name)s. Nothing was "
        "kept; try again or tell the administrator."
    ),
    "signing.not_at_once": _lt(
        "Number and seal stand on different pages of this file, so it needs two "
        "signatures one after the other. Seal it with a token at the server."
    ),
    "signing.process_died": _lt(
        "The process that signs ended unexpectedly (%(reason)s). Nothing was kept of "
        "this file; try it again."
    ),
    "signing.process_timeout": _lt(
        "This file was not signed within %(seconds)s seconds. Nothing was kept of it; "
        "try it again later."
    ),
    "token.driver_missing": _lt(
        "The token's driver %(path)s is not on the server. The administrator of the "
        "server installs it."
    ),
    "token.absent": _lt("The token “%(label)s” is not plugged in."),
    "token.ambiguous": _lt(
        "%(found)s tokens bear the label “%(label)s”. The administrator enters the "
        "serial number of the right one in the register of tokens."
    ),
    "token.removed": _lt(
        "The token “%(label)s” was pulled out. Nothing was kept; plug it in and try "
        "again."
    ),
    "token.pin_required": _lt("Enter the PIN of the token “%(label)s”."),
    "token.pin_wrong": _lt(
        "The PIN of the token “%(label)s” is wrong. Tries left, as far as the token "
        "tells: %(tries_left)s. Too many wrong tries lock it."
    ),
    "token.pin_locked": _lt(
        "The token “%(label)s” is locked after too many wrong PINs. The issuer of the "
        "certificate unlocks it."
    ),
    "token.busy": _lt(
        "The token is being used by somebody else. Try again in a moment."
    ),
    "token.key_missing": _lt(
        "The token “%(label)s” holds no private key for the certificate."
    ),
    "token.certificate_missing": _lt(
        "The token “%(label)s” does not hold the certificate in the register. The "
        "administrator presses “Read device”."
    ),
    "token.failed": _lt(
        "The token “%(label)s” reported an error. Pull it out, plug it in and try "
        "again."
    ),
    "axis.setting_wrong": _lt(
        "The settings of the national axis are not complete: check “%(setting)s”."
    ),
    "axis.unreachable": _lt(
        "The national axis (%(url)s) can't be reached: %(reason)s. It is tried again."
    ),
    "axis.busy": _lt(
        "The national axis can't take “%(call)s” now (%(number)s). It is tried again."
    ),
    "axis.answer_lost": _lt(
        "The national axis did not answer “%(call)s” to the end: %(reason)s. It may "
        "have been carried out; it is tried again, which does no harm."
    ),
    "axis.answer_unreadable": _lt(
        "The answer of the national axis to “%(call)s” can't be understood "
        "(%(status)s). It is tried again."
    ),
    "axis.redirected": _lt(
        "Something else than the national axis answers at its address (%(status)s). "
        "Check the address in the settings."
    ),
    "axis.credentials": _lt(
        "The national axis does not accept the system identifier or the secret "
        "(%(number)s). Check both in the settings."
    ),
    "axis.refused": _lt(
        "The national axis refuses “%(call)s” (%(number)s): %(reason)s"
    ),
    "axis.recipient_unknown": _lt(
        "The national axis does not know a recipient (%(number)s): %(reason)s. Check "
        "its identifier or send on paper."
    ),
    "axis.recipient_locked": _lt(
        "A recipient can't receive over the national axis now (%(number)s): "
        "%(reason)s. Send on paper or later."
    ),
    "axis.sender_unknown": _lt(
        "The national axis does not let us send for this agency (%(number)s): "
        "%(reason)s. Check the identifier of the sender."
    ),
    "axis.document_unknown": _lt(
        "The national axis has no such document for us (%(number)s): %(reason)s"
    ),
    "axis.packet_refused": _lt(
        "The national axis does not take the packet (%(number)s): %(reason)s"
    ),
    "axis.packet_unreadable": _lt(
        "The packet “%(file)s” can't be read: %(reason)s. Build it again."
    ),
    "axis.packet_changed": _lt(
        "The packet “%(file)s” is not the one that was to be sent. Nothing was sent."
    ),
    "axis.packet_too_large": _lt(
        "The packet is larger than the allowed %(limit)s bytes. Send fewer or smaller "
        "enclosures."
    ),
    "axis.value_not_ascii": _lt(
        "“%(field)s” may only hold letters without accents, digits and signs. Correct "
        "the identifier."
    ),
    "axis.configuration_wrong": _lt(
        "The file “%(path)s” of the test axis can't be used: %(reason)s"
    ),
    "axis.folder_in_use": _lt(
        "The folder “%(path)s” is served by another test axis already."
    ),
    "axis.not_loopback": _lt(
        "The test axis only serves this machine: “%(host)s” is no loopback address."
    ),
    "axis.fault_wrong": _lt(
        "“%(rule)s” is no fault of the test axis. Write KIND[@CALL]=HOW_OFTEN[,VALUE]; "
        "kinds: %(kinds)s."
    ),
    "records.no_files": _lt(
        "There is no computer file in “%(file)s”; a package for the archive needs at "
        "least one (TT 05/2025/TT-BNV). Digitise the paper documents, or export XML."
    ),
    "records.file_changed": _lt(
        "“%(name)s” is not the file that was registered: its SHA-256 differs. Nothing "
        "was exported. Tell the administrator."
    ),
    "records.file_unreadable": _lt(
        "“%(name)s” can't be read. Nothing was exported. Tell the administrator."
    ),
    "records.invalid": _lt(
        "The export does not keep to %(schema)s (line %(line)s: %(reason)s). Nothing "
        "was exported. Correct the data or tell the administrator."
    ),
    "direct.url_wrong": _lt(
        "“%(url)s” is no address of another installation. Write it as "
        "https://name-of-the-server, without anything behind the name or the port."
    ),
    "direct.url_plain": _lt(
        "“%(url)s” is not encrypted. The address must begin with https://."
    ),
    "direct.own_key_missing": _lt(
        "This channel has no key of our own yet: press “Make a key”."
    ),
    "secret.locked": _lt(
        "The secret that is kept can't be opened: secrets_passphrase in the server's "
        "configuration file is missing or another one. Whoever runs the server sets it "
        "right, or the administrator enters the secret again."
    ),
    "direct.key_locked": _lt(
        "Our key can't be opened: secrets_passphrase in the server's configuration "
        "file is missing or another one. Whoever runs the server sets it right, or the "
        "administrator makes a new key."
    ),
    "direct.peer_key_missing": _lt(
        "The other side's key is missing: press “Enter the other side's key”."
    ),
    "direct.key_wrong": _lt(
        "This is no public key of another installation. Copy the whole line that its "
        "form shows under “Our key”."
    ),
    "direct.agency_wrong": _lt(
        "“%(entry)s” is no agency identifier. Write H35.09, or H35.09.* for all units "
        "below it, one in each line."
    ),
    "direct.unreachable": _lt(
        "%(url)s can't be reached: %(reason)s. It is tried again."
    ),
    "direct.answer_lost": _lt(
        "The other side did not answer to the end: %(reason)s. The packet may have "
        "arrived; it is sent again, which does no harm."
    ),
    "direct.answer_unreadable": _lt(
        "The other side's answer can't be understood. It is tried again."
    ),
    "direct.answer_unsigned": _lt(
        "What answers at this address does not prove to be the other side (HTTP "
        "%(status)s; %(reason)s). Check the address and the other side's key. It is "
        "tried again."
    ),
    "direct.not_recognised": _lt(
        "The other side does not recognise us. Its administrator compares the "
        "fingerprint of our key with the one entered there, and you compare his."
    ),
    "direct.sender_not_allowed": _lt(
        "The other side does not take documents of the agency “%(detail)s” from us. "
        "Its administrator adds the identifier to those that we may speak for."
    ),
    "direct.packet_unreadable": _lt(
        "The other side can't read the packet (%(detail)s) and did not keep it."
    ),
    "direct.packet_too_large": _lt(
        "The packet is larger than the other side takes (%(detail)s bytes)."
    ),
    "direct.too_large_on_the_way": _lt(
        "A server on the way to the other side takes no packet of this size. Its "
        "administrator raises the limit."
    ),
    "direct.body_differs": _lt("The packet was damaged on its way. It is sent again."),
    "direct.clock_differs": _lt(
        "The clocks of the two servers differ too much; at the other side it is "
        "%(detail)s. Set the clock right. It is tried again."
    ),
    "direct.too_slow": _lt(
        "The connection to the other side is too slow for this packet. It is tried "
        "again."
    ),
    "direct.too_many": _lt(
        "The other side takes no more than %(detail)s packets a minute. It is tried "
        "again."
    ),
    "direct.certificate_unreadable": _lt(
        "The certificate for the connection, which the server's configuration names, "
        "can't be read."
    ),
    "stats.figure_unknown": _lt("This figure has no list of documents."),
    "certificate.unreadable": _lt("The certificate can't be read."),
    "crl.unreadable": _lt(
        "This is no revocation list (CRL), or it is damaged. Fetch or load it again."
    ),
}


def user_error(env, error):
    """Turn an :class:`EdocError` into the ``UserError`` that a user reads.

    A code without a sentence is shown as it is: still no traceback, and the log of the
    caller names it.
    """
    if error.code.startswith("packet."):
        language = "vi" if (env.lang or "").startswith("vi") else "en"
        params = {"source": env._("The packet"), **error.params}
        return UserError(packet_sentence(error.code, params, language))
    message = MESSAGES.get(error.code)
    if message is None:
        return UserError(env._("The step failed (%(code)s).", code=error.code))
    params = {
        key: _shown(env, value)
        for key, value in error.params.items()
        if value is not None
    }
    text = env._(message)
    return UserError(text % _Named(params))


def _shown(env, value):
    language = "vi" if (env.lang or "").startswith("vi") else "en"
    return shown_param(value, language)


class _Named(dict):
    """Parameters by name; what an error did not bring is shown as a dash."""

    def __missing__(self, key):
        return "–"
