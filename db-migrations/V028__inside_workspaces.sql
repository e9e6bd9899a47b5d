-- What was last brought into each container, for all replicas: one that remembers by itself does not know what another did since.
create table workspace_content (
    lease_id text not null references lease (id) on delete cascade,
    part text not null check (part in ('KEYS', 'LOCK', 'GREETING')),
    digest text not null check (digest ~ '^[0-9a-f]{64}$'),
    primary key (lease_id, part)
);

-- What runs is looked at more rarely than what is on its way, so that its times lie further ahead.
drop index lease_due_on_its_way;
create index lease_due_on_its_way on lease (next_check_at) where state in ('starting', 'stopping', 'releasing');
create index lease_due_running on lease (next_check_at) where state = 'running';
