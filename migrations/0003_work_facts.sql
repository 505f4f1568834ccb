-- What else is known of a piece of work, for the conditions of the plan file: a JSON object by name; null where nothing was said.
alter table usage_record add column facts text;
