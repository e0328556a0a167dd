"""Nobody reads: who steals the database, the files, the WAL or the logs of ``internet`` or of the relay has nothing."""
