from __future__ import annotations

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from hospice.access.permissions import Role
from hospice.accounts.models import Grant, User
from hospice.accounts.sign_in import password_fits
from tests.factories import a_user, an_institution

GOOD = "Lotus-pond-94"


@pytest.fixture
def flask_accounts(app: Flask, session: Session):
    def run(*arguments: str, password: str | None = GOOD, typed: str = "") -> Result:
        session.commit()
        return app.test_cli_runner().invoke(
            args=["accounts", *arguments], env={"HOSPICE_ADMIN_PASSWORD": password or ""}, input=typed
        )

    return run


def the(session: Session, login: str) -> User:
    session.expire_all()
    return session.scalars(sa.select(User).where(User.login == login)).unique().one()


def everything(session: Session) -> tuple[int | None, int | None]:
    session.expire_all()
    return session.scalar(sa.select(sa.func.count(User.id))), session.scalar(sa.select(sa.func.count(Grant.id)))


def test_create_admin_opens_an_account_with_its_role(flask_accounts, session: Session) -> None:
    done = flask_accounts("create-admin", "--role", "audit_admin", "--login", "wang.lin", "--name", "王琳")
    assert done.exit_code == 0, done.output
    user = the(session, "wang.lin")
    assert user.roles == {Role.AUDIT_ADMIN}
    assert password_fits(user.password_hash, GOOD)
    assert not user.must_change_password


def test_create_admin_asks_for_the_password_twice(flask_accounts, session: Session) -> None:
    arguments = ("create-admin", "--role", "system_admin", "--login", "shen.li", "--name", "沈立")
    done = flask_accounts(*arguments, password=None, typed=f"{GOOD}\n{GOOD}\n")
    assert done.exit_code == 0, done.output
    assert GOOD not in done.output
    assert password_fits(the(session, "shen.li").password_hash, GOOD)


def test_create_prints_a_one_time_password_and_grant_gives_a_role(flask_accounts, session: Session) -> None:
    made = flask_accounts("create", "--login", "ye.min", "--name", "叶敏", "--phone", "13912345678")
    assert made.exit_code == 0, made.output
    assert password_fits(the(session, "ye.min").password_hash, made.output.strip())
    assert flask_accounts("grant", "--login", "ye.min", "--role", "county_coordinator", "--at", "331181").exit_code == 0
    an_institution(name="龙泉市人民医院")
    assert flask_accounts("grant", "--login", "ye.min", "--role", "clinician", "--at", "龙泉市人民医院").exit_code == 0
    assert the(session, "ye.min").roles == {Role.COUNTY_COORDINATOR, Role.CLINICIAN}
    listed = flask_accounts("list", "--q", "ye.m").output
    assert listed.startswith("ye.min\t叶敏\t\tcounty_coordinator@331181, clinician@institution\topen")


def test_close_and_reset_password(flask_accounts, session: Session) -> None:
    a_user(Role.AUDIT_ADMIN, login="wang.lin")
    made = flask_accounts("reset-password", "--login", "wang.lin")
    assert password_fits(the(session, "wang.lin").password_hash, made.output.strip())
    assert flask_accounts("close", "--login", "wang.lin").exit_code == 0
    assert not the(session, "wang.lin").is_active


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["create-admin", "--role", "county_officer", "--login", "x1", "--name", "x"], "is not one of"),
        (["create-admin", "--role", "audit_admin", "--name", "x"], "--login"),
        (["create-admin", "--role", "audit_admin", "--login", "taken", "--name", "x"], "账号“taken”已有人使用"),
        (["create-admin", "--role", "audit_admin", "--login", "坏", "--name", "x"], "账号用小写字母"),
        (["create-admin", "--role", "audit_admin", "--login", "x1", "--name", " "], "--name 不能为空"),
        (["create-admin", "--role", "audit_admin", "--login", "x1", "--name", "长" * 51], "--name 最多50个字"),
        (["create", "--login", "x1", "--name", "x", "--phone", "123"], "请填11位手机号"),
        (["create", "--login", "x1", "--name", "x", "--workplace", "长" * 101], "--workplace 最多100个字"),
        (["grant", "--login", "nobody", "--role", "liaison", "--at", "x"], "没有账号“nobody”"),
        (["grant", "--login", "taken", "--role", "king", "--at", "331181"], "is not one of"),
        (["grant", "--login", "taken", "--role", "county_officer", "--at", "999999"], "没有代码为“999999”的区划"),
        (["grant", "--login", "taken", "--role", "county_officer", "--at", "331100"], "只能设在县（市、区）一级"),
        (["grant", "--login", "taken", "--role", "liaison", "--at", "没有这家"], "没有找到机构“没有这家”"),
        (["grant", "--login", "taken", "--role", "audit_admin", "--at", "330000"], "不得兼任其他角色"),
        (["grant", "--login", "taken", "--role", "county_officer", "--at", "331181", "--until", "soon"], "--until"),
        (
            ["grant", "--login", "taken", "--role", "county_officer", "--at", "331181", "--until", "2020-01-01"],
            "截止日应在今天之后",
        ),
        (["close", "--login", "nobody"], "没有账号“nobody”"),
        (["reset-password", "--login", "nobody"], "没有账号“nobody”"),
        (["list", "--role", "king"], "is not one of"),
        (["dance"], "No such command"),
    ],
)
def test_a_wrong_argument_gets_a_sentence_and_writes_nothing(
    flask_accounts, session: Session, arguments: list[str], words: str
) -> None:
    a_user(Role.TRAINING_MANAGER, login="taken")
    before = everything(session)
    done = flask_accounts(*arguments)
    assert done.exit_code == 2
    assert words in done.output
    assert "Traceback" not in done.output
    assert everything(session) == before


def test_an_easy_password_is_refused(flask_accounts, session: Session) -> None:
    before = everything(session)
    done = flask_accounts(
        "create-admin", "--role", "audit_admin", "--login", "x1", "--name", "x", password="Password123!"
    )
    assert (done.exit_code, everything(session)) == (2, before)
    assert "太容易猜到" in done.output
