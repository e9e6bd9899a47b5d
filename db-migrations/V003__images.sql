create table image (
    name text primary key,
    source text not null,
    state text not null,
    baked_ref text,
    source_digest text,
    recipe text,
    detail text not null default '',
    log text not null default '',
    updated_at timestamptz not null,
    claimed_until timestamptz,
    version bigint not null
);
