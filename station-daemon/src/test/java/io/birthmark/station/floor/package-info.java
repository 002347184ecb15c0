@NullMarked
package io.birthmark.station.floor;

import org.jspecify.annotations.NullMarked;
