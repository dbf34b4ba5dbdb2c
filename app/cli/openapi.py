"""`pixword openapi`."""

import json

from app.config import Settings
from app.server import create_server


def show_openapi() -> None:
    """Print the OpenAPI document of the service, as `openapi.json` in the repository has it."""
    print(json.dumps(create_server(Settings()).openapi(), indent=1, sort_keys=True))
