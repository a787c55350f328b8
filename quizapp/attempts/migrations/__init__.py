"""How tables of older versions become those of `attempts.tables`: Alembic's environment and the steps.

A new database is made from `attempts.tables` at once; a test proves that all steps in turn make the same.
"""
