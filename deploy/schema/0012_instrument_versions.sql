-- Generated from the program's migrations; do not edit.
begin;

-- What an instrument was, and from when on: data of an older time keeps its older definition.

create table instrument_versions (
  instrument integer not null,
  version integer not null,                            -- 1 and up
  valid_from bigint not null,                          -- ts_init of the first data it is for, nanoseconds; 0 for version 1
  definition jsonb not null,                           -- as in instruments.metadata
  changes jsonb not null default '[]',                 -- against the version before: field, old, new
  recorded_at timestamptz not null default now(),
  constraint instrument_versions_pkey primary key (instrument, version),   -- the versions of an instrument, in order
  constraint instrument_versions_instrument_fkey foreign key (instrument) references instruments (id)
);
insert into instrument_versions (instrument, version, valid_from, definition)
select id, 1, 0, metadata from instruments where metadata ? 'class';

insert into schema_version (version, name, sha256) values (12, 'instrument_versions', '04a917b9a6765f28e0ebd05bdd415a5571dc1fb2b7f1d6cfd569a4c21ed2d36d');
commit;
