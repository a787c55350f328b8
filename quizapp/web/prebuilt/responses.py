"""Flask's responses from data, and from replies that were made before."""

from flask import Response, request

from quizapp.content.canonical import compact
from quizapp.web.prebuilt.reply import JSON, Prebuilt, answer


def json_response(data: object, status: int = 200, content_type: str = JSON) -> Response:
    """Data as a JSON response."""
    return Response(compact(data), status=status, content_type=content_type)


def ready_response(reply: Prebuilt) -> Response:
    """Answer this request with a reply that was made before."""
    fields = (request.headers.get(name) for name in ("If-None-Match", "Accept-Encoding", "Accept"))
    # As for GET: for HEAD Werkzeug leaves out the body, and would count the length of one that is empty.
    status, headers, body = answer(reply, "GET", *fields)
    return Response(body, status, headers)
