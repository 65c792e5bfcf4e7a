"""What the software read about an item of form, in words."""


def form_sentence(env, code, facts):
    """Return the sentence for a finding that is not right, or None."""
    sentences = {
        "page_size": env._("Page %(page)s measures %(size)s; A4 is 210 × 297 mm."),
        "margins": env._(
            "Left / right / top: %(found)s; wanted 30–35 / 15–20 / 20–25 mm."
        ),
        "fonts_embedded": env._(
            "Fonts that are not embedded: %(fonts)s. Elsewhere the text may look "
            "different; save the file again with its fonts embedded (PDF/A)."
        ),
        "font_face": env._("Other fonts than Times New Roman: %(fonts)s."),
        "page_numbers": env._(
            "Page %(page)s: numbers stand in the middle above the text, from page 2 on."
        ),
        "national_title": env._("Not found on the first page: %(missing)s."),
        "notation": env._("Not found on the first page: %(missing)s."),
        "date": env._("Not found on the first page: %(missing)s."),
        "recipients": env._("Not found: %(missing)s."),
        "signer": env._("Above the name stands “%(found)s”; wanted “%(wanted)s”."),
    }
    sentence = sentences.get(code)
    return sentence and facts and sentence % facts
