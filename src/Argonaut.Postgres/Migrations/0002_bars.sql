-- Bars of twenty timeframes: 1s and 1m are written all the time and have tables of their own. ts_event is the close of the interval.

create table timeframes (
  id smallint not null,
  code varchar(10) not null,
  constraint timeframes_pkey primary key (id),
  constraint timeframes_code_key unique (code)
);
insert into timeframes (id, code) values
  (0, '1s'), (1, '5s'), (2, '15s'), (3, '30s'), (4, '1m'), (5, '2m'), (6, '3m'), (7, '5m'), (8, '10m'), (9, '15m'),
  (10, '30m'), (11, '1h'), (12, '2h'), (13, '4h'), (14, '6h'), (15, '8h'), (16, '12h'), (17, '1D'), (18, '1W'), (19, '1M');

create table bars (
  instrument integer not null,
  timeframe smallint not null,
  ts_event bigint not null,
  ts_open bigint not null,
  open bigint not null,
  high bigint not null,
  low bigint not null,
  close bigint not null,
  volume bigint not null,
  trade_count integer,                                 -- null when the source did not say
  notional numeric,                                    -- sum of price mantissa times size mantissa; null when unknown
  open_ts_init bigint not null,                        -- ts_init of the first and last tick: parts of an interval merge exactly
  close_ts_init bigint not null,
  source smallint not null,                            -- 1 ticks, 2 broker history, 3 import
  revision integer not null,
  is_final boolean not null default true,
  constraint bars_pkey primary key (instrument, timeframe, ts_event)   -- a chart's range; 14 bytes
);

create table bars_1s (
  instrument integer not null,
  ts_event bigint not null,
  ts_open bigint not null,
  open bigint not null,
  high bigint not null,
  low bigint not null,
  close bigint not null,
  volume bigint not null,
  trade_count integer,
  notional numeric,
  open_ts_init bigint not null,
  close_ts_init bigint not null,
  source smallint not null,
  revision integer not null,
  is_final boolean not null default true,
  constraint bars_1s_pkey primary key (instrument, ts_event)
);

create table bars_1m (
  like bars_1s including defaults,
  constraint bars_1m_pkey primary key (instrument, ts_event)
);
