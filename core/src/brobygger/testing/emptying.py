"""Making a PostgreSQL database as it was after its migrations, in a fraction of the time that a new one takes."""

from __future__ import annotations

import asyncpg

#: The migrations that ran: looked at, never emptied.
_HISTORY = "tortoise_migrations"
#: Differs after anything was made, altered or dropped: PostgreSQL numbers all that is in a database,
#: and what somebody made begins at 16384.
_SHAPE = f"""
SELECT concat_ws(' ',
  (SELECT count(*) || '/' || max(oid) || '/' || sum(relnatts) FROM pg_class WHERE oid >= 16384),
  (SELECT count(*) || '/' || max(oid) FROM pg_constraint), (SELECT count(*) || '/' || max(oid) FROM pg_trigger),
  (SELECT count(*) || '/' || max(oid) FROM pg_proc), (SELECT count(*) || '/' || max(oid) FROM pg_namespace),
  (SELECT string_agg(history::text, ' ' ORDER BY id) FROM {_HISTORY} AS history))
"""  # noqa: S608  # our own words
#: Small tables are quicker emptied row by row; as a replica, without triggers, some of which forbid it.
_EMPTY = f"""
SET lock_timeout = '2s';
SET session_replication_role = replica;
DO $$
DECLARE name text; filled boolean;
BEGIN
  FOR name IN
    SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> '{_HISTORY}'
  LOOP
    EXECUTE 'SELECT EXISTS (SELECT FROM ' || name || ')' INTO filled;
    IF pg_relation_size(name::regclass) > 65536 THEN
      EXECUTE 'TRUNCATE ' || name || ' CASCADE';
    ELSIF filled THEN
      EXECUTE 'DELETE FROM ' || name;
    END IF;
  END LOOP;
  PERFORM setval(quote_ident(sequencename)::regclass, start_value, false)
    FROM pg_sequences
    WHERE schemaname = 'public' AND last_value IS NOT NULL AND sequencename NOT LIKE '{_HISTORY}%';
END $$;
"""  # noqa: S608  # our own words


async def shape(url: str) -> str:
    """Return what tells one database from another that is built differently."""
    connection = await asyncpg.connect(url)
    try:
        return str(await connection.fetchval(_SHAPE))
    finally:
        await connection.close()


async def empty(url: str, *, like: str) -> bool:
    """Delete all rows and start all numbers anew; tell whether the database is *like* the shape it should have."""
    try:
        connection = await asyncpg.connect(url)
        try:
            if await connection.fetchval(_SHAPE) != like:
                return False
            await connection.execute(_EMPTY)
        finally:
            await connection.close()
    except (asyncpg.PostgresError, OSError):  # dropped by the test, or locked by what it left running
        return False
    return True
