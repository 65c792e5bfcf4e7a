"""Names of the form fields that a document is prepared with."""

NUMBER, DAY, MONTH = "edoc_number", "edoc_day", "edoc_month"
PERSON, SEAL, ENCLOSURE = "edoc_signature", "edoc_seal", "edoc_enclosure"
COPY = "edoc_copy"
# Carries number and date on files that were signed elsewhere.
NUMBER_DRAWN = "edoc_number_drawn"
