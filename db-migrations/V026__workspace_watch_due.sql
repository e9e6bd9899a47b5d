-- Whose SSH server is to be asked is found by an index. The last look, or where there was none yet the start; null where
-- the next start begins anew.
update workspace_watch set looked_at = null where not exists (
    select from lease where lease.id = workspace_watch.lease_id and lease.state = 'running');
insert into workspace_watch as watch (lease_id, looked_at)
select id, since from lease where state = 'running' and (spec ->> 'ssh')::boolean
on conflict (lease_id) do update set looked_at = excluded.looked_at, failures = 0
where watch.looked_at is null or watch.looked_at < excluded.looked_at;
create index workspace_watch_due on workspace_watch (looked_at) where looked_at is not null;
