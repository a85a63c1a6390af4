-- Generated from the program's migrations; do not edit.
begin;

-- Gaps that are filled by themselves, and what was learnt of the usual rate of each line.

alter table gaps
  add column filled_to_ns bigint not null default 0,   -- backfill has stored all of [from_ns, filled_to_ns)
  add column ticks bigint not null default 0,          -- that backfill has stored
  add column attempts integer not null default 0,      -- failed in a row
  add column retry_ns bigint not null default 0;       -- not tried before

update gaps set reason = case reason
  when 'restart' then 'process_down' when 'feed_down' then 'link_lost' when 'feed_degraded' then 'farm_broken' else reason end;

create index gaps_open_idx on gaps (source, retry_ns) where state = 'open';   -- what is to be filled next
create index gaps_line_idx on gaps (instrument, kind, to_ns);                 -- the end of a line's last gap

-- A quarter-hour of the week of one line: how long it may be silent then.
create table line_rates (
  instrument integer not null,
  kind smallint not null,
  bucket smallint not null,                            -- 0 to 671: quarter-hours since Monday 00:00 in the market's zone
  weeks smallint not null,                             -- in how many it was observed
  mean_ns bigint not null,                             -- between two ticks
  longest_ns bigint not null,
  constraint line_rates_pkey primary key (instrument, kind, bucket),
  constraint line_rates_instrument_fkey foreign key (instrument) references instruments (id)
);

insert into schema_version (version, name, sha256) values (6, 'line_ledger', 'dd8a551ceb97be6615b468bca34cb75dfe49a922ff0f2ce3bbea937d2f834917');
commit;
