-- How the system was: the truth page and the lines as they were answered, after each change of a state and from time to time.

create table health_history (
  at_ns bigint not null,
  status text not null,                                -- JSON, byte for byte as it was answered
  lines text not null,
  constraint health_history_pkey primary key (at_ns)   -- the last one before a moment
);
