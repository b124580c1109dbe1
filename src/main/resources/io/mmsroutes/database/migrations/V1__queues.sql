-- Times are microseconds since 1970. The same statements for SQLite and PostgreSQL.

-- tried_since is when its first attempt began; due_at is when an entry is due; null once it is done or dead. Between, lease_until says how long its worker has it.
create table queue_entries (
    queue text not null,
    id text not null,
    state text not null check (state in ('waiting', 'leased', 'suspect', 'done', 'dead')),
    body bytea,
    headers text,
    progress text,
    attempts integer not null,
    lost_leases integer not null,
    due_at bigint,
    lease_id text,
    lease_until bigint,
    code text,
    reason text,
    entered_at bigint not null,
    tried_since bigint,
    changed_at bigint not null,
    primary key (queue, id)
);

create index queue_due on queue_entries (queue, state, due_at) where due_at is not null;
create index queue_dead on queue_entries (queue, changed_at, id) where state = 'dead';
create index queue_dead_code on queue_entries (queue, code, changed_at, id) where state = 'dead';
create index queue_done on queue_entries (changed_at) where state = 'done';

-- What an entry is looked up and erased by: phone numbers, ids of messages.
create table queue_keys (
    key text not null,
    queue text not null,
    id text not null,
    primary key (key, queue, id),
    foreign key (queue, id) references queue_entries (queue, id) on delete cascade
);

create index queue_keys_of_entry on queue_keys (queue, id);
