@NullMarked
package io.birthmark.station.floor.scanner;

import org.jspecify.annotations.NullMarked;
