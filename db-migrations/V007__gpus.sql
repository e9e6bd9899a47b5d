-- What the engine's probe has found. A card that is not found any more stays, as history and for whoever holds it.
-- "clean" is false from the moment a lease gives it back until a probe has seen its memory free.
create table gpu (
    id text primary key,
    node text not null references node (id),
    idx int not null,
    model text not null,
    memory_bytes bigint not null,
    present boolean not null,
    clean boolean not null,
    quarantine text,
    used_mebibytes bigint not null,
    utilization int,
    temperature int,
    processes int not null,
    seen_at timestamptz not null
);

-- A GPU belongs to at most one live lease: the key is the law.
create table gpu_grant (
    gpu text primary key references gpu (id),
    lease_id text not null references lease (id)
);
create index gpu_grant_lease on gpu_grant (lease_id);

-- Those that a lease holds, or held last: its container was made for them.
alter table lease add column gpus jsonb not null default '[]';
alter table lease alter column gpus drop default;
create index lease_queued on lease (node, since) where state = 'queued';

update lease set spec = spec || '{"gpus": {"count": 0, "model": null, "memory": null, "ids": []}}';
