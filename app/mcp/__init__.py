"""What assistants may ask, in the Model Context Protocol; needs the package `mcp`."""
