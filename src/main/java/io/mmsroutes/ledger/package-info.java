@NullMarked
package io.mmsroutes.ledger;

import org.jspecify.annotations.NullMarked;
