ALTER TABLE ps_event_types SET (fillfactor = 50);
ALTER TABLE ps_event_types
  ADD COLUMN esmond_updated_on date
  GENERATED ALWAYS AS ((time_updated AT TIME ZONE 'UTC')::date) STORED;
CREATE INDEX esmond_event_types_updated_on ON ps_event_types (esmond_updated_on);
