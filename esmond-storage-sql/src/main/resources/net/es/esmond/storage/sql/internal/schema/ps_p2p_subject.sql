CREATE TABLE ps_p2p_subject (
  id serial NOT NULL CONSTRAINT ps_p2p_subject_pkey PRIMARY KEY,
  tool_name varchar(128) NOT NULL,
  source inet NOT NULL,
  destination inet NOT NULL,
  measurement_agent inet NOT NULL,
  input_source varchar(128) NOT NULL,
  input_destination varchar(128) NOT NULL,
  metadata_id integer NOT NULL
    CONSTRAINT ps_p2p_subject_metadata_id_key UNIQUE
    CONSTRAINT ps_p2p_subject_metadata_id_98430c2f_fk_ps_metadata_id
      REFERENCES ps_metadata (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX ps_p2p_subject_source_78c69a0e ON ps_p2p_subject (source);
CREATE INDEX ps_p2p_subject_destination_fd7c1bb3 ON ps_p2p_subject (destination);
