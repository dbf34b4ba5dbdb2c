"""The service: HTTP, command line, page, ingest."""
