"""How people reach it: the JSON API, the pages and the fast path before them, on Flask."""
