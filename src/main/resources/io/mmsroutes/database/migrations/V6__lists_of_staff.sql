-- Lists that staff look at, each page out of an index: who opted out, messages that were delivered without all media, and those that failed.
create index opt_outs_by_time on opt_outs (changed_at, number, profile) where opted_out;

create index queue_incomplete on queue_entries (queue, changed_at, id)
    where state = 'dead' and code in ('media-unavailable', 'media-differs');

create index queue_failed on queue_entries (queue, changed_at, id)
    where state = 'dead' and code not in ('media-unavailable', 'media-differs');
