-- Payloads of packed ticks are cut to fill pages and stay in their rows; those that are written already are read as before.

alter table tick_chunks alter payload set storage plain;
