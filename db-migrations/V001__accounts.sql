-- The one row that tells this installation's containers and volumes from another's.
create table installation (
  only_row   boolean primary key default true check (only_row),
  id         text not null,
  created_at timestamptz not null default now()
);
insert into installation (id) values (replace(gen_random_uuid()::text, '-', ''));

-- Above the host's own users, below the range that Debian reserves from 60000 on.
create sequence account_uid as integer start with 20001 maxvalue 59999;

create table account (
  handle     text primary key check (handle ~ '^[a-z][a-z0-9-]{0,31}$'),
  role       text not null check (role in ('USER', 'ADMIN')),
  plan       text not null,
  enabled    boolean not null,
  uid        integer not null unique default nextval('account_uid'),
  created_at timestamptz not null
);

create table ssh_key (
  owner       text not null references account,
  fingerprint text not null,
  name        text not null,
  type        text not null,
  public_key  text not null,
  created_at  timestamptz not null,
  primary key (owner, fingerprint),
  unique (owner, name)
);

-- Revoked tokens stay, for the audit.
create table api_token (
  id           text primary key,
  owner        text not null references account,
  name         text not null,
  hash         bytea not null unique check (octet_length(hash) = 32),
  created_at   timestamptz not null,
  expires_at   timestamptz,
  last_used_at timestamptz,
  revoked_at   timestamptz
);
create index api_token_owner on api_token (owner, id);

create table audit_entry (
  id      bigint generated always as identity primary key,
  at      timestamptz not null,
  actor   text not null,
  action  text not null,
  subject text not null,
  detail  text not null
);
create index audit_entry_subject on audit_entry (subject, id);

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is append-only';
end $$;
create trigger audit_append_only before update or delete on audit_entry
  for each row execute function audit_is_append_only();
