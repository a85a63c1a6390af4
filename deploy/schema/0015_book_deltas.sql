-- Generated from the program's migrations; do not edit.
begin;

-- Order books as their changes, one row each: what stands at a price from then on. Columns are those of trades, so that rows, packed days
-- and retention are the same.

create table book_deltas (
  ts_event bigint not null,
  ts_init bigint not null,
  price bigint not null,                               -- 0 of a clear
  size bigint not null,                                -- 0 of a delete or clear
  seq bigint not null,
  instrument integer not null,
  stream integer not null,
  flags smallint not null                              -- bits 0 to 7: 128 ends an atomic update, 32 snapshot; 8, 9: 1 buy, 2 sell; 10 up: 1 add, 2 update, 3 delete, 4 clear
) partition by range (ts_event);
create index book_deltas_instrument_ts_event_idx on book_deltas (instrument, ts_event);   -- latest, ranges, exports

create table book_delta_chunks partition of tick_chunks for values in (4) partition by range (ts_first);

create view market_book_deltas as
select i.venue,
       i.instrument_id,
       t.ts_event as timestamp_ns,
       (case t.flags >> 10 when 1 then 'ADD' when 2 then 'UPDATE' when 3 then 'DELETE' when 4 then 'CLEAR' end)::varchar(10) as action,
       (case (t.flags >> 8) & 3 when 1 then 'BUY' when 2 then 'SELL' end)::varchar(10) as side,
       (t.price * i.price_unit)::numeric(20,8) as price,
       (t.size * i.size_unit)::numeric(20,8) as size,
       t.flags & 255 as flags,
       t.seq as sequence_num,
       t.ts_init
from book_deltas t
join instruments i on i.id = t.instrument
union all
select i.venue,
       i.instrument_id,
       t.ts_event,
       (case t.flags >> 10 when 1 then 'ADD' when 2 then 'UPDATE' when 3 then 'DELETE' when 4 then 'CLEAR' end)::varchar(10),
       (case (t.flags >> 8) & 3 when 1 then 'BUY' when 2 then 'SELL' end)::varchar(10),
       (t.price * i.price_unit)::numeric(20,8),
       (t.size * i.size_unit)::numeric(20,8),
       t.flags & 255,
       t.seq,
       t.ts_init
from book_delta_chunks c
join instruments i on i.id = c.instrument
cross join lateral unpack_trades(c.payload, c.n) t
where c.kind = 4;

-- Refused changes of books are in quarantine as well.
create or replace view quarantine as
select f.at_ns,
       i.venue,
       i.instrument_id,
       (case f.kind when 1 then 'trade' when 2 then 'quote' when 4 then 'depth' end)::varchar(10) as kind,
       f.rule,
       f.ts_event,
       (f.a * i.price_unit)::numeric as price_or_bid,
       (f.b * case when f.kind in (1, 4) then i.size_unit else i.price_unit end)::numeric as size_or_ask,
       (f.c * i.size_unit)::numeric as bid_size,
       (f.d * i.size_unit)::numeric as ask_size,
       f.raw
from quality_findings f
left join instruments i on i.id = f.instrument
where f.action = 'reject';

insert into schema_version (version, name, sha256) values (15, 'book_deltas', '71997fbd0281a6859d2a76ea07ee2c3197ecad0cf7a564031775da27ce2df6b3');
commit;
