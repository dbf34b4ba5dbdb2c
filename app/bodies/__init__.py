"""What a request body may look like, whatever it says."""
