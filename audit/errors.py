"""What can go wrong for a user, each with its exit code. The message is one line: what, where, and the next step.

AuditError            2   unreadable input or wrong use
└── ModelError        3   a model is missing or damaged
"""


class AuditError(Exception):
    """Input that cannot be audited, or a command that makes no sense. Exit code 2."""

    exit_code = 2


class ModelError(AuditError):
    """A model that is missing, damaged or does not do what its name says. Exit code 3."""

    exit_code = 3
