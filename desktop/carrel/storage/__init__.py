"""Everything kept in the person's library folder: the SQLite database, the PDFs, the backups.

Modules of functions take a connection first and never commit: `database` opens transactions, its callers decide
what belongs together in one.
"""
