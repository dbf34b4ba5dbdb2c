"""What keeps the service answering when too much is asked, when clients go, and when it stops."""
