-- A machine with an engine. Its row is the lock under which ports are chosen (one lock order, no deadlock).
create table node (
    id text primary key,
    last_port int
);
insert into node (id) values ('local');

create table lease (
    id text primary key,
    owner text not null references account (handle),
    name text not null,
    spec jsonb not null,
    node text not null references node (id),
    ssh_port int not null,
    host_key text not null,
    sealed_host_key bytea not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    term_limit timestamptz not null,
    grace_seconds bigint not null,
    state text not null,
    state_detail jsonb not null,
    since timestamptz not null,
    next_check_at timestamptz,
    event_seq bigint not null default 0,
    idempotency_key text,
    request_digest text,
    version bigint not null
);

-- A name is unique among its owner's live leases; released rows are history.
create unique index lease_live_name on lease (owner, name) where state <> 'released';
create unique index lease_idempotency_key on lease (owner, idempotency_key) where idempotency_key is not null;
-- What is due is found without reading the rest; released rows have no next check.
create index lease_due on lease (next_check_at) where next_check_at is not null;
create index lease_owner on lease (owner, id desc);

-- A host port on a node belongs to at most one live lease: the key is the law, locks only avoid retries.
create table port_grant (
    node text not null references node (id),
    port int not null check (port between 1 and 65535),
    lease_id text not null references lease (id),
    primary key (node, port)
);
create index port_grant_lease on port_grant (lease_id);

-- Ports found in use by a process that is none of ours; left alone for a while.
create table blocked_port (
    node text not null references node (id),
    port int not null,
    until timestamptz not null,
    primary key (node, port)
);

create table lease_event (
    lease_id text not null references lease (id),
    seq bigint not null,
    at timestamptz not null,
    kind text not null,
    message text not null,
    primary key (lease_id, seq)
);
