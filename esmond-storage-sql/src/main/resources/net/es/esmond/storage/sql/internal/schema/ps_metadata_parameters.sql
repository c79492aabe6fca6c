CREATE TABLE ps_metadata_parameters (
  id serial NOT NULL CONSTRAINT ps_metadata_parameters_pkey PRIMARY KEY,
  parameter_key varchar(128) NOT NULL,
  parameter_value text NOT NULL,
  metadata_id integer NOT NULL
    CONSTRAINT ps_metadata_parameters_metadata_id_a1625720_fk_ps_metadata_id
      REFERENCES ps_metadata (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX ps_metadata_parameters_parameter_key_ab2c65e2 ON ps_metadata_parameters (parameter_key);
CREATE INDEX ps_metadata_parameters_parameter_key_ab2c65e2_like ON ps_metadata_parameters (parameter_key varchar_pattern_ops);
CREATE INDEX ps_metadata_parameters_metadata_id_a1625720 ON ps_metadata_parameters (metadata_id);
