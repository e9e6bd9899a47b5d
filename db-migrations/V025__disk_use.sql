-- What things took of the disk when it was measured last; all rows are replaced each time.
create table disk_use (
    id text primary key,
    kind text not null check (kind in ('LAYER', 'HOME', 'VOLUME')),
    owner text not null,
    bytes bigint not null check (bytes >= 0)
);
create index disk_use_owner on disk_use (owner);

-- Whose home was removed since the last measuring began, which may have seen it before.
create table disk_removed_home (
    owner text primary key
);

-- Who measures, until when, and what the last time came to.
create table disk_watch (
    node text primary key references node (id),
    next_at timestamptz not null,
    claimed_until timestamptz not null,
    begun_at timestamptz not null,
    measured_at timestamptz,
    trouble text not null default ''
);
insert into disk_watch (node, next_at, claimed_until, begun_at)
    select id, 'epoch', 'epoch', 'epoch' from node;

-- How users stand to what their plans allow, once they did not stand well.
create table disk_standing (
    owner text primary key references account (handle),
    level text not null check (level in ('FINE', 'WARNED', 'OVER', 'STOPPED')),
    since timestamptz not null,
    -- How long she was over the limit, added up from measuring to measuring, and up to when.
    over_millis bigint not null check (over_millis >= 0),
    seen_at timestamptz not null
);
