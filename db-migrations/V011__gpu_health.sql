-- What running workspaces see of the GPUs they hold. Made by the first look; an earlier run's row stays, for the time of its last restart.
create table gpu_watch (
    lease_id text primary key references lease (id),
    looked_at timestamptz not null,
    loss text,
    lost_at timestamptz,
    restarted_at timestamptz,
    check ((loss is null) = (lost_at is null))
);

-- Where it sits, by which the kernel's log names it.
alter table gpu add column bus_id text;

update lease set spec = jsonb_set(spec, '{gpus,onLoss}', '"TELL"');

-- The probe of a node's GPUs: whose turn it is, for a second one ends the first, and what the last one came to.
create table gpu_probe (
    node text primary key references node (id),
    next_at timestamptz not null,
    claimed_until timestamptz not null,
    begun_at timestamptz,
    result text,
    trouble text
);
insert into gpu_probe (node, next_at, claimed_until) select id, 'epoch', 'epoch' from node;
