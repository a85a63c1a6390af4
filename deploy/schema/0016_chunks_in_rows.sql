-- Generated from the program's migrations; do not edit.
begin;

-- Payloads of packed ticks are cut to fill pages and stay in their rows; those that are written already are read as before.

alter table tick_chunks alter payload set storage plain;

insert into schema_version (version, name, sha256) values (16, 'chunks_in_rows', 'fb93e28dd8fee555df5fbb149497c5902d4090c6752c5abd0a4fcc155efcbcda');
commit;
