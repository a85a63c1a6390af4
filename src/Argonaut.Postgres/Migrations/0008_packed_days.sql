-- Old days of ticks, packed: up to 1,000 ticks of an instrument in one row. A tick is here or in its tick table, never in both.
-- The views and functions for people read both.

create table tick_chunks (
  ts_first bigint not null,                            -- ts_event of the first and last tick; chunks of a day follow each other
  ts_last bigint not null,
  init_first bigint not null,                          -- least and greatest ts_init
  init_last bigint not null,
  instrument integer not null,
  part integer not null,                               -- 0 and up within the day
  n integer not null,
  crc integer not null,                                -- CRC-32C of the payload
  kind smallint not null,                              -- 1 trades, 2 quotes
  codec smallint not null,                             -- 1: columns in blocks of bits
  payload bytea not null,
  constraint tick_chunks_pkey primary key (kind, instrument, ts_first, part)   -- the chunks of a range, in order
) partition by list (kind);
alter table tick_chunks alter payload set storage external;   -- it is compressed

create table trade_chunks partition of tick_chunks for values in (1) partition by range (ts_first);
create table quote_chunks partition of tick_chunks for values in (2) partition by range (ts_first);

-- Which days are packed: readers look here first. Moved in the transaction that packs or drops a day.
create table packed_days (
  kind smallint not null,
  from_ns bigint not null,
  to_ns bigint not null,
  chunks bigint not null,
  ticks bigint not null,
  packed_at timestamptz not null default now(),
  constraint packed_days_pkey primary key (kind, from_ns)
);

-- One column of a payload from byte "pos" on. A column is a mode, a base and a unit as varints, and blocks of 128 numbers: a byte with
-- their width, then the numbers at that width, lowest bit first. Written and read by the program; this copy serves SQL.
create function unpack_column(payload bytea, n integer, above bigint[], inout pos integer, out result bigint[])
language plpgsql immutable parallel safe as $$
declare
  mode constant integer := get_byte(payload, pos);
  base bigint := 0;
  unit bigint := 0;
  piece bigint;
  shift integer := 0;
  width integer;
  in_block integer;
  number bigint;
  bits bigint;
  fill integer;
  first_bit bigint;
  place integer := 0;
begin
  pos := pos + 1;
  loop
    piece := get_byte(payload, pos);
    pos := pos + 1;
    base := base | ((piece & 127) << shift);
    exit when piece < 128;
    shift := shift + 7;
  end loop;
  base := ((base >> 1) & 9223372036854775807) # -(base & 1);
  shift := 0;
  loop
    piece := get_byte(payload, pos);
    pos := pos + 1;
    unit := unit | ((piece & 127) << shift);
    exit when piece < 128;
    shift := shift + 7;
  end loop;

  result := array_fill(base, array[n]);
  while place < n loop
    in_block := least(128, n - place);
    width := get_byte(payload, pos);
    pos := pos + 1;
    bits := 0;
    fill := 0;
    first_bit := pos::bigint * 8;
    for i in place + 1 .. place + in_block loop
      if width = 0 then
        number := 0;
      elsif width <= 55 then
        while fill < width loop
          bits := bits | (get_byte(payload, pos)::bigint << fill);
          pos := pos + 1;
          fill := fill + 8;
        end loop;
        number := bits & ((1::bigint << width) - 1);
        bits := bits >> width;
        fill := fill - width;
      else
        number := 0;
        for one in 0 .. width - 1 loop
          number := number | (get_bit(payload, first_bit + one)::bigint << one);
        end loop;
        first_bit := first_bit + width;
      end if;
      if mode = 1 then
        base := base + unit * (((number >> 1) & 9223372036854775807) # -(number & 1));
        result[i] := base;
      elsif mode = 2 then
        result[i] := above[i] + base + unit * number;
      else
        result[i] := base + unit * number;
      end if;
    end loop;
    if width > 55 then
      pos := ((first_bit + 7) / 8)::integer;
    end if;
    place := place + in_block;
  end loop;
end
$$;

create function unpack_trades(payload bytea, n integer)
returns table (ts_event bigint, ts_init bigint, price bigint, size bigint, stream integer, seq bigint, flags smallint)
language plpgsql immutable parallel safe rows 1000 as $$
declare
  bytes constant bytea := payload || ''::bytea;        -- fetched once, not for every byte
  pos integer := 0;
  times bigint[];
  inits bigint[];
  prices bigint[];
  sizes bigint[];
  streams bigint[];
  seqs bigint[];
  all_flags bigint[];
begin
  select * into pos, times from unpack_column(bytes, n, null, pos);
  select * into pos, inits from unpack_column(bytes, n, times, pos);
  select * into pos, prices from unpack_column(bytes, n, null, pos);
  select * into pos, sizes from unpack_column(bytes, n, null, pos);
  select * into pos, streams from unpack_column(bytes, n, null, pos);
  select * into pos, seqs from unpack_column(bytes, n, null, pos);
  select * into pos, all_flags from unpack_column(bytes, n, null, pos);
  return query select u.a, u.b, u.c, u.d, u.e::integer, u.f, u.g::smallint
    from unnest(times, inits, prices, sizes, streams, seqs, all_flags) as u(a, b, c, d, e, f, g);
end
$$;

create function unpack_quotes(payload bytea, n integer)
returns table (ts_event bigint, ts_init bigint, bid bigint, ask bigint, bid_size bigint, ask_size bigint, stream integer, seq bigint, flags smallint)
language plpgsql immutable parallel safe rows 1000 as $$
declare
  bytes constant bytea := payload || ''::bytea;        -- fetched once, not for every byte
  pos integer := 0;
  times bigint[];
  inits bigint[];
  bids bigint[];
  asks bigint[];
  bid_sizes bigint[];
  ask_sizes bigint[];
  streams bigint[];
  seqs bigint[];
  all_flags bigint[];
begin
  select * into pos, times from unpack_column(bytes, n, null, pos);
  select * into pos, inits from unpack_column(bytes, n, times, pos);
  select * into pos, bids from unpack_column(bytes, n, null, pos);
  select * into pos, asks from unpack_column(bytes, n, bids, pos);
  select * into pos, bid_sizes from unpack_column(bytes, n, null, pos);
  select * into pos, ask_sizes from unpack_column(bytes, n, null, pos);
  select * into pos, streams from unpack_column(bytes, n, null, pos);
  select * into pos, seqs from unpack_column(bytes, n, null, pos);
  select * into pos, all_flags from unpack_column(bytes, n, null, pos);
  return query select u.a, u.b, u.c, u.d, u.e, u.f, u.g::integer, u.h, u.k::smallint
    from unnest(times, inits, bids, asks, bid_sizes, ask_sizes, streams, seqs, all_flags) as u(a, b, c, d, e, f, g, h, k);
end
$$;

create or replace view market_ticks as
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
left join trade_ids x on t.flags & 8 <> 0 and x.stream = t.stream and x.seq = t.seq
union all
select i.venue,
       i.instrument_id,
       t.ts_event,
       (t.price * i.price_unit)::numeric(20,8),
       (t.size * i.size_unit)::numeric(20,8),
       (case t.flags & 3 when 1 then 'BUY' when 2 then 'SELL' end)::varchar(10),
       coalesce(x.trade_id, (t.stream || '-' || t.seq)::varchar(100))::varchar(100),
       t.seq,
       t.ts_init,
       t.flags
from trade_chunks c
join instruments i on i.id = c.instrument
cross join lateral unpack_trades(c.payload, c.n) t
left join trade_ids x on t.flags & 8 <> 0 and x.stream = t.stream and x.seq = t.seq
where c.kind = 1;

create or replace view market_quotes as
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
join instruments i on i.id = t.instrument
union all
select i.venue,
       i.instrument_id,
       t.ts_event,
       (t.bid * i.price_unit)::numeric(20,8),
       (t.ask * i.price_unit)::numeric(20,8),
       (t.bid_size * i.size_unit)::numeric(20,8),
       (t.ask_size * i.size_unit)::numeric(20,8),
       ((t.ask - t.bid) * i.price_unit)::numeric(20,8),
       t.seq,
       t.ts_init,
       t.flags
from quote_chunks c
join instruments i on i.id = c.instrument
cross join lateral unpack_quotes(c.payload, c.n) t
where c.kind = 2;

-- The newest row by the index, and the end of the last chunk only where no newer row is.
create or replace view latest_ticks as
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
left join lateral (
  select ts_event, ts_init, price, size, stream, seq, flags from trade_ticks
  where instrument = i.id order by ts_event desc, ts_init desc, stream desc, seq desc limit 1
) r on true
cross join lateral (
  select r.ts_event, r.ts_init, r.price, r.size, r.stream, r.seq, r.flags where r.ts_event is not null
  union all
  select u.ts_event, u.ts_init, u.price, u.size, u.stream, u.seq, u.flags from (
    select ts_last, payload, n from trade_chunks where kind = 1 and instrument = i.id order by ts_first desc, part desc limit 1
  ) c cross join lateral unpack_trades(c.payload, c.n) u
  where c.ts_last >= coalesce(r.ts_event, 0)
  order by 1 desc, 2 desc, 5 desc, 6 desc limit 1
) t;

create or replace view latest_quotes as
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
left join lateral (
  select ts_event, ts_init, bid, ask, bid_size, ask_size, stream, seq, flags from quote_ticks
  where instrument = i.id order by ts_event desc, ts_init desc, stream desc, seq desc limit 1
) r on true
cross join lateral (
  select r.ts_event, r.ts_init, r.bid, r.ask, r.bid_size, r.ask_size, r.stream, r.seq, r.flags where r.ts_event is not null
  union all
  select u.ts_event, u.ts_init, u.bid, u.ask, u.bid_size, u.ask_size, u.stream, u.seq, u.flags from (
    select ts_last, payload, n from quote_chunks where kind = 2 and instrument = i.id order by ts_first desc, part desc limit 1
  ) c cross join lateral unpack_quotes(c.payload, c.n) u
  where c.ts_last >= coalesce(r.ts_event, 0)
  order by 1 desc, 2 desc, 7 desc, 8 desc limit 1
) t;

-- Chunks before the range's first tick add at most one chunk to what max_rows needs.
create or replace function market_range(of_venue varchar, of_instrument_id varchar, from_ns bigint, to_ns bigint, max_rows integer default 10000)
returns setof market_ticks language sql stable as $$
  select i.venue, i.instrument_id, t.ts_event, (t.price * i.price_unit)::numeric(20,8), (t.size * i.size_unit)::numeric(20,8),
         (case t.flags & 3 when 1 then 'BUY' when 2 then 'SELL' end)::varchar(10),
         coalesce((select x.trade_id from trade_ids x where t.flags & 8 <> 0 and x.stream = t.stream and x.seq = t.seq),
                  (t.stream || '-' || t.seq)::varchar(100))::varchar(100),
         t.seq, t.ts_init, t.flags
  from instruments i
  cross join lateral (
    (select ts_event, ts_init, price, size, stream, seq, flags from trade_ticks
     where instrument = i.id and ts_event >= from_ns and ts_event < to_ns
     order by ts_event, ts_init, stream, seq limit max_rows)
    union all
    (select u.ts_event, u.ts_init, u.price, u.size, u.stream, u.seq, u.flags from (
       select payload, n, sum(n) over (order by ts_first, part) - n as before from trade_chunks
       where kind = 1 and instrument = i.id and ts_first < to_ns and ts_last >= from_ns
     ) c cross join lateral unpack_trades(c.payload, c.n) u
     where c.before < max_rows + 1000 and u.ts_event >= from_ns and u.ts_event < to_ns)
    order by 1, 2, 5, 6 limit max_rows
  ) t
  where i.venue = of_venue and i.instrument_id = of_instrument_id
$$;

create or replace function market_latest(of_venue varchar, of_instrument_id varchar)
returns setof market_ticks language sql stable as $$
  select i.venue, i.instrument_id, t.ts_event, (t.price * i.price_unit)::numeric(20,8), (t.size * i.size_unit)::numeric(20,8),
         (case t.flags & 3 when 1 then 'BUY' when 2 then 'SELL' end)::varchar(10),
         coalesce((select x.trade_id from trade_ids x where t.flags & 8 <> 0 and x.stream = t.stream and x.seq = t.seq),
                  (t.stream || '-' || t.seq)::varchar(100))::varchar(100),
         t.seq, t.ts_init, t.flags
  from instruments i
  left join lateral (
    select ts_event, ts_init, price, size, stream, seq, flags from trade_ticks
    where instrument = i.id order by ts_event desc, ts_init desc, stream desc, seq desc limit 1
  ) r on true
  cross join lateral (
    select r.ts_event, r.ts_init, r.price, r.size, r.stream, r.seq, r.flags where r.ts_event is not null
    union all
    select u.ts_event, u.ts_init, u.price, u.size, u.stream, u.seq, u.flags from (
      select ts_last, payload, n from trade_chunks where kind = 1 and instrument = i.id order by ts_first desc, part desc limit 1
    ) c cross join lateral unpack_trades(c.payload, c.n) u
    where c.ts_last >= coalesce(r.ts_event, 0)
    order by 1 desc, 2 desc, 5 desc, 6 desc limit 1
  ) t
  where i.venue = of_venue and i.instrument_id = of_instrument_id
$$;
