"""The errors of ``core``: a machine code and parameters; the text is for logs only.

Models translate them at their edge, by code, into what a user reads.
"""


class EdocError(Exception):
    """Base of all errors raised by ``core``.

    :param code: stable machine code such as ``"packet.too_large"``
    :param params: values that the translated message names; never a secret
    """

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        details = ", ".join(f"{key}={value!r}" for key, value in params.items())
        super().__init__(f"{code} ({details})" if details else code)


class PacketError(EdocError):
    """A packet can't be read or written."""


class PdfError(EdocError):
    """A PDF can't be read, prepared or extended."""


class TokenError(EdocError):
    """A token, its PIN or its keys refuse the work."""


class SigningError(EdocError):
    """A signature can't be made, or must not be."""


class FormatError(EdocError):
    """A file is not of the format that its name says, or not as the rules want it."""


class CopyError(EdocError):
    """A copy of this form can't be made from this source."""


class NumberingError(EdocError):
    """A number or notation breaks the numbering rules."""


class WorkflowError(EdocError):
    """A step isn't allowed from where the document stands."""


class AuthorityError(EdocError):
    """A right to sign doesn't exist, has ended, or can't be given."""


class AxisError(EdocError):
    """An exchange over the national axis fails."""


class AxisRefusedError(AxisError):
    """The axis won't take this, however often it is asked: somebody has to act."""


class AxisUnavailableError(AxisError):
    """Nothing was carried out; the same request may succeed later."""


class AxisUndecidedError(AxisError):
    """The request went out and no answer came: it may have been carried out or not."""


class SecretError(EdocError):
    """A secret that is kept encrypted can't be opened."""


class DirectError(EdocError):
    """An exchange with another installation fails."""


class DirectRefusedError(DirectError):
    """It won't be done, however often it is asked: somebody has to act."""


class DirectUnavailableError(DirectError):
    """The same request may succeed later, and does no harm if it had succeeded."""


class RecordsError(EdocError):
    """A file of documents can't be exported, or an export not be read."""
