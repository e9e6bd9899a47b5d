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
