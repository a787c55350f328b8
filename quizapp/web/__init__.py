"""The Flask application: API, pages, embeds, and the server around them."""
