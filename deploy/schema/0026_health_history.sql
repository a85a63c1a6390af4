-- Generated from the program's migrations; do not edit.
begin;

-- How the system was: the truth page and the lines as they were answered, after each change of a state and from time to time.

create table health_history (
  at_ns bigint not null,
  status text not null,                                -- JSON, byte for byte as it was answered
  lines text not null,
  constraint health_history_pkey primary key (at_ns)   -- the last one before a moment
);

insert into schema_version (version, name, sha256) values (26, 'health_history', '054e239404f5581b7ffd0ac1d618df2d203c53170426233e62af864b00d9f058');
commit;
