-- Who may do what (tokens, browser sessions), and what they did (the audit log). Secrets are never here, only their SHA-256.

create table access_tokens (
  id varchar(64) not null,
  name varchar(100) not null,                          -- layouts and settings belong to the name
  role varchar(20) not null,                           -- viewer, exporter, trader, admin
  sha256 bytea not null,
  created_ns bigint not null,                          -- UTC nanoseconds, as all times here
  created_by varchar(100) not null,
  expires_ns bigint,                                   -- null: never
  last_used_ns bigint,                                 -- to about half a minute
  revoked_ns bigint,
  constraint access_tokens_pkey primary key (id),
  constraint access_tokens_sha256_key unique (sha256)
);

create table browser_sessions (
  id varchar(64) not null,
  token_id varchar(64) not null,                       -- also of a token that is kept in a file
  sha256 bytea not null,                               -- of the cookie
  created_ns bigint not null,
  expires_ns bigint not null,
  last_used_ns bigint not null,
  address varchar(64) not null,
  browser varchar(200) not null,
  constraint browser_sessions_pkey primary key (id)
);

create table audit (
  seq bigint not null,                                 -- 1 and up without a hole
  at_ns bigint not null,
  who varchar(100) not null,                           -- name of the token
  role varchar(20),
  address varchar(64) not null,
  request_id varchar(64) not null,
  what varchar(100) not null,                          -- operation of the API
  subject text not null,
  before text,                                         -- JSON
  after text,                                          -- JSON
  result varchar(100) not null,                        -- done, or the code of the problem
  previous bytea not null,                             -- hash of the row before; 32 zero bytes for the first
  hash bytea not null,                                 -- SHA-256 over previous and all columns above
  constraint audit_pkey primary key (seq)              -- pages of the list, newest first
);

create function refuse_change_of_audit() returns trigger language plpgsql as $$
begin
  raise exception 'The audit log takes new rows only.' using errcode = 'insufficient_privilege';
end
$$;
create trigger audit_takes_new_rows_only before update or delete on audit for each row execute function refuse_change_of_audit();
create trigger audit_is_not_emptied before truncate on audit for each statement execute function refuse_change_of_audit();
revoke update, delete, truncate on audit from public, current_user;
