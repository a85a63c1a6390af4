-- What was found about the quality of market data: exact counts by the hour, and single cases. A tick that was refused is only here.

create table quality_counts (
  hour_ns bigint not null,                             -- begin of the hour
  instrument integer not null,                         -- 0: of no instrument; also keys that nobody gave out
  kind smallint not null,                              -- 1 trade, 2 quote, 0 neither
  rule varchar(40) not null,
  run bigint not null,                                 -- start of the process that counted
  part bigint not null,                                -- counts of one hour that were begun anew
  count bigint not null,
  kept bigint not null,                                -- of these in quality_findings
  first_ns bigint not null,
  last_ns bigint not null,
  constraint quality_counts_pkey primary key (hour_ns, instrument, kind, rule, run, part)   -- a range's report
) partition by range (hour_ns);                        -- one partition a UTC day, made on demand

create table quality_findings (
  at_ns bigint not null,                               -- ts_init of the tick, or when it was found
  run bigint not null,
  number bigint not null,                              -- of the run
  instrument integer not null,
  kind smallint not null,
  rule varchar(40) not null,
  action varchar(20) not null,                         -- reject, duplicate, flag, note
  ts_event bigint,                                     -- null from here to seq where there is no tick
  ts_init bigint,
  a bigint,                                            -- price, or bid
  b bigint,                                            -- size, or ask
  c bigint,                                            -- bid size
  d bigint,                                            -- ask size
  flags smallint,
  raw bytea not null default '',                       -- the source's bytes where they could not be read
  detail text not null default '',
  constraint quality_findings_pkey primary key (at_ns, run, number)   -- newest first
) partition by range (at_ns);
create index quality_findings_instrument_idx on quality_findings (instrument, at_ns);   -- newest of one instrument

-- Ticks that were refused, for people.
create view quarantine as
select f.at_ns,
       i.venue,
       i.instrument_id,
       (case f.kind when 1 then 'trade' when 2 then 'quote' end)::varchar(10) as kind,
       f.rule,
       f.ts_event,
       (f.a * i.price_unit)::numeric as price_or_bid,
       (f.b * case f.kind when 1 then i.size_unit else i.price_unit end)::numeric as size_or_ask,
       (f.c * i.size_unit)::numeric as bid_size,
       (f.d * i.size_unit)::numeric as ask_size,
       f.raw
from quality_findings f
left join instruments i on i.id = f.instrument
where f.action = 'reject';

comment on column trade_ticks.flags is
  '1 buyer, 2 seller, 4 repeated, 8 own trade id, 16 correction, 32 outlier, 64 late, 128 unreported, 1024 off grid, 2048 out of order, 4096 ahead';
comment on column quote_ticks.flags is 'as of trades, and 256 crossed, 512 locked';
