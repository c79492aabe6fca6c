CREATE TABLE ps_event_types (
  id serial NOT NULL CONSTRAINT ps_event_types_pkey PRIMARY KEY,
  event_type varchar(128) NOT NULL,
  summary_type varchar(128) NOT NULL,
  summary_window bigint NOT NULL,
  time_updated timestamp with time zone,
  metadata_id integer NOT NULL
    CONSTRAINT ps_event_types_metadata_id_d609fa11_fk_ps_metadata_id
      REFERENCES ps_metadata (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX ps_event_types_event_type_638bb344 ON ps_event_types (event_type);
CREATE INDEX ps_event_types_event_type_638bb344_like ON ps_event_types (event_type varchar_pattern_ops);
CREATE INDEX ps_event_types_metadata_id_d609fa11 ON ps_event_types (metadata_id);
