@NullMarked
package io.birthmark.station.floor.gpio;

import org.jspecify.annotations.NullMarked;
