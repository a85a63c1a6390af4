-- Generated from the program's migrations; do not edit.
begin;

-- Scripts may insert into market_ticks. Off the ingest path: it looks up ids, makes the day's partition and numbers the row itself.

create sequence script_tick_seq;

create function insert_market_tick() returns trigger language plpgsql as $$
declare
  of_instrument instruments%rowtype;
  price_mantissa numeric;
  size_mantissa numeric;
  side_flags smallint;
  day_ns constant bigint := 86400000000000;
  day_start bigint;
  partition_name text;
begin
  select * into of_instrument from instruments where venue = new.venue and instrument_id = new.instrument_id;
  if not found then
    raise exception 'instrument % of % is not known: insert it into instruments first', new.instrument_id, new.venue;
  end if;
  if new.timestamp_ns is null or new.timestamp_ns < 0 then
    raise exception 'timestamp_ns must be nanoseconds since 1970, found %', new.timestamp_ns;
  end if;

  price_mantissa := new.price * power(10::numeric, of_instrument.price_scale);
  size_mantissa := new.size * power(10::numeric, of_instrument.size_scale);
  if price_mantissa <> trunc(price_mantissa) or abs(price_mantissa) > 9223372036854775807 then
    raise exception 'price % does not fit % decimals in 64 bits', new.price, of_instrument.price_scale;
  end if;
  if size_mantissa <> trunc(size_mantissa) or abs(size_mantissa) > 9223372036854775807 then
    raise exception 'size % does not fit % decimals in 64 bits', new.size, of_instrument.size_scale;
  end if;

  side_flags := case upper(coalesce(new.side, '')) when '' then 0 when 'BUY' then 1 when 'SELL' then 2 end;
  if side_flags is null then
    raise exception 'side must be BUY, SELL or null, found %', new.side;
  end if;

  new.sequence_num := nextval('script_tick_seq');
  new.ts_init := coalesce(new.ts_init, new.timestamp_ns);
  if new.trade_id is not null then
    side_flags := side_flags | 8;
    insert into trade_ids (stream, seq, trade_id) values (0, new.sequence_num, new.trade_id);
  end if;

  day_start := new.timestamp_ns - new.timestamp_ns % day_ns;
  partition_name := 'trade_ticks_' || to_char(to_timestamp(day_start / 1000000000) at time zone 'UTC', 'YYYYMMDD');
  if to_regclass(partition_name) is null then
    execute format('create table %I partition of trade_ticks for values from (%s) to (%s)', partition_name, day_start, day_start::numeric + day_ns);
  end if;

  insert into trade_ticks (ts_event, ts_init, price, size, seq, instrument, stream, flags)
  values (new.timestamp_ns, new.ts_init, price_mantissa, size_mantissa, new.sequence_num, of_instrument.id, 0, side_flags);
  if abs(new.ts_init - new.timestamp_ns) > day_ns then
    insert into distant_ticks (kind, instrument, day, first_ts_init, last_ts_init)
    values (1, of_instrument.id, day_start, new.ts_init, new.ts_init)
    on conflict (kind, instrument, day) do update set
      first_ts_init = least(distant_ticks.first_ts_init, excluded.first_ts_init),
      last_ts_init = greatest(distant_ticks.last_ts_init, excluded.last_ts_init);
  end if;
  return new;
end
$$;

create trigger market_ticks_insert instead of insert on market_ticks for each row execute function insert_market_tick();

insert into schema_version (version, name, sha256) values (5, 'insertable_market_ticks', '9be0f1a3e4fb653e801cca38c6d4320fe3f927967964b54e169318b9f1adca11');
commit;
