"""The steps a document may take: tables as data, one check for all of them."""

from .engine import Transition, Workflow
from .tables import ASSIGNMENT, COPY, INCOMING, OUTGOING, PAPER

__all__ = [
    "ASSIGNMENT",
    "COPY",
    "INCOMING",
    "OUTGOING",
    "PAPER",
    "Transition",
    "Workflow",
]
