-- When a message that is scheduled is to be sent; null for one that is sent in its turn.
alter table outbound_messages add column send_at bigint;

-- What Telnyx's answers allow the account at most: microseconds from one request to the next, and until when.
alter table rate_limits add column adapted_interval bigint;
alter table rate_limits add column adapted_until bigint;

-- Slots that several senders share: those of all MMS and of all SMS. A campaign gets one when it first sends.
insert into rate_limits (sender, next_slot) values ('*mms', 0), ('*sms', 0);
