CREATE TABLE ps_metadata (
  id serial NOT NULL CONSTRAINT ps_metadata_pkey PRIMARY KEY,
  metadata_key varchar(128) NOT NULL CONSTRAINT ps_metadata_metadata_key_key UNIQUE,
  subject_type varchar(128) NOT NULL,
  checksum varchar(128) NOT NULL CONSTRAINT ps_metadata_checksum_key UNIQUE
);
CREATE INDEX ps_metadata_metadata_key_91576252_like ON ps_metadata (metadata_key varchar_pattern_ops);
CREATE INDEX ps_metadata_checksum_a893ed0f_like ON ps_metadata (checksum varchar_pattern_ops);
