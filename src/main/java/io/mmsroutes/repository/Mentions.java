package io.mmsroutes.repository;

import java.util.List;

/**
 * What became of a number that other messages name.
 *
 * @param hidden messages to others that named it, and do not any more
 * @param remains sentences, each with a count, of what the database has of it still, and why
 */
public record Mentions(int hidden, List<String> remains) {}
