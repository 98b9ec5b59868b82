"""What has happened to accounts and grants. Details hold roles, codes of places and names of staff, never a password."""

from __future__ import annotations

from hospice.core.events import Event


class SignedIn(Event):
    """Somebody signed in."""


class SignInFailed(Event):
    """A sign-in was refused; the subject is the account where there is one."""


class SignInPaused(Event):
    """An account was paused after too many failures."""


class SignedOut(Event):
    """Somebody signed out."""


class PasswordChanged(Event):
    """Somebody chose another password."""


class PasswordReset(Event):
    """An administrator gave somebody a one-time password."""


class AccountOpened(Event):
    """An account was opened."""


class AccountClosed(Event):
    """An account was closed; nobody signs in with it any more."""


class AccountReopened(Event):
    """A closed account was opened again."""


class GrantGiven(Event):
    """Somebody was given a role at a place."""


class GrantEnded(Event):
    """A role was taken back."""
