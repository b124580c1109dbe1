/** The one database: who writes to it, how commits are shared, and what wakes those that wait for one. Nobody else speaks SQL. */
@NullMarked
package io.mmsroutes.database;

import org.jspecify.annotations.NullMarked;
