-- What was seen of running workspaces that are stopped when they do nothing. A row is made by the
-- first look, or by keeping one awake.
create table idle_watch (
    lease_id text primary key references lease (id),
    next_at timestamptz not null,
    -- fences writers of an older look
    turn bigint not null,
    seen jsonb,
    awake_until timestamptz
);
