-- What a person sees: text ids and decimals. A query that orders or limits goes through the functions below, which find the
-- instrument first: ordering over a joined view sorts every row of the instrument.

create view market_ticks as
select i.venue,
       i.instrument_id,
       t.ts_event as timestamp_ns,
       (t.price * i.price_unit)::numeric(20,8) as price,
       (t.size * i.size_unit)::numeric(20,8) as size,
       (case t.flags & 3 when 1 then 'BUY' when 2 then 'SELL' end)::varchar(10) as side,
       coalesce(x.trade_id, (t.stream || '-' || t.seq)::varchar(100))::varchar(100) as trade_id,
       t.seq as sequence_num,
       t.ts_init,
       t.flags
from trade_ticks t
join instruments i on i.id = t.instrument
left join trade_ids x on t.flags & 8 <> 0 and x.stream = t.stream and x.seq = t.seq;

create view market_quotes as
select i.venue,
       i.instrument_id,
       t.ts_event as timestamp_ns,
       (t.bid * i.price_unit)::numeric(20,8) as bid_price,
       (t.ask * i.price_unit)::numeric(20,8) as ask_price,
       (t.bid_size * i.size_unit)::numeric(20,8) as bid_size,
       (t.ask_size * i.size_unit)::numeric(20,8) as ask_size,
       ((t.ask - t.bid) * i.price_unit)::numeric(20,8) as spread,
       t.seq as sequence_num,
       t.ts_init,
       t.flags
from quote_ticks t
join instruments i on i.id = t.instrument;

create view market_bars as
select i.venue,
       i.instrument_id,
       f.code as timeframe,
       b.ts_event as timestamp_ns,
       (b.open * i.price_unit)::numeric(20,8) as open_price,
       (b.high * i.price_unit)::numeric(20,8) as high_price,
       (b.low * i.price_unit)::numeric(20,8) as low_price,
       (b.close * i.price_unit)::numeric(20,8) as close_price,
       (b.volume * i.size_unit)::numeric(20,8) as volume,
       b.is_final,
       b.ts_open,
       b.trade_count,
       b.revision
from (
  select instrument, 0::smallint as timeframe, ts_event, ts_open, open, high, low, close, volume, is_final, trade_count, revision from bars_1s
  union all
  select instrument, 4::smallint, ts_event, ts_open, open, high, low, close, volume, is_final, trade_count, revision from bars_1m
  union all
  select instrument, timeframe, ts_event, ts_open, open, high, low, close, volume, is_final, trade_count, revision from bars
) b
join instruments i on i.id = b.instrument
join timeframes f on f.id = b.timeframe;

create view latest_ticks as
select i.venue,
       i.instrument_id,
       t.ts_event as timestamp_ns,
       (t.price * i.price_unit)::numeric(20,8) as price,
       (t.size * i.size_unit)::numeric(20,8) as size,
       (case t.flags & 3 when 1 then 'BUY' when 2 then 'SELL' end)::varchar(10) as side,
       t.seq as sequence_num,
       t.ts_init,
       t.flags
from instruments i
cross join lateral (
  select ts_event, ts_init, price, size, seq, flags from trade_ticks
  where instrument = i.id order by ts_event desc, ts_init desc, stream desc, seq desc limit 1
) t;

create view latest_quotes as
select i.venue,
       i.instrument_id,
       t.ts_event as timestamp_ns,
       (t.bid * i.price_unit)::numeric(20,8) as bid_price,
       (t.ask * i.price_unit)::numeric(20,8) as ask_price,
       (t.bid_size * i.size_unit)::numeric(20,8) as bid_size,
       (t.ask_size * i.size_unit)::numeric(20,8) as ask_size,
       ((t.ask - t.bid) * i.price_unit)::numeric(20,8) as spread,
       t.seq as sequence_num,
       t.ts_init,
       t.flags
from instruments i
cross join lateral (
  select ts_event, ts_init, bid, ask, bid_size, ask_size, seq, flags from quote_ticks
  where instrument = i.id order by ts_event desc, ts_init desc, stream desc, seq desc limit 1
) t;

create function market_range(of_venue varchar, of_instrument_id varchar, from_ns bigint, to_ns bigint, max_rows integer default 10000)
returns setof market_ticks language sql stable as $$
  select i.venue, i.instrument_id, t.ts_event, (t.price * i.price_unit)::numeric(20,8), (t.size * i.size_unit)::numeric(20,8),
         (case t.flags & 3 when 1 then 'BUY' when 2 then 'SELL' end)::varchar(10),
         coalesce((select x.trade_id from trade_ids x where t.flags & 8 <> 0 and x.stream = t.stream and x.seq = t.seq),
                  (t.stream || '-' || t.seq)::varchar(100))::varchar(100),
         t.seq, t.ts_init, t.flags
  from instruments i
  cross join lateral (
    select ts_event, ts_init, price, size, seq, stream, flags from trade_ticks
    where instrument = i.id and ts_event >= from_ns and ts_event < to_ns
    order by ts_event, ts_init, stream, seq limit max_rows
  ) t
  where i.venue = of_venue and i.instrument_id = of_instrument_id
$$;

create function market_latest(of_venue varchar, of_instrument_id varchar)
returns setof market_ticks language sql stable as $$
  select i.venue, i.instrument_id, t.ts_event, (t.price * i.price_unit)::numeric(20,8), (t.size * i.size_unit)::numeric(20,8),
         (case t.flags & 3 when 1 then 'BUY' when 2 then 'SELL' end)::varchar(10),
         coalesce((select x.trade_id from trade_ids x where t.flags & 8 <> 0 and x.stream = t.stream and x.seq = t.seq),
                  (t.stream || '-' || t.seq)::varchar(100))::varchar(100),
         t.seq, t.ts_init, t.flags
  from instruments i
  cross join lateral (
    select ts_event, ts_init, price, size, seq, stream, flags from trade_ticks
    where instrument = i.id order by ts_event desc, ts_init desc, stream desc, seq desc limit 1
  ) t
  where i.venue = of_venue and i.instrument_id = of_instrument_id
$$;
