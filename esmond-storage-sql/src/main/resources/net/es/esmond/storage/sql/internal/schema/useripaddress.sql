CREATE TABLE useripaddress (
  id serial NOT NULL CONSTRAINT useripaddress_pkey PRIMARY KEY,
  ip cidr NOT NULL CONSTRAINT useripaddress_ip_key UNIQUE,
  user_id integer NOT NULL
    CONSTRAINT useripaddress_user_id_ed5d42ba_fk_auth_user_id
      REFERENCES auth_user (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX useripaddress_user_id_ed5d42ba ON useripaddress (user_id);
