"""The site as files, for a host without our server."""
