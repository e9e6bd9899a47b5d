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
