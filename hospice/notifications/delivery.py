"""Ways out of the product: e-mail and short messages, behind one interface and off unless the operator sets them up.

A message that leaves says that there is something to do, never about whom (design §7, sentences 24 and 25).
"""

from __future__ import annotations

import smtplib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any, Protocol

from hospice.accounts.models import User
from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _

SECONDS = 20  # before a server that says nothing is given up, and the message tried again later


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message on its way out. The key is the same at every try, by which the other end can tell that it has it already."""

    key: str
    words: str
    to: Sequence[User]


class Channel(Protocol):
    """A way to reach people outside the product."""

    def send(self, message: Outgoing) -> None:
        """Hand the message over; raise where it was not taken, and it is tried again."""
        ...


class NullChannel:
    """Nothing leaves the product: people read their messages inside it."""

    def send(self, message: Outgoing) -> None:
        """Send nothing."""


@dataclass(frozen=True)
class SmtpChannel:
    """E-mail by a server of the operator's own."""

    server: str
    port: int
    sender: str
    domain: str
    tls: bool = False
    user: str = ""
    password: str = ""

    def send(self, message: Outgoing) -> None:
        """One mail for each person, so that nobody reads who else was told."""
        if not message.to:
            return
        with smtplib.SMTP(self.server, self.port, timeout=SECONDS) as link:
            if self.tls:
                link.starttls()
            if self.user:
                link.login(self.user, self.password)
            for person in message.to:
                link.send_message(self.mail(message, person))

    def mail(self, message: Outgoing, person: User) -> EmailMessage:
        """The mail to one person; its number makes a second copy of it the same mail."""
        mail = EmailMessage()
        mail["From"], mail["To"] = self.sender, f"{person.login}@{self.domain}"
        mail["Subject"] = _("您有一条新消息")
        mail["Message-ID"] = f"<{message.key}.{person.id}@{self.domain}>"
        mail.set_content(message.words)
        return mail


class SmsGateway(Protocol):
    """The operator's own contract for short messages; none is shipped."""

    def send(self, phone: str, words: str, number: str) -> None:
        """Send one; the number tells a second copy of the same message."""
        ...


@dataclass(frozen=True)
class SmsChannel:
    """Short messages, by a gateway that the operator brings."""

    gateway: SmsGateway

    def send(self, message: Outgoing) -> None:
        """One for each person whose telephone is known."""
        for person in message.to:
            if person.phone:
                self.gateway.send(person.phone, message.words, f"{message.key}.{person.id}")


def channels(settings: Mapping[str, Any]) -> list[Channel]:
    """The ways that are set up; by default one that sends nothing. `Refused` where a mail server lacks its other settings."""
    if not settings["MAIL_SERVER"]:
        return [NullChannel()]
    missing = [name for name in ("MAIL_SENDER", "MAIL_DOMAIN") if not settings[name]]
    if missing:
        raise Refused(_("邮件还缺这些设置：%(names)s。", names="、".join(f"HOSPICE_{name}" for name in missing)))
    return [
        SmtpChannel(
            settings["MAIL_SERVER"], settings["MAIL_PORT"], settings["MAIL_SENDER"], settings["MAIL_DOMAIN"],
            settings["MAIL_TLS"], settings["MAIL_USER"], settings["MAIL_PASSWORD"],
        )
    ]  # fmt: skip
