-- More limits of plans; where one is null, the configuration says it.
alter table plan
    add max_running int,
    add max_kept int,
    add max_gpus int,
    add gpu_hours_per_week int,
    add max_cpus double precision,
    add max_memory bigint,
    add max_shm bigint,
    add max_ports int,
    add weight double precision;

-- Exceptions from a plan, for one user and one limit, till a time. The amount is a count, seconds,
-- bytes or billionths, by the limit.
create table personal_limit (
    owner text not null references account (handle),
    limit_name text not null,
    amount bigint not null check (amount >= 0),
    until timestamptz not null,
    reason text not null,
    primary key (owner, limit_name)
);
