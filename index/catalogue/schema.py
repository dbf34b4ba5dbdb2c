"""The tables of a catalogue."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

SCHEMA_VERSION = 3  # how it grows: migrations/

tables = MetaData()

# SQLite numbers rows by itself only in a column declared INTEGER.
_Id = BigInteger().with_variant(Integer, "sqlite")
# Texts compare by code point, as in SQLite and Python, whatever the database's language is.
_Text = Text().with_variant(Text(collation="C"), "postgresql")


def _numbered() -> Column[int]:
    return Column("id", _Id, primary_key=True, autoincrement=True)


def _of_item(*, primary_key: bool = False) -> Column[int]:
    owner = ForeignKey("items.id", ondelete="CASCADE")
    return Column("item_id", _Id, owner, primary_key=primary_key, nullable=not primary_key)


meta = Table(
    "meta",
    tables,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

items = Table(
    "items",
    tables,
    _numbered(),
    Column("content_hash", String(64), unique=True),
    Column("path", Text),
    Column("media_type", Text),
    Column("width", Integer),
    Column("height", Integer),
    Column("byte_size", BigInteger),
    Column("metadata", Text, nullable=False),  # the JSON object as it came
    Column("added_at", Float, nullable=False),  # seconds since 1970, UTC
    sqlite_autoincrement=True,  # a removed item's number is never given again
)

item_vectors = Table(
    "item_vectors",
    tables,
    _of_item(primary_key=True),
    Column("vector", LargeBinary, nullable=False),  # float32, little-endian
)

texts = Table(
    "texts",
    tables,
    _numbered(),
    _of_item(),
    Column("kind", String(16), nullable=False),  # caption, word
    Column("text", _Text, nullable=False),
    Column("folded", _Text, nullable=False),
    Column("source", String(16), nullable=False),  # item, corpus, built-in, user
    Column("vector", LargeBinary, nullable=False),  # float32, little-endian
    Index("texts_by_item", "item_id"),
    Index("texts_by_folded", "folded"),
    Index(
        "words_once",
        "folded",
        unique=True,
        sqlite_where=text("kind = 'word'"),
        postgresql_where=text("kind = 'word'"),
    ),
    sqlite_autoincrement=True,
)

item_tags = Table(
    "item_tags",
    tables,
    _of_item(primary_key=True),
    Column("folded", _Text, primary_key=True),
    Column("tag", _Text, nullable=False),
    Column("position", Integer, nullable=False),
    Index("items_by_tag", "folded", "item_id"),
)

# One row a value; all three columns empty stand for null.
fields = Table(
    "metadata",
    tables,
    _of_item(primary_key=True),
    Column("field", _Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("text", _Text),
    Column("number", Float),
    Column("boolean", Boolean),
    # They hold all that filters and counts read, which look into no row then.
    Index("items_by_text", "field", "text", "number", "boolean", "item_id"),
    Index("items_by_number", "field", "number", "position", "item_id"),
)

files = Table(
    "files",
    tables,
    Column("path", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("content_hash", String(64), nullable=False),
)

changes = Table(
    "changes",
    tables,
    Column("seq", _Id, primary_key=True, autoincrement=True),
    Column("modality", String(16), nullable=False),  # images, texts
    Column("entry_id", _Id, nullable=False),
    sqlite_autoincrement=True,
)

# Vectors of a space that the catalogue is being moved to.
staged_vectors = Table(
    "staged_vectors",
    tables,
    Column("fingerprint", String(64), primary_key=True),
    Column("modality", String(16), primary_key=True),
    Column("entry_id", _Id, primary_key=True, autoincrement=False),
    Column("vector", LargeBinary, nullable=False),  # float32, little-endian
)
