@NullMarked
package io.birthmark.station.time;

import org.jspecify.annotations.NullMarked;
