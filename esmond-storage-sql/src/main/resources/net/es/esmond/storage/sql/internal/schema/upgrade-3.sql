ALTER TABLE ps_event_types SET (fillfactor = 50);
ALTER TABLE ps_event_types
  DROP COLUMN IF EXISTS esmond_updated_on,
  ADD COLUMN IF NOT EXISTS esmond_updated_hour integer GENERATED ALWAYS AS
    (floor(date_part('epoch', time_updated AT TIME ZONE 'UTC') / 3600)::integer) STORED;
CREATE INDEX IF NOT EXISTS esmond_event_types_updated_hour ON ps_event_types (esmond_updated_hour);
CREATE INDEX IF NOT EXISTS esmond_metadata_parameters_value
  ON ps_metadata_parameters (parameter_key, left(parameter_value, 128));
ANALYZE ps_event_types, ps_metadata_parameters;
