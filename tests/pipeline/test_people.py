"""Users and tokens: who can be set up, and what is kept of it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from commonlist.access import Principal, Role
from commonlist.errors import InputError, UnknownNameError
from commonlist.pipeline import people
from commonlist.pipeline.people import By
from commonlist.pipeline.signing_in import (
    BY_ADDRESS,
    BY_NAME,
    WINDOW,
    Lifetimes,
    Outcome,
    asked,
    by_key,
    by_session,
    sign_in,
    sign_out,
)
from commonlist.storage import Workspace, ledger
from commonlist.storage import people as stored
from commonlist.storage import tables as t
from commonlist.storage.tables import metadata

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PASSWORD = "a heron stands on one leg"
OTHER = "two herons stand on three legs"
BY = By("root", "command", NOW)


@pytest.fixture
def workspace(tmp_path: Path, database: Callable[[Path], str]) -> Iterator[Workspace]:
    """A workspace with an administrator, an analyst of no party, and a delegate of Norway."""
    with Workspace(tmp_path / "ws", NOW, database(tmp_path / "ws")) as opened:
        people.add_user(opened, BY, "root", Role.ADMINISTRATOR, "", PASSWORD)
        people.add_user(opened, BY, "ann", Role.ANALYST, "", PASSWORD)
        people.add_user(opened, BY, "nils", Role.DELEGATE, "no", PASSWORD)
        yield opened


def entries(workspace: Workspace) -> list[tuple[str, str, dict[str, Any] | None]]:
    """Who, act and particulars of all that is in the ledger."""
    with workspace.reading() as connection:
        return [(kept.who, kept.act, kept.particulars()) for kept in ledger.entries(connection)]


def signed(
    workspace: Workspace, name: str = "ann", password: str = PASSWORD, **words: Any
) -> Outcome:
    given: dict[str, Any] = {"address": "192.0.2.1", "agent": "Test/1", "now": NOW}
    given |= {"lifetimes": Lifetimes()} | words
    return sign_in(workspace, name, password, **given)


def held(workspace: Workspace) -> str:
    """All that the database holds."""
    with workspace.reading() as connection:
        rows = [row for each in metadata.sorted_tables for row in connection.execute(each.select())]
        return repr(rows)


class TestSettingUp:
    def test_the_first_user_is_an_administrator(self, tmp_path: Path) -> None:
        with Workspace(tmp_path / "ws", NOW) as opened:
            with pytest.raises(InputError, match="must be an administrator"):
                people.add_user(opened, BY, "ann", Role.READER, "", PASSWORD)
            assert not people.set_up(opened)

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (("ann", Role.READER, "", PASSWORD), "is taken"),
            (("schedule", Role.READER, "", PASSWORD), "by itself"),
            (("local", Role.ANALYST, "", PASSWORD), "by itself"),
            (("Ann", Role.READER, "", PASSWORD), "no user's name"),
            (("a/b", Role.READER, "", PASSWORD), "no user's name"),
            (("", Role.READER, "", PASSWORD), "no user's name"),
            (("eve", Role.DELEGATE, "", PASSWORD), "speaks for a party"),
            (("eve", Role.ADMINISTRATOR, "no", PASSWORD), "of no party"),
            (("eve", Role.READER, "", "short"), "15 to 256"),
            (("eve", Role.READER, "", "x" * 257), "15 to 256"),
            (("eve", Role.READER, "", "aaaaaaaaaaaaaaaa"), "six different"),
            (("evelyn", Role.READER, "", "evelyn evelyn evelyn 1"), "six different"),
        ],
    )
    def test_refuses(self, workspace: Workspace, words: Any, says: str) -> None:
        before = len(entries(workspace))
        with pytest.raises(InputError, match=says):
            people.add_user(workspace, BY, *words)
        assert len(entries(workspace)) == before

    def test_a_party_that_is_none_is_told(self, workspace: Workspace) -> None:
        with pytest.raises(UnknownNameError):
            people.add_user(workspace, BY, "eve", Role.DELEGATE, "atlantis", PASSWORD)

    def test_no_password_and_no_key_stands_in_the_database(self, workspace: Workspace) -> None:
        made = people.add_token(workspace, BY, "robot", Role.ANALYST)
        secret = signed(workspace).secret
        kept = held(workspace)
        assert PASSWORD not in kept
        assert made.key not in kept
        assert secret not in kept
        assert "$argon2id$v=19$m=19456,t=2,p=1$" in kept

    def test_the_last_administrator_stays(self, workspace: Workspace) -> None:
        for change in ({"disabled": True}, {"role": Role.READER}):
            with pytest.raises(InputError, match="last administrator"):
                people.change_user(workspace, BY, "root", **change)
        people.change_user(workspace, BY, "ann", role=Role.ADMINISTRATOR)
        assert people.change_user(workspace, BY, "root", disabled=True).disabled

    @pytest.mark.both
    def test_every_change_is_in_the_ledger(self, workspace: Workspace) -> None:
        before = len(entries(workspace))
        people.change_user(workspace, BY, "ann", role=Role.REVIEWER, party="no")
        people.set_password(workspace, BY, "ann", OTHER)
        made = people.add_token(workspace, BY, "robot", Role.READER, "no", days=3).token
        people.revoke_token(workspace, BY, made.id)
        said = entries(workspace)[before:]
        assert [what["did"] for _, _, what in said if what] == [
            "user changed",
            "password set",
            "token added",
            "token revoked",
        ]
        assert {(who, act) for who, act, _ in said} == {("root", "administration")}


class TestHosts:
    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
    def test_the_own_machine_needs_nobody_set_up(self, tmp_path: Path, host: str) -> None:
        with Workspace(tmp_path / "ws", NOW) as opened:
            people.check_host(opened, host)

    @pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "lists.example", ""])
    def test_others_do(self, workspace: Workspace, tmp_path: Path, host: str) -> None:
        with (
            Workspace(tmp_path / "empty", NOW) as opened,
            pytest.raises(InputError, match="nobody is set up"),
        ):
            people.check_host(opened, host)
        people.check_host(workspace, host)


class TestSigningIn:
    def test_by_the_password(self, workspace: Workspace) -> None:
        secret = signed(workspace).secret
        found = by_session(workspace, secret, NOW, Lifetimes())
        assert found
        assert (found.principal.name, found.principal.role) == ("ann", Role.ANALYST)
        with workspace.reading() as connection:
            person = stored.person(connection, "ann")
        assert person
        assert person.last_sign_in == "2026-11-24T12:00:00Z"

    def test_however_the_keyboard_composes_it(self, workspace: Workspace) -> None:
        people.set_password(workspace, BY, "ann", "h\u00e9rons sur une patte")
        assert signed(workspace, password="he\u0301rons sur une patte").secret

    @pytest.mark.parametrize(
        ("name", "password"),
        [("ann", "wrong"), ("ann", ""), ("nobody", PASSWORD), ("", ""), ("ANN", PASSWORD)],
    )
    def test_not_otherwise(self, workspace: Workspace, name: str, password: str) -> None:
        assert signed(workspace, name, password) == Outcome()

    def test_not_who_is_disabled(self, workspace: Workspace) -> None:
        secret = signed(workspace).secret
        people.change_user(workspace, BY, "ann", disabled=True)
        assert signed(workspace) == Outcome()
        assert by_session(workspace, secret, NOW, Lifetimes()) is None
        people.change_user(workspace, BY, "ann", disabled=False)
        assert by_session(workspace, secret, NOW, Lifetimes()) is None
        assert signed(workspace).secret

    @pytest.mark.both
    def test_each_try_is_in_the_ledger_without_a_name_that_is_nobodys(
        self, workspace: Workspace
    ) -> None:
        before = len(entries(workspace))
        signed(workspace, "ann", "wrong")
        signed(workspace, "my secret, typed in the wrong field", "x")
        signed(workspace)
        said = entries(workspace)[before:]
        assert said == [
            ("ann", "sign-in", {"did": "refused"}),
            ("", "sign-in", {"did": "refused"}),
            ("ann", "sign-in", {"did": "signed in"}),
        ]
        assert "typed in the wrong field" not in held(workspace)

    def test_an_unknown_name_costs_a_hash_too(
        self, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tried: list[str] = []
        true = people.hasher()

        class Counting:
            def verify(self, hashed: str, password: str) -> bool:
                tried.append(hashed[: hashed.rindex("$", 0, -30)][:30])
                return true.verify(hashed, password)

            def __getattr__(self, name: str) -> Any:
                return getattr(true, name)

        monkeypatch.setattr("commonlist.pipeline.signing_in.hasher", Counting)
        for name in ("ann", "nobody", ""):
            assert signed(workspace, name, "wrong") == Outcome()
        assert len(tried) == 3
        assert len(set(tried)) == 1


class TestTooManyTries:
    def test_a_name_waits_whether_there_is_such_a_user_or_not(self, workspace: Workspace) -> None:
        for name in ("ann", "nobody"):
            for number in range(BY_NAME):
                assert signed(workspace, name, "wrong", address=f"192.0.2.{number}") == Outcome()
            outcome = signed(workspace, name, address="192.0.2.99")
            assert (outcome.secret, outcome.wait) == ("", WINDOW.total_seconds())
        assert signed(workspace, "nils").secret

    def test_an_address_waits(self, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("commonlist.pipeline.signing_in._verified", lambda *_: False)
        for number in range(BY_ADDRESS):
            assert signed(workspace, f"u{number}", address="2001:db8::1") == Outcome()
        assert signed(workspace, "ann", address="2001:db8::2").wait
        assert not signed(workspace, "ann", address="2001:db8:0:1::2").wait

    def test_time_heals_it(self, workspace: Workspace) -> None:
        for _ in range(BY_NAME):
            signed(workspace, "ann", "wrong")
        assert signed(workspace, now=NOW + WINDOW - timedelta(seconds=9)).wait == 9
        assert signed(workspace, now=NOW + WINDOW).secret

    @pytest.mark.both
    def test_a_success_begins_anew_for_the_name_and_counts_not_for_the_address(
        self, workspace: Workspace
    ) -> None:
        for _ in range(2):
            for _ in range(BY_NAME - 1):
                signed(workspace, "ann", "wrong")
            assert signed(workspace).secret
        with workspace.reading() as connection:
            counts = sorted(connection.execute(select(t.attempts.c.count)).scalars())
        assert counts == [2 * (BY_NAME - 1)]


class TestSessions:
    LASTS = Lifetimes(timedelta(hours=8), timedelta(minutes=30))

    @pytest.mark.parametrize(
        ("minutes", "holds"), [(0, True), (29, True), (30, False), (480, False)]
    )
    def test_end_without_a_request(self, workspace: Workspace, minutes: int, holds: bool) -> None:
        secret = signed(workspace).secret
        later = NOW + timedelta(minutes=minutes)
        assert (by_session(workspace, secret, later, self.LASTS) is not None) is holds

    @pytest.mark.both
    def test_go_on_with_requests_but_not_beyond_their_end(self, workspace: Workspace) -> None:
        secret, at = signed(workspace).secret, NOW
        while found := by_session(workspace, secret, at, self.LASTS):
            asked(workspace, found, at)
            at += timedelta(minutes=20)
        assert at == NOW + timedelta(hours=8)

    def test_it_is_stored_once_a_minute_that_one_was_seen(self, workspace: Workspace) -> None:
        secret = signed(workspace).secret
        due = [
            found.due
            for seconds in (0, 59, 60)
            if (
                found := by_session(workspace, secret, NOW + timedelta(seconds=seconds), self.LASTS)
            )
        ]
        assert due == [False, False, True]

    def test_end_when_one_signs_out_and_only_ones_own(self, workspace: Workspace) -> None:
        secret = signed(workspace).secret
        digest = people.digest(secret)
        sign_out(workspace, By("nils", "web", NOW), digest)
        assert by_session(workspace, secret, NOW, self.LASTS)
        sign_out(workspace, By("ann", "web", NOW), digest)
        assert by_session(workspace, secret, NOW, self.LASTS) is None

    def test_end_with_a_new_password_but_the_one_that_set_it(self, workspace: Workspace) -> None:
        kept, ended = signed(workspace).secret, signed(workspace).secret
        people.set_password(workspace, BY, "ann", OTHER, keep_session=people.digest(kept))
        assert by_session(workspace, kept, NOW, self.LASTS)
        assert by_session(workspace, ended, NOW, self.LASTS) is None
        assert signed(workspace) == Outcome()
        assert signed(workspace, password=OTHER).secret

    def test_those_that_are_over_are_swept(self, workspace: Workspace) -> None:
        signed(workspace)
        signed(workspace, now=NOW + timedelta(hours=9))
        with workspace.reading() as connection:
            assert len(stored.sessions(connection, "ann")) == 1


class TestTokens:
    def test_a_key_has_256_random_bits_and_a_word_to_know_it_by(self, workspace: Workspace) -> None:
        made = people.add_token(workspace, BY, "robot", Role.ANALYST, "no")
        assert made.key.startswith("commonlist_")
        assert len(made.key) == len("commonlist_") + 43
        assert made.key.startswith(made.token.start)
        found = by_key(workspace, made.key, NOW)
        assert found
        assert found.principal == machine("robot", Role.ANALYST, "no")

    @pytest.mark.parametrize("change", ["revoked", "expired", "other"])
    def test_does_not_hold(self, workspace: Workspace, change: str) -> None:
        made, at = people.add_token(workspace, BY, "robot", Role.ANALYST, days=1), NOW
        if change == "revoked":
            people.revoke_token(workspace, BY, made.token.id)
        if change == "expired":
            at = NOW + timedelta(days=1)
        other = made.key[:20] + ("B" if made.key[20] == "A" else "A") + made.key[21:]
        assert by_key(workspace, other if change == "other" else made.key, at) is None

    def test_a_persons_token_signs_as_the_person_and_is_no_more_than_he(
        self, workspace: Workspace
    ) -> None:
        with pytest.raises(InputError, match="cannot be more"):
            people.add_token(workspace, BY, "x", Role.REVIEWER, owner="ann")
        key = people.add_token(workspace, BY, "laptop", Role.ANALYST, owner="ann").key
        found = by_key(workspace, key, NOW)
        assert found
        assert found.principal == machine("ann", Role.ANALYST, "")
        people.change_user(workspace, BY, "ann", party="no")
        found = by_key(workspace, key, NOW)
        assert found
        assert found.principal.party == "no"
        people.change_user(workspace, BY, "ann", role=Role.READER)
        assert by_key(workspace, key, NOW) is None

    def test_falls_with_its_owner(self, workspace: Workspace) -> None:
        key = people.add_token(workspace, BY, "laptop", Role.READER, owner="ann").key
        people.change_user(workspace, BY, "ann", disabled=True)
        assert by_key(workspace, key, NOW) is None

    @pytest.mark.parametrize(
        ("make", "says"),
        [
            (lambda w: people.add_token(w, BY, "ann", Role.READER), "is taken"),
            (lambda w: people.add_token(w, BY, "", Role.READER), "no token's name"),
            (lambda w: people.add_token(w, BY, "d", Role.DELEGATE), "speaks for a party"),
            (lambda w: people.add_token(w, BY, "d", Role.READER, days=9999), "3660"),
            (lambda w: people.add_token(w, BY, "d", Role.READER, owner="x"), "no user"),
            (lambda w: people.revoke_token(w, BY, 7), "no token 7"),
        ],
    )
    def test_refuses(
        self, workspace: Workspace, make: Callable[[Workspace], object], says: str
    ) -> None:
        with pytest.raises(InputError, match=says):
            make(workspace)

    def test_nobody_is_named_as_a_machine(self, workspace: Workspace) -> None:
        people.add_token(workspace, BY, "robot", Role.READER)
        with pytest.raises(InputError, match="is taken"):
            people.add_user(workspace, BY, "robot", Role.READER, "", PASSWORD)

    @pytest.mark.both
    def test_it_is_stored_that_one_was_used(self, workspace: Workspace) -> None:
        key = people.add_token(workspace, BY, "robot", Role.READER).key
        found = by_key(workspace, key, NOW)
        assert found
        assert found.due
        asked(workspace, found, NOW)
        later = by_key(workspace, key, NOW + timedelta(minutes=9))
        assert later
        assert not later.due


def machine(name: str, role: Role, party: str) -> Principal:
    return Principal(name=name, role=role, party=party, token=True)
