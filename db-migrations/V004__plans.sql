-- What an admin set of a plan; where a limit is null, the configuration says it.
create table plan (
    name text primary key check (name ~ '^[a-z][a-z0-9-]{0,31}$'),
    max_leases int,
    max_term_seconds bigint,
    max_life_seconds bigint,
    grace_seconds bigint,
    host_network boolean not null default false,
    container_network boolean not null default false,
    host_ipc boolean not null default false,
    root_login boolean not null default false,
    password_login boolean not null default false,
    fixed_ports boolean not null default false,
    all_datasets boolean not null default false,
    datasets text[] not null default '{}',
    all_images boolean not null default true,
    images text[] not null default '{}'
);

-- Plans could be named before they existed; those names go on, with nothing beyond the default.
insert into plan (name) values ('default');
insert into plan (name) select distinct plan from account on conflict do nothing;
alter table account add foreign key (plan) references plan (name);
create index account_plan on account (plan);

-- Host directories under names. "seen" is whether Berth itself could look at the path.
create table dataset (
    name text primary key,
    path text not null,
    description text not null,
    writable boolean not null,
    seen boolean not null
);

-- Own volumes of users; the engine's name is never used for another.
create table volume (
    owner text not null references account (handle),
    name text not null check (name <> 'home'),
    engine_name text not null unique,
    created_at timestamptz not null,
    primary key (owner, name)
);
