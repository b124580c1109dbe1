-- Times are microseconds since 1970. The same statements for SQLite and PostgreSQL.

-- tried_since is when its first attempt began. due_at is when an entry is due, null once it is done or dead; while a worker has it,
-- lease_until says how long.
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
create index queue_incomplete on queue_entries (queue, changed_at, id)
    where state = 'dead' and code in ('media-unavailable', 'media-differs');
create index queue_failed on queue_entries (queue, changed_at, id)
    where state = 'dead' and code not in ('media-unavailable', 'media-differs');
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

-- One row a message. position is the order of arrival; state_at says since when it is in its state. doubts counts the holds of the
-- account that the message began, status_events the changes that the application hears of. asked_at says when Telnyx was to be asked
-- about one that it took and never finalized. send_at is when a scheduled one is to be sent; null for one that is sent in its turn.
-- account is the one at Telnyx that it is sent from; caller is the application that asked for it, null for mms.api-key, for what came
-- from a file, a queue or the console, and for replies.
create table outbound_messages (
    position ${counted},
    id text not null unique,
    request_key text not null unique,
    request_hash text not null,
    kind text not null,
    sender text not null,
    priority integer not null,
    request text not null,
    send_before bigint,
    state text not null,
    state_at bigint not null,
    created_at bigint not null,
    submitted_at bigint,
    accepted_at bigint,
    finalized_at bigint,
    attempts integer not null,
    doubts integer not null,
    status_events integer not null,
    asked_at bigint,
    telnyx_id text,
    code text,
    reason text,
    errors text,
    checks text,
    telnyx text,
    telnyx_at bigint,
    sent_as_sms boolean not null,
    send_at bigint,
    account text not null default 'default',
    caller text
);

create index outbound_by_turn on outbound_messages (sender, state, priority, position);
create index outbound_by_state on outbound_messages (state, state_at);
create index outbound_by_state_and_time on outbound_messages (state, created_at, id);
create index outbound_by_time on outbound_messages (created_at, id);
create index outbound_by_sender on outbound_messages (sender, created_at, id);
create index outbound_by_telnyx_id on outbound_messages (telnyx_id);
create index outbound_by_send_before on outbound_messages (send_before) where send_before is not null;

-- One row for each recipient of a message, with the furthest that receipts told of it.
create table outbound_recipients (
    message_id text not null references outbound_messages (id),
    ordinal integer not null,
    number text not null,
    status text not null,
    final boolean not null,
    status_at bigint,
    carrier text,
    line_type text,
    errors text,
    primary key (message_id, ordinal)
);

create index outbound_recipients_by_number on outbound_recipients (number);

-- When each sender of an account may be called for next. '*' is the account, and whoever claims holds its row; '*mms' and '*sms' are all
-- MMS and all SMS of it, and a campaign that senders share gets its own when it first sends. held_since and what follows: Telnyx takes
-- nothing of it until staff change something; held_in_doubt where the answer may have meant the one message alone. adapted_interval is
-- what Telnyx's answers allow at most, in microseconds from one request to the next, until adapted_until.
create table rate_limits (
    account text not null default 'default',
    sender text not null,
    next_slot bigint not null,
    held_since bigint,
    held_code text,
    held_reason text,
    held_in_doubt boolean,
    adapted_interval bigint,
    adapted_until bigint,
    primary key (account, sender)
);

create index rate_limits_by_sender on rate_limits (sender);

insert into rate_limits (sender, next_slot) values ('*', 0), ('*mms', 0), ('*sms', 0);

-- Receipts that came before their message was known. account is the one whose key signed it.
create table unmatched_receipts (
    event_id text primary key,
    telnyx_id text not null,
    receipt text not null,
    arrived_at bigint not null,
    account text not null default 'default'
);

create index unmatched_receipts_by_telnyx_id on unmatched_receipts (telnyx_id);
create index unmatched_receipts_by_time on unmatched_receipts (arrived_at);

-- What was put into stores, so that it can be found by who sent it, and sent again. A message may have the same name in two stores,
-- when the store of its kind was changed in between. What is no media, such as a manifest, has no content_type, size_bytes, sha256 and
-- link. link names the place without telling it: 32 hex digits of the location's SHA-256. store is the Kamelet that took it, without
-- its parameters, where it was noted: the first one to be asked for it.
create table stored_media (
    message_id text not null,
    sender text not null,
    storage_key text not null,
    location text not null,
    store text,
    stored_at bigint not null,
    content_type text,
    size_bytes bigint,
    sha256 text,
    link text,
    primary key (location, message_id)
);

create index stored_media_by_sender on stored_media (sender, stored_at);
create index stored_media_by_key on stored_media (storage_key);
create index stored_media_by_link on stored_media (link);

-- What the gateways of one database share and nobody else knows.
create table secrets (
    name text primary key,
    secret text not null
);

-- Numbers of ours, as messages that came in showed them, and the messaging profile of each where one was said. seen_at is when
-- the message that told it was sent.
create table own_numbers (
    number text primary key,
    profile text,
    seen_at bigint not null
);

-- Who wants no more messages, and who wanted none once, by messaging profile; '*' is one that nobody knows, and counts for all.
-- changed_at is when the newest word was said, so that an older one that comes late changes nothing.
create table opt_outs (
    profile text not null,
    number text not null,
    opted_out boolean not null,
    changed_at bigint not null,
    source text not null,
    primary key (profile, number)
);

create index opt_outs_by_number on opt_outs (number);
create index opt_outs_by_time on opt_outs (changed_at, number, profile) where opted_out;

-- One row a message that was worked on. manifest is message.json as far as the last attempt got; how it stands tells its entry of the
-- queue. recipient is the first, ours.
create table inbound_messages (
    id text primary key,
    event_id text not null,
    type text not null,
    sender text not null,
    recipient text not null,
    received_at bigint not null,
    manifest text not null
);

create index inbound_by_time on inbound_messages (received_at, id);
create index inbound_by_sender on inbound_messages (sender, received_at, id);
create index inbound_by_recipient on inbound_messages (recipient, received_at, id);
create index inbound_by_event on inbound_messages (event_id);

-- The life of a message to send, one row a change; nothing of it is ever changed.
create table message_changes (
    position ${counted},
    message_id text not null,
    changed_at bigint not null,
    change text not null,
    code text,
    reason text
);

create index message_changes_by_message on message_changes (message_id, position);

-- Sessions of the console that were ended before their time.
create table ended_sessions (
    id text primary key,
    ends_at bigint not null
);

-- Commands of staff; nothing of it is ever changed.
create table admin_commands (
    position ${counted},
    given_at bigint not null,
    who text not null,
    command text not null
);
