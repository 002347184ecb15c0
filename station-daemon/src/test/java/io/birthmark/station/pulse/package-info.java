@NullMarked
package io.birthmark.station.pulse;

import org.jspecify.annotations.NullMarked;
