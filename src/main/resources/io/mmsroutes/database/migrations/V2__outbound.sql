-- What is to be sent and what became of it, what was stored of whom, and whose numbers are whose.

-- One row a message. position is the order of arrival; state_at says since when it is in its state. doubts counts the holds of the
-- account that the message began, status_events the changes that the application hears of. asked_at says when Telnyx was to be asked
-- about one that it took and never finalized.
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
    sent_as_sms boolean not null
);

create index outbound_by_turn on outbound_messages (sender, state, priority, position);
create index outbound_by_state on outbound_messages (state, state_at);
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

-- When each sender may be called for next; '*' is the account, and whoever claims holds its row. held_since and what follows: Telnyx
-- takes nothing of it until staff change something; held_in_doubt where the answer may have meant the one message alone.
create table rate_limits (
    sender text primary key,
    next_slot bigint not null,
    held_since bigint,
    held_code text,
    held_reason text,
    held_in_doubt boolean
);

insert into rate_limits (sender, next_slot) values ('*', 0);

-- Receipts that came before their message was known.
create table unmatched_receipts (
    event_id text primary key,
    telnyx_id text not null,
    receipt text not null,
    arrived_at bigint not null
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
