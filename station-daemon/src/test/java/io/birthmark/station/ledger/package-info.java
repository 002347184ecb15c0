@NullMarked
package io.birthmark.station.ledger;

import org.jspecify.annotations.NullMarked;
