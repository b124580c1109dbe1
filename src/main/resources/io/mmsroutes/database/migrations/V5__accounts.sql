-- Whose a message is: the account at Telnyx that it is sent from, and the application that asked for it; null for mms.api-key, for
-- what came from a file, a queue or the console, and for replies.
alter table outbound_messages add column account text not null default 'default';
alter table outbound_messages add column caller text;

-- Whose key signed it; null for what came before there were accounts.
alter table unmatched_receipts add column account text;

-- Each account has its own rates and its own holds: '*' and what begins with it are of one account.
create table rate_limits_by_account (
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

insert into rate_limits_by_account (account, sender, next_slot, held_since, held_code, held_reason, held_in_doubt, adapted_interval,
    adapted_until)
select 'default', sender, next_slot, held_since, held_code, held_reason, held_in_doubt, adapted_interval, adapted_until from rate_limits;

drop table rate_limits;

alter table rate_limits_by_account rename to rate_limits;

create index rate_limits_by_sender on rate_limits (sender);
