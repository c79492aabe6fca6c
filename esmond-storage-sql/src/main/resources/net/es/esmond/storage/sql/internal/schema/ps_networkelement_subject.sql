CREATE TABLE ps_networkelement_subject (
  id serial NOT NULL CONSTRAINT ps_networkelement_subject_pkey PRIMARY KEY,
  tool_name varchar(128) NOT NULL,
  source inet NOT NULL,
  measurement_agent inet NOT NULL,
  input_source varchar(128) NOT NULL,
  metadata_id integer NOT NULL
    CONSTRAINT ps_networkelement_subject_metadata_id_key UNIQUE
    CONSTRAINT ps_networkelement_su_metadata_id_007185f1_fk_ps_metada
      REFERENCES ps_metadata (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX ps_networkelement_subject_source_2fbbea96 ON ps_networkelement_subject (source);
