"""The steps a document may take: tables as data, one check for all of them."""

from .engine import Transition, Workflow
from .tables import (
    ASSIGNMENT,
    COPY,
    DOSSIER,
    DOSSIER_LIST,
    INCOMING,
    OUTGOING,
    PAPER,
    TRANSFER,
)

__all__ = [
    "ASSIGNMENT",
    "COPY",
    "DOSSIER",
    "DOSSIER_LIST",
    "INCOMING",
    "OUTGOING",
    "PAPER",
    "TRANSFER",
    "Transition",
    "Workflow",
]
