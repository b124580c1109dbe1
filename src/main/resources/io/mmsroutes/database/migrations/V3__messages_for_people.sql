-- What people look at: what was received, what changed of what is sent, and who gave which command.

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

create index outbound_by_time on outbound_messages (created_at, id);
create index outbound_by_sender on outbound_messages (sender, created_at, id);
create index outbound_by_state_and_time on outbound_messages (state, created_at, id);

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
