CREATE TABLE IF NOT EXISTS esmond_storage_changes (
  id integer PRIMARY KEY CHECK (id = 1),
  mark timestamp with time zone NOT NULL
);
