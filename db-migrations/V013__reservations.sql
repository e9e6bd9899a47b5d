-- For the constraint below. Trusted since PostgreSQL 13: whoever may create in the database may create it.
create extension if not exists btree_gist;

-- GPUs of a kind, kept for the leases of one user for a time. The row stays for history.
create table reservation (
    id text primary key,
    node text not null references node (id),
    owner text not null references account (handle),
    made_by text not null,
    wish jsonb not null,
    from_at timestamptz not null,
    until_at timestamptz not null check (until_at > from_at),
    created_at timestamptz not null,
    ended_at timestamptz,
    ending text check (ending in ('CANCELLED', 'UNUSED', 'OVER')),
    check ((ended_at is null) = (ending is null))
);
create index reservation_open on reservation (owner) where ended_at is null;
create index reservation_owner on reservation (owner, id);

-- Those that are booked now; a GPU is booked once at a time, whoever asks.
create table reservation_gpu (
    reservation text not null references reservation (id),
    gpu text not null references gpu (id),
    during tstzrange not null,
    used_at timestamptz not null,
    primary key (reservation, gpu),
    constraint reservation_gpu_once exclude using gist (gpu with =, during with &&)
);

alter table plan add column reservations boolean not null default false;
