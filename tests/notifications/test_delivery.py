"""Ways out of the product: off by default, tried again when refused, and never saying anything about a person."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Self

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core import jobs
from hospice.core.clock import frozen, now
from hospice.core.db import unit_of_work
from hospice.core.errors import Refused
from hospice.notifications import delivery, services
from hospice.notifications.delivery import NullChannel, Outgoing, SmsChannel, SmtpChannel, channels
from hospice.notifications.models import Message
from tests.cases import House, a_house
from tests.databases import SETTINGS

MAIL = {
    "MAIL_SERVER": "mail.local", "MAIL_PORT": 25, "MAIL_SENDER": "no-reply@mail.local", "MAIL_DOMAIN": "mail.local",
    "MAIL_TLS": False, "MAIL_USER": "", "MAIL_PASSWORD": "",
}  # fmt: skip


class Server:
    """A mail server that keeps what it is handed, or refuses the first of it."""

    def __init__(self, refuses: int = 0) -> None:
        self.taken: list[EmailMessage] = []
        self.refuses = refuses

    def __call__(self, *_: Any, **__: Any) -> Server:
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def send_message(self, mail: EmailMessage) -> None:
        """Take a mail."""
        if self.refuses:
            self.refuses -= 1
            raise smtplib.SMTPServerDisconnected("gone")
        self.taken.append(mail)


@pytest.fixture
def ward(session: Session) -> House:
    return a_house()


@pytest.fixture
def told(session: Session, ward: House) -> Message:
    with unit_of_work():
        services.tell(session, "request_answered", "request:x", "x", institution_id=ward.institution.id)
        message = session.scalars(sa.select(Message).where(Message.once == "x")).one()
    assert message is not None
    return message


def by_mail(app: Any, monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    monkeypatch.setattr(delivery.smtplib, "SMTP", server)
    monkeypatch.setitem(app.extensions, "hospice_channels", channels({**SETTINGS, **MAIL}))


def deliver_all() -> None:
    while jobs.run_next({services.DELIVER: services.deliver}):
        pass


def test_by_default_nothing_leaves(app):
    assert [type(one) for one in channels(app.config)] == [NullChannel]


def test_a_mail_server_without_its_other_settings_is_refused(app):
    with app.test_request_context(), pytest.raises(Refused, match="HOSPICE_MAIL_DOMAIN"):
        channels({**MAIL, "MAIL_DOMAIN": ""})


def test_everybody_of_the_house_gets_a_mail_that_says_nothing_about_anybody(
    app, monkeypatch, told: Message, ward: House
):
    server = Server()
    by_mail(app, monkeypatch, server)
    deliver_all()
    assert {mail["To"] for mail in server.taken} == {
        f"{person.login}@mail.local" for person in (ward.clinician, ward.liaison, ward.manager)
    }
    for mail in server.taken:
        assert mail["Subject"] == "您有一条新消息"
        assert mail.get_content().strip() == "您发出的一条转介已有答复。请登录查看。"
    deliver_all()
    assert len(server.taken) == 3
    assert told.sent_at is not None


def test_what_was_not_taken_is_sent_again_under_the_same_number(app, monkeypatch, session: Session, told: Message):
    server = Server()
    by_mail(app, monkeypatch, server)
    server.refuses = 1
    deliver_all()
    assert told.sent_at is None
    with frozen(now() + 2 * jobs.PAUSE):
        deliver_all()
    session.refresh(told)
    assert told.sent_at is not None
    assert len({mail["Message-ID"] for mail in server.taken}) == 3


def test_a_mail_has_the_same_number_at_every_try(ward: House):
    channel = SmtpChannel("mail.local", 25, "a@mail.local", "mail.local")
    message = Outgoing("key", "words", [ward.liaison])
    assert channel.mail(message, ward.liaison)["Message-ID"] == channel.mail(message, ward.liaison)["Message-ID"]


def test_short_messages_go_to_those_whose_telephone_is_known(ward: House):
    sent: list[tuple[str, str, str]] = []

    class Gateway:
        """Keeps what it is given."""

        def send(self, phone: str, words: str, number: str) -> None:
            """Keep it."""
            sent.append((phone, words, number))

    ward.liaison.phone, ward.manager.phone = "13800000001", None
    SmsChannel(Gateway()).send(Outgoing("key", "words", [ward.liaison, ward.manager]))
    assert sent == [("13800000001", "words", f"key.{ward.liaison.id}")]


def test_the_command_delivers_messages_and_leaves_other_jobs_to_the_worker(app, session: Session, told: Message):
    with unit_of_work():
        jobs.put(session, "offer", "unit:0", now())
    done = app.test_cli_runner().invoke(args=["notifications", "deliver"])
    assert done.output.strip() == "送出了1条，还有0条待送。"
    assert session.scalars(sa.select(jobs.Job.kind).where(jobs.Job.state == jobs.JobState.READY)).all() == ["offer"]
