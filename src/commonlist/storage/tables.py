"""The tables of a workspace (SQLAlchemy Core, so that SQLite and PostgreSQL share them)."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
    false,
)

from commonlist.storage.columns import Integer, Text

metadata = MetaData()

sources = Table(
    "source",
    metadata,
    Column("name", Text, primary_key=True),
    Column("format", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),  # a `Source`, as JSON
)

snapshots = Table(
    "snapshot",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", Text, ForeignKey("source.name"), nullable=False),
    Column("digest", Text, nullable=False),  # of the file, or of the files' digests in order
    Column("generated", Text),  # the list's own date, to its precision; null: it prints none
    Column("day", Text, nullable=False),  # first day of it, or the day on which we got the file
    Column("scope", Text, nullable=False),  # whole, part, or programmes, comma-separated
    Column("language", Text, nullable=False),
    Column("translation", Boolean, nullable=False),
    Column("held_at", Text, nullable=False),  # UTC
    Column("reader", Text, nullable=False),  # version of the program that read it
    Column("counts", LargeBinary, nullable=False),  # as JSON
    UniqueConstraint("source", "digest"),
)

snapshot_files = Table(
    "snapshot_file",
    metadata,
    Column("snapshot_id", Integer, ForeignKey("snapshot.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False),
)

records = Table(
    "record",  # one version of an entry
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", Text, ForeignKey("source.name"), nullable=False),
    Column("entry", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("caption", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),  # a `Record`, as JSON
    UniqueConstraint("source", "entry", "digest"),
)

presence = Table(
    "presence",
    metadata,
    Column("snapshot_id", Integer, ForeignKey("snapshot.id"), primary_key=True),
    Column("record_id", Integer, ForeignKey("record.id"), primary_key=True),
    sqlite_with_rowid=False,
)

acts = Table(
    "act",  # what of a record's designations bears on a day
    metadata,
    Column("record_id", Integer, ForeignKey("record.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("topic", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),  # a `Designation`, as JSON
    Index("act_topic", "topic"),
    sqlite_with_rowid=False,
)

faults = Table(
    "fault",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("snapshot_id", Integer, ForeignKey("snapshot.id"), nullable=False, index=True),
    Column("place", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("raw", Text, nullable=False),
    Column("looked_at", Text),
    Column("looked_by", Text),
)

judgements = Table(
    "judgement",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("left", Text, nullable=False),
    Column("right", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("second", Boolean, nullable=False, server_default=false()),  # waits for another author
    UniqueConstraint("left", "right", "verdict", "author", "reason", "made_at"),
)

relations = Table(
    "relation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("child", Text, nullable=False),
    Column("parent", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("since", Text),
    Column("until", Text),
    Column("author", Text, nullable=False),
    Column("basis", Text, nullable=False),
    UniqueConstraint("child", "parent", "role", "since", "until", "author"),
)

stances = Table(
    "stance",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("record", Text, nullable=False),
    Column("party", Text, nullable=False),
    Column("stand", Text, nullable=False),
    Column("since", Text, nullable=False),  # "" is not known
    Column("confidence", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("note", Text, nullable=False),
    UniqueConstraint("record", "party", "stand", "since", "source"),
)

overlays = Table(
    "overlay",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("record", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("undone_at", Text),
)

dockets = Table(
    "docket",
    metadata,
    Column("name", Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("line", Text, nullable=False),
    Column("record", Text, nullable=False),
)

comparisons = Table(
    "comparison",  # the model's, kept so that an unchanged pair is not compared again
    metadata,
    Column("left", Text, primary_key=True),
    Column("right", Text, primary_key=True),
    Column("score", Float, nullable=False),
    Column("body", LargeBinary, nullable=False),  # a `Comparison`, as JSON
    sqlite_with_rowid=False,
)

suggestions = Table(
    "suggestion",  # what a person may look at
    metadata,
    Column("left", Text, primary_key=True),
    Column("right", Text, primary_key=True),
    Column("score", Float, nullable=False),
    Column("why", Text, nullable=False),
    Column("joined", Boolean, nullable=False),  # in one entity now
    sqlite_with_rowid=False,
)

members = Table(
    "member",
    metadata,
    Column("record", Text, primary_key=True),
    Column("entity", Text, nullable=False, index=True),
    Column("body_digest", LargeBinary, nullable=False),  # of what it was compared by
)

entities = Table(
    "entity",
    metadata,
    Column("id", Text, primary_key=True),
    Column("redirect", Text),
)

splits = Table(
    "split",  # records went from an entity to another one
    metadata,
    Column("entity", Text, primary_key=True),
    Column("part", Text, primary_key=True),
)

state = Table(
    "state",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

clearances = Table(
    "clearance",  # somebody's word that a customer is not an entity; the last one holds
    metadata,
    Column("id", Integer, primary_key=True),
    Column("query", Text, nullable=False),
    Column("query_digest", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("entity_digest", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("expires", Text, nullable=False),  # "" is never
    Column("cleared", Boolean, nullable=False),  # false takes an earlier one back
    Column("party", Text, nullable=False, server_default=""),  # the author's; "" is the house
)

ledger = Table(
    "ledger",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),  # from 0, without gaps
    Column("at", Text, nullable=False, index=True),  # UTC; this and the next two repeat the body's
    Column("who", Text, nullable=False, index=True),
    Column("act", Text, nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),  # a `Leaf`, as canonical JSON
    Column("salt", LargeBinary),  # of the particulars; null once they were erased
    Column("what", LargeBinary),  # the particulars, as canonical JSON; null once erased
)

nodes = Table(
    "ledger_node",  # the tree over the ledger; level 0 are the hashes of its entries
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

persons = Table(
    "person",
    metadata,
    Column("name", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("party", Text, nullable=False),  # "" is the house
    Column("password", Text, nullable=False),  # its argon2id hash; "" is none
    Column("subject", Text, unique=True),  # of a provider of identities: issuer, blank, subject
    Column("disabled", Boolean, nullable=False),
    Column("created", Text, nullable=False),  # UTC, as all times here
    Column("last_sign_in", Text),
)

tokens = Table(
    "token",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False, unique=True),  # SHA-256 of the key
    Column("start", Text, nullable=False),  # the key's first characters, to recognise it by
    Column("owner", Text, ForeignKey("person.name")),  # null: it is of no person
    Column("role", Text, nullable=False),
    Column("party", Text, nullable=False),
    Column("created", Text, nullable=False),
    Column("expires", Text),
    Column("last_used", Text),
    Column("revoked", Text),
)

sessions = Table(
    "session",
    metadata,
    Column("digest", Text, primary_key=True),  # SHA-256 of what the cookie holds
    Column("person", Text, ForeignKey("person.name"), nullable=False, index=True),
    Column("agent", Text, nullable=False),  # what the browser calls itself
    Column("created", Text, nullable=False),
    Column("seen", Text, nullable=False),
    Column("expires", Text, nullable=False),
)

attempts = Table(
    "attempt",  # failed sign-ins since a time, by bucket of a name or an address
    metadata,
    Column("bucket", Integer, primary_key=True, autoincrement=False),
    Column("since", Text, nullable=False),
    Column("count", Integer, nullable=False),
)

jobs = Table(
    "job",
    metadata,
    Column("id", Text, primary_key=True),  # random
    Column("kind", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("party", Text, nullable=False),  # "" is the house
    Column("made_at", Text, nullable=False),  # UTC
    Column("asked", LargeBinary, nullable=False),  # what is to be done, as JSON
    Column("state", Text, nullable=False, index=True),
    Column("rows", BigInteger, nullable=False),
    Column("done", BigInteger, nullable=False),  # bytes
    Column("total", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),  # taken up without getting further
    Column("error", Text, nullable=False),
    Column("result", LargeBinary, nullable=False),  # as JSON
    Column("ended_at", Text, nullable=False),  # "" until then
    Column("url", Text, nullable=False),  # told when it has ended; "" for none
    Column("secret", Text, nullable=False),  # signs what is sent there
)

watches = Table(
    "watch",
    metadata,
    Column("id", Text, primary_key=True),  # random
    Column("who", Text, nullable=False),
    Column("party", Text, nullable=False),  # "" is the house
    Column("made_at", Text, nullable=False),  # UTC
    Column("about", LargeBinary, nullable=False),  # what is asked, as JSON
    Column("url", Text, nullable=False),  # "" for none
    Column("secret", Text, nullable=False),  # signs what is sent there
    Column("seen", LargeBinary, nullable=False),  # the last answer, as JSON; empty before it
)

events = Table(
    "event",  # what happened, for whoever watches or waits for it
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("of", Text, nullable=False, index=True),  # a watch or job
    Column("who", Text, nullable=False),
    Column("party", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),  # as JSON
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("due_at", Text, nullable=False, index=True),  # "" when it is not sent (any more)
    Column("tries", Integer, nullable=False),
    Column("sent_at", Text, nullable=False),
    sqlite_autoincrement=True,  # a number is a place to go on from: it never comes twice
)
