"""Why a store fails, in words that an operator can act on.

    cause_of(failure)  # "database or disk is full (SQLITE_FULL)"

They go to logs, where what a reader responded must not be: of an error that may quote a row only its kind is
told.
"""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError

from quizapp.errors import StoreError


def cause_of(failure: BaseException) -> str:
    """Return why something failed, without anything that was to be stored."""
    match failure:
        case StoreError():
            return str(failure)
        case DBAPIError(orig=BaseException() as driver_error):
            return cause_of(driver_error)
        case sqlite3.IntegrityError() | sqlite3.DataError():
            return type(failure).__name__
        case sqlite3.Error():
            name = getattr(failure, "sqlite_errorname", None)
            return f"{failure} ({name})" if name else str(failure)
        case OSError(strerror=str(why)):
            return why if failure.filename is None else f"{failure.filename}: {why}"
        case _:
            return type(failure).__name__
