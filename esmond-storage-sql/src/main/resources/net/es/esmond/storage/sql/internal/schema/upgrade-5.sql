CREATE TABLE IF NOT EXISTS django_content_type (
  id serial NOT NULL CONSTRAINT django_content_type_pkey PRIMARY KEY,
  app_label varchar(100) NOT NULL,
  model varchar(100) NOT NULL,
  CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model)
);

CREATE TABLE IF NOT EXISTS auth_permission (
  id serial NOT NULL CONSTRAINT auth_permission_pkey PRIMARY KEY,
  name varchar(255) NOT NULL,
  content_type_id integer NOT NULL
    CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co
      REFERENCES django_content_type (id) DEFERRABLE INITIALLY DEFERRED,
  codename varchar(100) NOT NULL,
  CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq
    UNIQUE (content_type_id, codename)
);
CREATE INDEX IF NOT EXISTS auth_permission_content_type_id_2f476e4b ON auth_permission (content_type_id);

CREATE TABLE IF NOT EXISTS auth_group (
  id serial NOT NULL CONSTRAINT auth_group_pkey PRIMARY KEY,
  name varchar(150) NOT NULL CONSTRAINT auth_group_name_key UNIQUE
);
CREATE INDEX IF NOT EXISTS auth_group_name_a6ea08ec_like ON auth_group (name varchar_pattern_ops);

CREATE TABLE IF NOT EXISTS auth_group_permissions (
  id serial NOT NULL CONSTRAINT auth_group_permissions_pkey PRIMARY KEY,
  group_id integer NOT NULL
    CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id
      REFERENCES auth_group (id) DEFERRABLE INITIALLY DEFERRED,
  permission_id integer NOT NULL
    CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm
      REFERENCES auth_permission (id) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq
    UNIQUE (group_id, permission_id)
);
CREATE INDEX IF NOT EXISTS auth_group_permissions_group_id_b120cbf9 ON auth_group_permissions (group_id);
CREATE INDEX IF NOT EXISTS auth_group_permissions_permission_id_84c5c92e ON auth_group_permissions (permission_id);

CREATE TABLE IF NOT EXISTS auth_user_groups (
  id serial NOT NULL CONSTRAINT auth_user_groups_pkey PRIMARY KEY,
  user_id integer NOT NULL
    CONSTRAINT auth_user_groups_user_id_6a12ed8b_fk_auth_user_id
      REFERENCES auth_user (id) DEFERRABLE INITIALLY DEFERRED,
  group_id integer NOT NULL
    CONSTRAINT auth_user_groups_group_id_97559544_fk_auth_group_id
      REFERENCES auth_group (id) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT auth_user_groups_user_id_group_id_94350c0c_uniq UNIQUE (user_id, group_id)
);
CREATE INDEX IF NOT EXISTS auth_user_groups_user_id_6a12ed8b ON auth_user_groups (user_id);
CREATE INDEX IF NOT EXISTS auth_user_groups_group_id_97559544 ON auth_user_groups (group_id);

CREATE TABLE IF NOT EXISTS auth_user_user_permissions (
  id serial NOT NULL CONSTRAINT auth_user_user_permissions_pkey PRIMARY KEY,
  user_id integer NOT NULL
    CONSTRAINT auth_user_user_permissions_user_id_a95ead1b_fk_auth_user_id
      REFERENCES auth_user (id) DEFERRABLE INITIALLY DEFERRED,
  permission_id integer NOT NULL
    CONSTRAINT auth_user_user_permi_permission_id_1fbb5f2c_fk_auth_perm
      REFERENCES auth_permission (id) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT auth_user_user_permissions_user_id_permission_id_14a6b632_uniq
    UNIQUE (user_id, permission_id)
);
CREATE INDEX IF NOT EXISTS auth_user_user_permissions_user_id_a95ead1b ON auth_user_user_permissions (user_id);
CREATE INDEX IF NOT EXISTS auth_user_user_permissions_permission_id_1fbb5f2c ON auth_user_user_permissions (permission_id);

CREATE TABLE IF NOT EXISTS django_migrations (
  id serial NOT NULL CONSTRAINT django_migrations_pkey PRIMARY KEY,
  app varchar(255) NOT NULL,
  name varchar(255) NOT NULL,
  applied timestamp with time zone NOT NULL
);

-- Django notes a migration together with what the migration makes. So the tables of an application
-- without a row are this library's, which have the shape of all these migrations. When Django fails on
-- them, it has applied the first migration of contenttypes by then: its second drops this column.
ALTER TABLE django_content_type DROP COLUMN IF EXISTS name;
INSERT INTO django_migrations (app, name, applied)
SELECT m.app, m.name, now()
  FROM (VALUES
    ('contenttypes', '0001_initial'),
    ('contenttypes', '0002_remove_content_type_name'),
    ('auth', '0001_initial'),
    ('auth', '0002_alter_permission_name_max_length'),
    ('auth', '0003_alter_user_email_max_length'),
    ('auth', '0004_alter_user_username_opts'),
    ('auth', '0005_alter_user_last_login_null'),
    ('auth', '0006_require_contenttypes_0002'),
    ('api', '0001_initial'),
    ('auth', '0007_alter_validators_add_error_messages'),
    ('auth', '0008_alter_user_username_max_length'),
    ('auth', '0009_alter_user_last_name_max_length'),
    ('auth', '0010_alter_group_name_max_length'),
    ('auth', '0011_update_proxy_permissions'),
    ('auth', '0012_alter_user_first_name_max_length'),
    ('authtoken', '0001_initial'),
    ('authtoken', '0002_auto_20160226_1747'),
    ('authtoken', '0003_tokenproxy')) AS m (app, name)
 WHERE NOT EXISTS (SELECT FROM django_migrations d
                    WHERE d.app = m.app AND (d.name = m.name OR d.app <> 'contenttypes'));
