"""Every setting of Pixword: named, typed, bounded, described."""

from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.access.settings import LISTED, Hosts, Networks, Origins
from index.vectors import IndexKind
from models import DEFAULT_SPACE, Compute, Device, Precision
from models.picture_formats import PICTURE_FORMATS, PictureFormat

LogLevel = Literal["debug", "info", "warning", "error"]

_APPLICATION = "pixword"
DEFAULT_COLLECTION = "default"
"""Name of the collection that lies in the data folder itself."""
COLLECTION_NAME = "^[a-z0-9][a-z0-9_-]*$"
LONGEST_COLLECTION_NAME = 63


PictureFormats = Annotated[tuple[PictureFormat, ...], *LISTED, Field(min_length=1)]
Ports = Annotated[tuple[Annotated[int, Field(ge=1, le=65535)], ...], *LISTED]


class Settings(BaseSettings):
    """Settings, each read from the environment variable `PIXWORD_` + its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="PIXWORD_", extra="ignore", frozen=True)

    data: Annotated[
        Path, Field(description="Folder of the catalogue, uploaded pictures and thumbnails.")
    ] = Field(default_factory=lambda: platformdirs.user_data_path(_APPLICATION))
    collection: Annotated[
        str,
        Field(
            min_length=1,
            max_length=LONGEST_COLLECTION_NAME,
            pattern=COLLECTION_NAME,
            description="Collection that commands work on; a server serves all of them.",
        ),
    ] = DEFAULT_COLLECTION
    max_collections: Annotated[
        int, Field(ge=1, le=1000, description="Most collections in a data folder.")
    ] = 32
    catalogue: Annotated[
        SecretStr | None,
        Field(
            description="Address of the catalogue's database if it is not the SQLite file in the "
            "data folder: `postgresql://USER:PASSWORD@HOST/DATABASE`."
        ),
    ] = None
    cache: Annotated[
        Path,
        Field(description="Folder of converted encoders and cached features; safe to delete."),
    ] = Field(default_factory=lambda: platformdirs.user_cache_path(_APPLICATION))
    space: Annotated[
        str,
        Field(
            min_length=1,
            max_length=1024,
            description="Image and text tower of the collection `default`; if left out, the one "
            "that it was made with. `default`, `open_clip:NAME/PRETRAINED`, or the "
            "path of trained heads (`FILE.safetensors`). `@N` behind any of them keeps the first "
            "N coordinates of every vector: `default@128`.",
        ),
    ] = DEFAULT_SPACE
    heads: Annotated[
        Path | None,
        Field(
            description="Folder of trained heads (`FILE.safetensors`) that clients may name as the "
            "space of a collection; without it they may name no file."
        ),
    ] = None
    recipe_space: Annotated[
        str,
        Field(
            min_length=1,
            max_length=1024,
            description="Photo and recipe tower of `/v1/recipes` and `pixword recipes`: `default`, "
            "or the path of heads that `pixword train recipes` made.",
        ),
    ] = DEFAULT_SPACE
    recipe_catalogue: Annotated[
        SecretStr | None,
        Field(
            description="Address of the recipes' database if it is not the SQLite file in the data "
            "folder; another database than `catalogue` names."
        ),
    ] = None
    words: Annotated[
        str,
        Field(
            min_length=1,
            max_length=1024,
            description="Word vectors of `/v1/words` and `pixword words`: `glove-6b-50d`, or the "
            "path of a file (`.safetensors`, word2vec, GloVe, fastText `.vec`; compressed or not).",
        ),
    ] = "glove-6b-50d"
    chars: Annotated[
        Path | None,
        Field(
            description="Speller of words that have no vector, as `pixword train chars` makes it; "
            "if left out, the one beside the word vectors."
        ),
    ] = None
    index: Annotated[
        IndexKind,
        Field(
            description="How vectors are found: `flat` scans them all, `ivf` finds them by codes "
            "(1 ms in a million, 98 of 100 neighbours), `exact` is the slow reference, `auto` "
            "takes `flat` up to 100,000 and `ivf` from there."
        ),
    ] = "auto"
    device: Annotated[
        Device,
        Field(
            description="What runs the encoders: `cpu` (OpenVINO), `cuda`, `torch-cpu` (slow "
            "reference), or `auto`: a GPU if there is one."
        ),
    ] = Device.AUTO
    precision: Annotated[
        Precision,
        Field(
            description="What the encoders calculate in: `float32`, `bfloat16`, or `auto`: "
            "bfloat16 where the processor has it."
        ),
    ] = Precision.AUTO
    threads: Annotated[
        int, Field(ge=0, le=1024, description="Threads of an encoder; 0 takes every core.")
    ] = 0
    host: Annotated[str, Field(description="Address that the server listens on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="Port that the server listens on.")] = (
        8000
    )
    open: Annotated[
        bool,
        Field(
            description="Lets everybody do everything while there are no keys, also when `host` "
            "can be reached from other machines."
        ),
    ] = False
    hosts: Annotated[
        Hosts,
        Field(
            description="Names that the server goes by, with commas between; while there are no "
            "keys it answers to these, to `localhost` and to addresses alone."
        ),
    ] = ()
    cors_origins: Annotated[
        Origins,
        Field(
            description="Origins whose pages may use the API from a browser, with commas between: "
            "`https://example.org`."
        ),
    ] = ()
    proxies: Annotated[
        Networks,
        Field(
            description="Addresses and networks of proxies that are believed whose request they "
            "pass on (`X-Forwarded-For`, `X-Forwarded-Proto`), with commas between."
        ),
    ] = ()
    mcp: Annotated[
        bool,
        Field(
            description="Let assistants search at `/mcp` (Model Context Protocol); needs the "
            "package `mcp`: `pip install 'pixword[mcp]'`."
        ),
    ] = False
    rate_per_minute: Annotated[
        int,
        Field(
            ge=0,
            le=10**6,
            description="Requests a minute of each key, and of each address without one; as many "
            "may come at once. 0 for no limit.",
        ),
    ] = 12_000
    failures_per_minute: Annotated[
        int,
        Field(
            ge=0,
            le=10**6,
            description="Requests a minute of each address without a valid key where one is "
            "needed; 0 for no limit.",
        ),
    ] = 60
    remembered_callers: Annotated[
        int,
        Field(
            ge=1,
            le=10**7,
            description="Keys and addresses whose requests are counted, about 200 bytes each; "
            "whoever was seen least recently is forgotten first.",
        ),
    ] = 10_000
    max_request_bytes: Annotated[
        int,
        Field(
            ge=1024,
            le=2**32,
            description="Largest request body, in bytes; as many again may lie at its addresses.",
        ),
    ] = 64 * 2**20
    max_json_values: Annotated[
        int,
        Field(ge=1000, le=10**8, description="Most values of a JSON body; about 100 bytes each."),
    ] = 250_000
    max_json_bytes: Annotated[
        int,
        Field(
            ge=1024,
            le=2**32,
            description="Largest JSON body, or JSON part, in bytes: a larger one would hold up all "
            "other requests while it is read.",
        ),
    ] = 16 * 2**20
    max_picture_bytes: Annotated[
        int, Field(ge=1024, le=2**32, description="Largest picture file, in bytes.")
    ] = 32 * 2**20
    max_pixels: Annotated[
        int, Field(ge=1, le=10**9, description="Largest picture, in pixels, checked undecoded.")
    ] = 80_000_000
    picture_formats: Annotated[
        PictureFormats, Field(description="Formats of pictures that are read, with commas between.")
    ] = PICTURE_FORMATS
    max_decode_seconds: Annotated[
        float,
        Field(
            ge=0.1,
            le=600,
            description="Processor time that decoding a picture may take, in seconds; four times "
            "as long on the clock.",
        ),
    ] = 1.5
    decoders: Annotated[
        int,
        Field(
            ge=1,
            le=256,
            description="Most processes that decode pictures; each is started when it is needed "
            "and holds about 40 MB.",
        ),
    ] = 4
    image_url: Annotated[
        Literal["off", "hosts", "public"],
        Field(
            description="Whether pictures may be given by address: `off`; `hosts`: from "
            "`PIXWORD_REMOTE_HOSTS` alone, wherever these are; `public`: from any host of the "
            "public internet."
        ),
    ] = "off"
    remote_hosts: Annotated[
        Hosts,
        Field(description="Hosts that pictures may be fetched from, with commas between."),
    ] = ()
    remote_ports: Annotated[
        Ports,
        Field(description="Ports that pictures may be fetched from, with commas between."),
    ] = (80, 443)
    remote_at_once: Annotated[
        int,
        Field(
            ge=1,
            le=256,
            description="Most pictures that are fetched at once; half of them for one request.",
        ),
    ] = 8
    max_remote_seconds: Annotated[
        float,
        Field(
            ge=0.1,
            le=120,
            description="Time for one picture by address, with all redirections and the wait for "
            "pictures of other requests, in seconds.",
        ),
    ] = 10.0
    max_pictures: Annotated[
        int, Field(ge=1, le=1000, description="Most pictures or items in one request.")
    ] = 64
    max_k: Annotated[
        int, Field(ge=1, le=10_000, description="Most hits on one page of an answer.")
    ] = 1000
    thumbnail_side: Annotated[
        int, Field(ge=32, le=1024, description="Longest side of a thumbnail, in pixels.")
    ] = 320
    max_embedding_inputs: Annotated[
        int,
        Field(ge=1, le=65_536, description="Most texts and pictures of one embedding request."),
    ] = 2048
    max_embedding_characters: Annotated[
        int,
        Field(ge=1, le=10**8, description="Most characters of one embedding request's texts."),
    ] = 2_000_000
    token_vocabulary: Annotated[
        Path | None,
        Field(
            description="File `cl100k_base.tiktoken`, with which `/v1/embeddings` reads token ids "
            "in the place of texts; without it they are refused."
        ),
    ] = None
    max_requests: Annotated[
        int,
        Field(
            ge=1,
            le=10_000,
            description="Most requests at once; who comes then is told to come again.",
        ),
    ] = 64
    max_request_seconds: Annotated[
        float,
        Field(
            gt=0,
            le=3600,
            description="Longest time that a request may take, its upload included, in seconds.",
        ),
    ] = 60.0
    max_connections: Annotated[
        int,
        Field(
            ge=1,
            le=100_000,
            description="Most connections at once, idle ones included; each takes a file "
            "descriptor.",
        ),
    ] = 512
    max_head_seconds: Annotated[
        float,
        Field(
            gt=0,
            le=600,
            description="Time from a connection, or from the first byte of its next request, to "
            "the end of the request's head, in seconds.",
        ),
    ] = 10.0
    max_answer_seconds: Annotated[
        float,
        Field(
            gt=0,
            le=3600,
            description="Time in which a client has to read 64 kB of its answer, or all the rest, "
            "in seconds.",
        ),
    ] = 60.0
    workers: Annotated[
        int,
        Field(
            ge=1,
            le=256,
            description="Threads that answer requests. More of them answer no more on few cores, "
            "and hold up the event loop, which needs the interpreter as they do.",
        ),
    ] = 4
    drain_seconds: Annotated[
        float,
        Field(
            ge=0,
            le=300,
            description="Time between saying on `/readyz` that the server stops, when SIGTERM asks "
            "it to, and taking no more requests, in seconds.",
        ),
    ] = 1.0
    goodbye_seconds: Annotated[
        float,
        Field(
            ge=0,
            le=300,
            description="Time that requests in flight still have when the server stops, in "
            "seconds; supervisors kill after ten.",
        ),
    ] = 5.0
    min_free_bytes: Annotated[
        int,
        Field(
            ge=0,
            le=2**50,
            description="Free bytes on the disk of a folder below which `/readyz` and `pixword "
            "doctor` call it low.",
        ),
    ] = 256 * 2**20
    log_level: Annotated[
        LogLevel,
        Field(description="Least level of lines that are logged; `info` has one a request."),
    ] = "info"
    slow_request_seconds: Annotated[
        float,
        Field(gt=0, le=3600, description="Seconds from which a request is logged as slow."),
    ] = 2.0

    otlp_endpoint: Annotated[
        str | None,
        Field(
            pattern="^https?://",
            max_length=1024,
            description="Address of a collector that gets a trace of every request (OTLP over "
            "HTTP): `http://127.0.0.1:4318/v1/traces`. Needs the extra `pixword[otel]`.",
        ),
    ] = None

    @model_validator(mode="after")
    def _two_databases(self) -> "Settings":
        if _identity(self.recipe_catalogue_url) == _identity(self.catalogue_url):
            raise ValueError("recipe_catalogue and catalogue name one database; they need two")
        return self

    @property
    def compute(self) -> Compute:
        """Where and how precisely encoders run."""
        return Compute(
            cache=self.cache, device=self.device, precision=self.precision, threads=self.threads
        )

    @property
    def index_folder(self) -> Path:
        """Folder of the snapshots of the vector indexes."""
        return self.data / "index"

    @property
    def recipe_index_folder(self) -> Path:
        """Folder of the snapshots of the recipes' vector indexes."""
        return self.data / "recipe-index"

    @property
    def catalogue_file(self) -> Path:
        """The catalogue's SQLite file, if no other database is named."""
        return self.data / "catalogue.sqlite"

    @property
    def keys_file(self) -> Path:
        """File of the hashes of API keys."""
        return self.data / "keys.json"

    @property
    def catalogue_url(self) -> str:
        """Address of the catalogue's database."""
        return _database(self.catalogue, self.catalogue_file)

    @property
    def recipe_catalogue_url(self) -> str:
        """Address of the recipes' database."""
        return _database(self.recipe_catalogue, self.recipe_catalogue_file)

    @property
    def recipe_catalogue_file(self) -> Path:
        """The recipes' SQLite file, if no other database is named."""
        return self.data / "recipes.sqlite"


def _database(address: SecretStr | None, file: Path) -> str:
    return f"sqlite:///{file.absolute()}" if address is None else address.get_secret_value()


def _identity(address: str) -> str:
    """Returns what all spellings of a database's address share: SQLite's name one file."""
    dialect, _, place = address.partition("://")
    if dialect.partition("+")[0] != "sqlite":
        return address
    return str(Path(place.partition("?")[0].removeprefix("/")).resolve())
