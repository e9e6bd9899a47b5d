-- How running workspaces are. A row is made by the first look or the first lack of memory.
create table workspace_watch (
    lease_id text primary key references lease (id),
    looked_at timestamptz,
    -- looks in a row without an answer by the lease's own SSH server
    failures integer not null default 0 check (failures >= 0),
    out_of_memory_at timestamptz
);
