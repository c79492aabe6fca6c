CREATE TABLE authtoken_token (
  key varchar(40) NOT NULL CONSTRAINT authtoken_token_pkey PRIMARY KEY,
  created timestamp with time zone NOT NULL,
  user_id integer NOT NULL
    CONSTRAINT authtoken_token_user_id_key UNIQUE
    CONSTRAINT authtoken_token_user_id_35299eff_fk_auth_user_id
      REFERENCES auth_user (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX authtoken_token_key_10f0b77e_like ON authtoken_token (key varchar_pattern_ops);
