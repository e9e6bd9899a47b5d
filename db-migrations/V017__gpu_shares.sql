-- A share of a GPU is a device of its own, granted, booked and counted as a GPU is. While a GPU is shared nobody gets it whole.
-- Quarantine and draining are the GPU's; those of its shares' rows stay empty.
alter table gpu add column shares int not null default 1 check (shares between 1 and 16);
alter table gpu add column parent text references gpu (id);
alter table gpu add constraint gpu_share_is_not_shared check (parent is null or shares = 1);
create index gpu_parent on gpu (parent);

-- Where it is among the machine's GPUs: the group that NVLink connects, by its least index, and the nearest memory node.
alter table gpu add column link int;
alter table gpu add column numa int;
