@NullMarked
package io.birthmark.station.reconcile;

import org.jspecify.annotations.NullMarked;
