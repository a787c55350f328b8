"""How tables of older versions become those of `attempts.schema`: Alembic's environment and the steps.

A new database is made from `attempts.schema` at once; a test proves that all steps in turn make the same.
"""
