-- Since when the term ends at its instant: warnings are spread over the time from then on.
alter table lease add column term_set_at timestamptz not null default now();
update lease set term_set_at = created_at;
-- When it is looked at next for a warning; null when there is none to come.
alter table lease add column next_warning_at timestamptz;
update lease set next_warning_at = now() where state <> 'released';
create index lease_next_warning on lease (next_warning_at) where next_warning_at is not null;

-- Each warning once: of the end at this instant, at the time for which it was planned.
create table lease_warning (
    lease_id text not null references lease (id),
    kind text not null check (kind in ('EXPIRY', 'REMOVAL')),
    ends_at timestamptz not null,
    due_at timestamptz not null,
    sent_at timestamptz not null,
    primary key (lease_id, kind, ends_at, due_at)
);

-- What is to be told outside of Berth. Rows stay for history; those with a next try are open.
create table delivery (
    notice_id text not null,
    channel text not null check (channel in ('MAIL', 'WEBHOOK')),
    notice jsonb not null,
    created_at timestamptz not null,
    tries int not null default 0,
    next_try_at timestamptz,
    delivered_at timestamptz,
    error text,
    primary key (notice_id, channel),
    check (delivered_at is null or next_try_at is null)
);
create index delivery_next_try on delivery (next_try_at) where next_try_at is not null;
