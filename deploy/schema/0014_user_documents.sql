-- Generated from the program's migrations; do not edit.
begin;

-- What people arranged on the dashboard. The content is the dashboard's own; nothing here looks into it.

create table user_documents (
  owner varchar(100) not null,                         -- name of the token; local without one
  kind varchar(20) not null,                           -- layout, settings
  name varchar(100) not null,
  content text not null,                               -- JSON, byte for byte as it was sent
  version bigint not null,                             -- for If-Match; one more with each save
  changed_at bigint not null,                          -- UTC nanoseconds
  constraint user_documents_pkey primary key (owner, kind, name)   -- one document; all of an owner and kind
);

insert into schema_version (version, name, sha256) values (14, 'user_documents', 'f9d13442d74e08c685f34caebb9b89c822202c97cb161ecbf830333732465db4');
commit;
