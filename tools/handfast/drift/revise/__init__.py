"""A spec made to say what the app does, its text untouched everywhere else."""

from handfast.drift.revise.revise import Revision as Revision
from handfast.drift.revise.revise import revise as revise
from handfast.drift.revise.revise import write_revision as write_revision
