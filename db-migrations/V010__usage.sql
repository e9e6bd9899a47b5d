-- One row for each stretch in which a lease was up: what GPU-hours, limits on them and the order of
-- the queue are reckoned from. Plan and labels are those at its beginning. Rows stay.
create table lease_use (
    id bigint generated always as identity primary key,
    lease_id text not null references lease (id),
    owner text not null references account (handle),
    plan text not null,
    labels jsonb not null,
    gpus text[] not null,
    from_at timestamptz not null,
    until_at timestamptz check (until_at >= from_at)
);
create unique index lease_use_open on lease_use (lease_id) where until_at is null;
-- A month is found without reading the years before and after it.
create index lease_use_time on lease_use using gist (tstzrange(from_at, until_at));
create index lease_use_owner on lease_use (owner, (coalesce(until_at, 'infinity')));

-- When a GPU did nothing though a lease held it, from one probe to another; none overlaps another of the same use.
create table gpu_idle (
    use_id bigint not null references lease_use (id),
    gpu text not null,
    from_at timestamptz not null,
    until_at timestamptz not null check (until_at > from_at),
    primary key (use_id, gpu, from_at)
);
create index gpu_idle_time on gpu_idle using gist (tstzrange(from_at, until_at));

-- Nobody knows how long those that are up have been; they count from their present state on.
insert into lease_use (lease_id, owner, plan, labels, gpus, from_at)
select lease.id, lease.owner, account.plan, coalesce(lease.spec -> 'labels', '{}'),
       array(select gpu from gpu_grant where gpu_grant.lease_id = lease.id order by gpu), lease.since
from lease join account on account.handle = lease.owner
where lease.state in ('starting', 'running', 'stopping');
