@NullMarked
package io.birthmark.station.journal;

import org.jspecify.annotations.NullMarked;
