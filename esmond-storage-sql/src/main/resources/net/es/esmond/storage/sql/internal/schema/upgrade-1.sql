CREATE TABLE IF NOT EXISTS esmond_storage_schema (
  version integer PRIMARY KEY,
  applied timestamp with time zone NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS esmond_storage_deletions (
  metadata_key varchar(128) PRIMARY KEY,
  event_types varchar[] NOT NULL,
  summary_types varchar[] NOT NULL,
  summary_windows bigint[] NOT NULL,
  data_before timestamp with time zone NOT NULL
);
