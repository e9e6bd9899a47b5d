-- What was seen of running workspaces that are stopped when they do nothing. A row is made when one begins to run, or is
-- kept awake; null where the next start begins anew, so that whose turn it is is found by an index.
create table idle_watch (
    lease_id text primary key references lease (id),
    next_at timestamptz,
    -- fences writers of an older look; raised by each claim
    turn bigint not null,
    seen jsonb,
    awake_until timestamptz
);
insert into idle_watch (lease_id, next_at, turn) select id, since, 0 from lease where state = 'running';
create index idle_watch_due on idle_watch (next_at) where next_at is not null;
