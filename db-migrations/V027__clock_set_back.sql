-- What is on its way is looked at within minutes; with a later time it was planned by a clock that was set back since.
create index lease_due_on_its_way on lease (next_check_at)
    where state in ('starting', 'running', 'stopping', 'releasing');
